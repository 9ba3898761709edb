"""The addresses that organisers take along to write the newsletter elsewhere."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from summit.accounts.models import User
from summit.newsletter.models import Subscription
from summit.newsletter.notifications import confirm_link
from summit.newsletter.services.subscribing import confirm_subscription
from tests.newsletter.factories import NOW, ask, make_newsletter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _newsletter(settings: Any) -> None:
    settings.SUMMIT_STAFF_MFA = False
    make_newsletter()


def confirmed(email: str, language: str = "fr") -> Subscription:
    row = ask(email, language=language)
    signature = confirm_link(row).signature
    assert confirm_subscription(public_id=row.public_id, signature=signature, now=NOW)
    return row


def exported(client: Client, **query: str) -> list[list[str]]:
    answer = client.get(reverse("admin:newsletter_subscription_export"), query)
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))[1:]


def test_export_holds_confirmed_addresses_with_a_link_that_ends_each(client: Client) -> None:
    ask("pending@example.org")
    confirmed("camille@example.org")
    confirmed("=1+1@example.org", "en")
    client.force_login(User.objects.create_superuser("organiser@example.org", "a long password"))

    rows = exported(client)

    assert [row[:3] for row in rows] == [
        ["camille@example.org", "fr", "2025-01-20 09:00"],
        ["'=1+1@example.org", "en", "2025-01-20 09:00"],
    ]
    assert exported(client, language="en") == rows[1:]
    client.post(rows[0][3])
    assert exported(client) == rows[1:]


def test_export_is_for_those_who_see_the_subscriptions(client: Client) -> None:
    client.force_login(User.objects.create_user("staff@example.org", is_staff=True))

    assert client.get(reverse("admin:newsletter_subscription_export")).status_code == 403
