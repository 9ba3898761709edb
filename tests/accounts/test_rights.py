"""The rights of a group, as an organiser reads them."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
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


def test_nobody_rises_by_the_rights_to_edit_accounts_and_groups(
    client: Client, settings: Any
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    boss = User.objects.create_superuser("boss@example.org", "long-enough-password")
    guest = User.objects.create_user("guest@example.org", None)
    helper = User.objects.create_user("helper@example.org", None, is_staff=True)
    helper.user_permissions.set(
        Permission.objects.filter(content_type__model__in=["user", "group", "authenticator"])
    )
    group = Group.objects.create(name="Lecteurs")
    factor = TOTP.activate(boss, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").instance
    client.force_login(helper)

    refused = [
        reverse("admin:accounts_user_change", args=[boss.pk]),
        reverse("admin:auth_user_password_change", args=[boss.pk]),
        reverse("admin:accounts_user_delete", args=[boss.pk]),
        reverse("admin:accounts_user_delete", args=[helper.pk]),
        reverse("admin:auth_group_change", args=[group.pk]),
        reverse("admin:auth_group_add"),
        reverse("admin:mfa_authenticator_delete", args=[factor.pk]),
    ]
    assert {address: client.post(address).status_code for address in refused} == dict.fromkeys(
        refused, 403
    )
    bulk = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
    client.post(reverse("admin:accounts_user_changelist"), bulk)
    assert User.objects.filter(pk=boss.pk).exists()
    page = client.get(reverse("admin:accounts_user_change", args=[guest.pk]))
    assert page.status_code == 200
    assert page.context["has_change_permission"]


def test_page_of_a_group_opens_and_saves(client: Client, settings: Any) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    group = Group.objects.create(name="Lecteurs")
    right = Permission.objects.get(codename="view_quota")
    address = reverse("admin:auth_group_change", args=[group.pk])

    assert "quota · voir" in client.get(address).content.decode()
    client.post(address, {"name": "Lecteurs", "permissions": [right.pk]})

    assert list(group.permissions.all()) == [right]
