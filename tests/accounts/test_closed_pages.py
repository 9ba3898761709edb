"""Pages that allauth brings and neither door needs."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from summit.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def participant(client: Client) -> User:
    """Someone who signed in with a code: an account without a password, a proved address."""
    user = User.objects.create_user("camille@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("account_signup", []),
        ("account_email", []),
        ("account_email_verification_sent", []),
        ("account_confirm_email", ["MQ:1abc:def"]),
        ("account_set_password", []),
    ],
)
def test_page_that_no_door_needs_is_not_there(
    client: Client, participant: User, name: str, args: list[str]
) -> None:
    signed_in, stranger = client, Client()

    answers = [who.get(reverse(name, args=args)).status_code for who in (signed_in, stranger)]

    assert answers == [404, 404]


def test_address_of_another_person_cannot_be_added_to_an_account(
    client: Client, participant: User
) -> None:
    """Its owner would be asked to confirm it, and the account would then show what is theirs."""
    client.post(
        reverse("account_email"), {"email": "victim@example.org", "action_add": ""}, follow=True
    )

    assert [row.email for row in EmailAddress.objects.all()] == ["camille@example.org"]
    assert mail.outbox == []


def test_participant_cannot_give_the_account_a_password(client: Client, participant: User) -> None:
    password = "a-long-and-fine-password"

    client.post(reverse("account_set_password"), {"password1": password, "password2": password})

    participant.refresh_from_db()
    assert not participant.has_usable_password()
