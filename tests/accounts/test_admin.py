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
