"""The rights of a group, as an organiser reads them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from summit.accounts.admin import words_of_right
from summit.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("codename", "words"),
    [
        ("view_session", "Programme · session · voir"),
        ("change_quota", "Inscriptions · quota · modifier"),
        ("export_registration", "Inscriptions · inscription · Peut exporter les inscriptions"),
    ],
)
def test_right_is_said_in_french(codename: str, words: str) -> None:
    right = Permission.objects.exclude(content_type__app_label="sessions").get(codename=codename)
    with override("fr"):
        assert words_of_right(right) == words


def test_page_of_a_group_opens_and_saves(client: Client, settings: Any) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    group = Group.objects.create(name="Lecteurs")
    right = Permission.objects.get(codename="view_quota")
    address = reverse("admin:auth_group_change", args=[group.pk])

    assert "quota · voir" in client.get(address).content.decode()
    client.post(address, {"name": "Lecteurs", "permissions": [right.pk]})

    assert list(group.permissions.all()) == [right]
