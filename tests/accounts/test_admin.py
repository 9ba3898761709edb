"""What the administration shows of sign-in: never a secret."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from summit.accounts.models import User

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_second_factor_can_be_taken_away_and_never_read(client: Client) -> None:
    user = User.objects.create_superuser("boss@example.org", "long-enough-password")
    client.force_login(user)
    factor = TOTP.activate(user, SECRET).instance
    change = reverse("admin:mfa_authenticator_change", args=[factor.pk])

    page = client.get(change).content.decode()
    changed = client.post(change, {"user": user.pk, "type": "totp", "data": "{}"})
    deleted = client.post(
        reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"}
    )

    assert "boss@example.org" in page
    assert SECRET not in page
    assert "secret" not in page
    assert (changed.status_code, deleted.status_code) == (403, 302)
    assert not Authenticator.objects.exists()


def test_administration_has_no_second_list_of_addresses() -> None:
    assert "emailaddress" not in {model._meta.model_name for model in admin.site._registry}


@pytest.mark.parametrize(
    "address",
    [
        "registration/booking/?state__exact=%00",
        "mail/outgoingemail/?state__exact=%00",
        "agenda/session/?o=1&q=%00",
        "agenda/session/%00/change/",
        "autocomplete/?term=%00&app_label=registration&model_name=quota&field_name=venue",
    ],
)
def test_a_nul_in_an_address_of_the_administration_is_a_bad_request(
    client: Client, address: str
) -> None:
    client.force_login(User.objects.create_superuser("boss@example.org", None))

    assert client.get(reverse("admin:index") + address).status_code == 400


@pytest.mark.parametrize("page", ["registration/registration/export/", "checkin/scan/export/"])
def test_a_file_with_a_filter_that_no_list_has_is_a_bad_request(client: Client, page: str) -> None:
    client.force_login(User.objects.create_superuser("boss@example.org", None))

    answers = [
        client.get(reverse("admin:index") + page + query)
        for query in ("?bogus=1", "?at__year=x", "?at__year=99999")
    ]

    assert {answer.status_code for answer in answers} == {400}


@pytest.mark.parametrize("key", ["\0", "abc", "9" * 30])
def test_a_selection_by_no_row_number_is_a_bad_request(client: Client, key: str) -> None:
    client.force_login(User.objects.create_superuser("boss@example.org", None))

    answer = client.post(
        reverse("admin:registration_booking_changelist"),
        {"action": "let_go", "_selected_action": key},
    )

    assert answer.status_code == 400


def test_a_nul_in_a_field_is_told_at_the_field(client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss@example.org", None))

    page = client.post(reverse("admin:faq_category_add"), {"name_fr": "a\0b"})

    assert page.status_code == 200
    assert "name_fr" in page.context["adminform"].form.errors
