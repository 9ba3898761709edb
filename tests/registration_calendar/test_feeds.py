"""The calendar that a person subscribes to."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from registration.auditing import record
from registration.history import steps_of
from registration.models import Booking, LinkPurpose, Place, PlaceState, Registration, Way
from registration.services.booking import cancel_booking
from registration.services.changing import cancel_registration, correct_registration
from registration.services.feeds import feed_address, put_stars_in_feed, revoke_feed
from summit import ics
from summit.edition.clock import set_rehearsal
from tests.registration.factories import NOW, at, make_registration
from tests.registration_calendar.clients import read_feed
from tests.registration_calendar.factories import book, change, make_programme
from tests.services.calendars import read_with_both

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


@pytest.fixture
def registration() -> Registration:
    return make_registration()


def address(registration: Registration) -> str:
    return feed_address(registration).removeprefix("http://testserver")


def test_feed_holds_the_day_and_each_booked_session(
    client: Client, registration: Registration
) -> None:
    booking = book(registration, "health")
    book(registration, "industry", PlaceState.WAITING)

    response = client.get(address(registration))

    day, session = read_with_both(response.content).events
    assert (day.uid, day.start) == (str(registration.calendar_uid), at(9))
    assert (session.uid, session.start) == (str(booking.calendar_uid), at(10))
    assert session.summary == "Santé, mode d’emploi"
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="programme.ics"'


def test_feed_is_private_without_cookie_method_people_or_personal_link(
    client: Client, registration: Registration
) -> None:
    response = client.get(address(registration))

    unfolded = response.content.replace(b"\r\n ", b"")
    assert response["Cache-Control"] == "private, max-age=600"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "Set-Cookie" not in response
    for never in (b"METHOD", b"ORGANIZER", b"ATTENDEE", b"/my/", b"VALARM", b"camille"):
        assert never not in unfolded


def test_feed_answers_304_to_who_has_it_without_writing_it(
    client: Client, registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(address(registration))
    monkeypatch.setattr(ics, "feed", None)

    by_tag = client.get(address(registration), headers={"if-none-match": first["ETag"]})
    by_date = client.get(
        address(registration), headers={"if-modified-since": first["Last-Modified"]}
    )

    for answer in (by_tag, by_date):
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == first["ETag"]
        assert answer["Cache-Control"] == "private, max-age=600"


def test_feed_that_changed_is_sent_anew(client: Client, registration: Registration) -> None:
    book(registration, "health")
    first = client.get(address(registration))

    change("health", starts_at=at(11), ends_at=at(12))
    again = client.get(address(registration), headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert read_with_both(again.content).events[1].start == at(11)


def test_feed_answers_head(client: Client, registration: Registration) -> None:
    response = client.head(address(registration))

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"].startswith('"')


def test_indicative_hour_is_tentative_and_says_so(
    client: Client, registration: Registration
) -> None:
    change("health", time_confirmed=False)
    booking = book(registration, "health")

    response = client.get(address(registration))

    entry = read_feed(response.content)[str(booking.calendar_uid)]
    assert (entry.shown, entry.summary) == (False, "Santé, mode d’emploi (horaire indicatif)")
    assert b"STATUS:TENTATIVE" in response.content


def test_seat_let_go_before_its_hour_was_sure_is_cancelled_under_the_next_number(
    client: Client, registration: Registration
) -> None:
    change("health", time_confirmed=False)
    booking = book(registration, "health")
    before = read_feed(client.get(address(registration)).content)[str(booking.calendar_uid)]

    cancel_booking(booking_id=booking.pk, now=NOW, by="self")

    after = read_feed(client.get(address(registration)).content)[str(booking.calendar_uid)]
    assert after.summary.startswith("Annulé : ")
    assert after.sequence == before.sequence + 1


def test_cancelled_registration_stays_in_the_feed_marked_until_it_is_past(
    client: Client, registration: Registration
) -> None:
    booking = book(registration, "health")
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    answer = client.get(address(registration)).content
    before, told = read_feed(answer), ics.unfold_text(answer.decode())
    set_rehearsal(at(23))
    after = client.get(address(registration))

    assert told.count("DESCRIPTION:Vous n’y avez plus de place.\\n\\nhttp") == 2
    assert {entry.shown for entry in before.values()} == {False}
    assert set(before) == {str(registration.calendar_uid), str(booking.calendar_uid)}
    assert all(entry.summary.startswith("Annulé : ") for entry in before.values())
    assert (after.status_code, read_feed(after.content)) == (200, {})
    assert b"BEGIN:VTIMEZONE" in after.content


def test_feed_in_another_language_is_sent_anew(client: Client, registration: Registration) -> None:
    book(registration, "health")
    first = client.get(address(registration))
    before = {entry.stamp for entry in read_feed(first.content).values()}
    with time_machine.travel(dt.timedelta(minutes=1)):
        correct_registration(
            registration_id=registration.pk,
            first_name="Camille",
            last_name="Test",
            organisation="Test",
            language="en",
            now=NOW,
            by="self",
        )
        registration.refresh_from_db()
        since = {"if-modified-since": first["Last-Modified"]}
        again = client.get(address(registration), headers=since)

    assert (again.status_code, b"Health at work" in again.content) == (200, True)
    assert min(entry.stamp for entry in read_feed(again.content).values()) > max(before)


def test_feed_works_after_the_event(client: Client, registration: Registration) -> None:
    set_rehearsal(at(23))

    response = client.get(address(registration))

    assert len(read_feed(response.content)) == 1


def test_who_only_waits_has_an_empty_calendar(client: Client) -> None:
    registration = make_registration("online@example.org", way=Way.ONLINE)
    Place.objects.update(state="waiting", confirmed_at=None)

    assert read_feed(client.get(address(registration)).content) == {}


def test_feed_is_in_the_language_of_the_registration(client: Client) -> None:
    registration = make_registration("ada@example.org", language="en")
    book(registration, "health")

    content = client.get(address(registration)).content

    assert b"SUMMARY:Health at work" in content
    assert "X-WR-CALNAME:Trial Summit – my programme".encode() in content


def test_revoked_address_says_where_the_new_one_is(
    client: Client, registration: Registration
) -> None:
    old = address(registration)

    revoke_feed(registration_id=registration.pk, version=1, by="self")
    revoke_feed(registration_id=registration.pk, version=1, by="self")

    registration.refresh_from_db()
    gone = client.get(old)
    assert registration.feed_version == 2
    assert gone.status_code == 410
    assert "/fr/registration/lost-link/" in gone.content.decode()
    assert client.get(address(registration)).status_code == 200


def test_forged_address_is_unknown(client: Client, registration: Registration) -> None:
    manage = registration.personal_link("registration:feed", LinkPurpose.MANAGE)

    for url in (
        reverse("registration:feed", args=[registration.public_id, "x" * 43]),
        reverse("registration:feed", args=[manage.public_id, manage.signature]),
        address(registration).replace(str(registration.public_id), str(registration.calendar_uid)),
    ):
        assert client.get(url).status_code == 404


def test_new_mailed_links_leave_the_calendar_alone(
    client: Client, registration: Registration
) -> None:
    Registration.objects.update(link_version=5)

    assert client.get(address(registration)).status_code == 200


def test_history_names_what_the_person_did_to_the_calendar(registration: Registration) -> None:
    revoke_feed(registration_id=registration.pk, version=1, by="self")
    put_stars_in_feed(registration_id=registration.pk, wanted=False, by="self")

    with override("fr"):
        told = [(step.event, step.by) for step in steps_of(registration)[:2]]

    assert told == [
        ("Sessions suivies dans le calendrier affichées ou retirées", "la personne"),
        ("Adresse du calendrier renouvelée", "la personne"),
    ]


def test_event_without_a_name_is_not_written(registration: Registration) -> None:
    with pytest.raises(ValueError, match="unheard_of"):
        record(registration, "unheard_of", by="self")


@pytest.mark.parametrize("bookings", [0, 2])
def test_feed_costs_the_same_statements_whatever_it_holds(
    client: Client, registration: Registration, bookings: int, django_assert_num_queries: Any
) -> None:
    for slug in ("health", "industry")[:bookings]:
        book(registration, slug)
    client.get(address(registration))

    with django_assert_num_queries(5):
        client.get(address(registration))

    assert Booking.objects.count() == bookings


def test_page_offers_the_calendar_and_gives_it_a_new_address(
    client: Client, registration: Registration
) -> None:
    link = registration.personal_link("registration:calendar", LinkPurpose.MANAGE)
    page = reverse("registration:calendar", args=[link.public_id, link.signature])
    old = address(registration)

    shown = client.get(page)
    pressed = client.post(page, {"version": "1"}, follow=True)
    client.post(page, {"version": "1"})
    client.post(page, {"version": "nonsense"})

    registration.refresh_from_db()
    assert f"webcal://testserver{old}" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert registration.feed_version == 2
    assert "Votre calendrier a une nouvelle adresse." in pressed.content.decode()
    assert address(registration) in pressed.content.decode()
