"""My space shows the registrations of a proved address, and no other."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from registration.models import Quota
from summit.accounts.models import User
from tests.registration.factories import make_registration, register

pytestmark = pytest.mark.django_db

SPACE = "/fr/registration/my/"


def _signed_in(client: Client, email: str, *, verified: bool = True) -> User:
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    client.force_login(user)
    return user


def test_visitor_is_sent_to_the_sign_in(client: Client, day: dict[str, Quota]) -> None:
    response = client.get(SPACE)

    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={SPACE}")


def test_proved_address_in_any_spelling_lists_its_registration(
    client: Client, day: dict[str, Quota]
) -> None:
    registration = make_registration("Camille@Example.org")
    register("other@example.org")
    _signed_in(client, "camille@example.org")

    response = client.get(SPACE)
    page = response.content.decode()

    assert str(registration.public_id) in page
    assert page.count('class="pass"') == 1
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("email", "verified"), [("camille@example.org", False), ("nobody@example.org", True)]
)
def test_address_without_proof_or_registration_lists_nothing(
    client: Client, day: dict[str, Quota], email: str, verified: bool
) -> None:
    register("camille@example.org")
    _signed_in(client, email, verified=verified)

    page = client.get(SPACE).content.decode()

    assert 'class="pass"' not in page
    assert "Aucune inscription à cette adresse" in page


def test_my_space_costs_few_queries(
    client: Client, day: dict[str, Quota], django_assert_num_queries: Any
) -> None:
    register("camille@example.org")
    _signed_in(client, "camille@example.org")
    client.get(SPACE)

    with django_assert_num_queries(10):
        client.get(SPACE)
