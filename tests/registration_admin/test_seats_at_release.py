"""What publishing takes from people is said on its page, before."""

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agenda.models import Release, Session, SessionState
from registration.models import PlaceState, Registration
from summit.accounts.models import User
from tests.registration.factories import make_registration
from tests.registration_calendar.factories import book, change, make_programme

pytestmark = pytest.mark.django_db

WORDS = "Des personnes perdent leur siège"


@pytest.fixture
def publisher(client: Client, settings: Any) -> Client:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    make_programme(seats=2)
    first, second, third = (make_registration(f"{name}@example.org") for name in "abc")
    book(first, "health")
    book(second, "health")
    book(third, "health", PlaceState.WAITING)
    book(third, "industry")
    return client


def _page(client: Client, name: str, *args: int) -> str:
    address = reverse(f"admin:agenda_release_{name}", args=args)
    return html.unescape(client.get(address).content.decode())


@pytest.mark.parametrize(
    "edit", [{"state": SessionState.CANCELLED}, {"state": SessionState.HIDDEN}, {"booking": False}]
)
def test_page_to_publish_says_who_loses_a_seat(publisher: Client, edit: dict[str, Any]) -> None:
    assert WORDS not in _page(publisher, "publish")

    Session.objects.filter(slug="health").update(**edit)
    page = _page(publisher, "publish")

    assert WORDS in page
    assert "<bdi>Santé, mode d’emploi</bdi>: 2 sièges" in page.replace("\u00a0:", ":")
    assert "<bdi>Industrie</bdi>:" not in page


def test_page_of_an_earlier_release_says_it_too(publisher: Client) -> None:
    with_both = Release.objects.order_by("number").last()
    with_one = change("industry", booking=False)
    change("industry", booking=True)
    book(Registration.objects.get(email="b@example.org"), "industry")

    assert WORDS in _page(publisher, "again", with_one.number)
    assert with_both is not None
    assert WORDS not in _page(publisher, "again", with_both.number)
