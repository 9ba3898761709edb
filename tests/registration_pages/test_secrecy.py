"""Nobody learns from the pages whether an address is registered."""

import pytest
from django.http import HttpResponse
from django.test import Client

from registration.models import Quota, Registration, Way
from registration.services.changing import cancel_registration
from tests.registration.factories import NOW, make_registration, register
from tests.registration_pages.forms import TYPED, masked, send

pytestmark = pytest.mark.django_db

LOST_LINK = "/fr/registration/lost-link/"


def _answer(client: Client, email: str) -> tuple[HttpResponse, str]:
    response = send(client, email=email)
    token = response["Location"].rstrip("/").rpartition("/")[2]
    page = client.get(response["Location"]).content.decode()
    return response, page.replace(token, "TOKEN")


def _outside(response: HttpResponse) -> tuple[object, ...]:
    headers = {name: value for name, value in response.items() if name != "Location"}
    for name in ("Expires", "X-Request-ID"):
        headers.pop(name, None)
    return response.status_code, headers, sorted(response.cookies)


def test_registering_answers_the_same_for_unknown_known_and_cancelled_addresses(
    day: dict[str, Quota],
) -> None:
    email = TYPED["email"]
    unknown, unknown_page = _answer(Client(), email)
    known, known_page = _answer(Client(), email)
    cancel_registration(registration_id=Registration.objects.get().pk, now=NOW, by="self")
    cancelled, cancelled_page = _answer(Client(), email)

    assert unknown_page == known_page == cancelled_page
    assert _outside(unknown) == _outside(known) == _outside(cancelled)
    assert Registration.objects.count() == 1


def test_known_address_changes_nothing_in_the_row(client: Client, day: dict[str, Quota]) -> None:
    before = make_registration(TYPED["email"], first_name="Nadia", way=Way.ONLINE)

    send(client, first_name="Mallory", way=Way.IN_PERSON)

    after = Registration.objects.get()
    assert (after.first_name, after.sequence) == ("Nadia", before.sequence)
    assert after.confirmed_place is not None
    assert after.confirmed_place.way == Way.ONLINE


def test_full_day_refuses_known_and_unknown_addresses_alike(day: dict[str, Quota]) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    register("known@example.org")
    pages = []
    for email in ("known@example.org", "other@example.org"):
        response = send(Client(), email=email, told_full="")
        pages.append(masked(response).replace(email, "ADDRESS"))

    assert pages[0] == pages[1]


def test_lost_link_answers_the_same_for_unknown_and_known_addresses(
    day: dict[str, Quota],
) -> None:
    register("known@example.org")
    answers = [
        Client().post(LOST_LINK, {"email": email})
        for email in ("known@example.org", "other@example.org")
    ]

    assert answers[0]["Location"] == answers[1]["Location"] == "/fr/registration/lost-link/sent/"
    assert _outside(answers[0]) == _outside(answers[1])


def test_lost_link_explains_a_bad_address(client: Client, day: dict[str, Quota]) -> None:
    page = client.post(LOST_LINK, {"email": "camille"}).content.decode()

    assert "Il manque le signe @" in page
    assert 'value="camille"' in page
