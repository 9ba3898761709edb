"""Followed sessions in the calendar that a person subscribes to."""

import datetime as dt
from typing import Any

import icalendar
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.models import Session, SessionState
from agenda.services.stars import change_stars
from registration.models import Booking, LinkPurpose, Registration
from registration.services import feeds
from registration.services.booking import book_session, cancel_booking
from summit import ics
from summit.accounts.models import User
from summit.edition.clock import set_rehearsal
from summit.mail.models import OutgoingEmail
from tests.agenda_keep.conftest import sign_in
from tests.registration.factories import NOW, at, make_registration
from tests.registration_calendar.clients import CalendarClient
from tests.registration_calendar.factories import change, make_programme, publish

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def person() -> tuple[Registration, User]:
    make_programme()
    return make_registration(), sign_in(Client())


def follow(user: User, *slugs: str) -> None:
    change_stars(user=user, add=_ids(slugs), remove=[])


def unfollow(user: User, *slugs: str) -> None:
    change_stars(user=user, add=[], remove=_ids(slugs))


def _ids(slugs: tuple[str, ...]) -> list[int]:
    return list(Session.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def fetch(registration: Registration, **headers: str) -> Any:
    address = feeds.feed_address(registration).removeprefix("http://testserver")
    return Client().get(address, headers=headers)


def entries(registration: Registration) -> dict[str, Any]:
    """Each entry but the day's own, by its title."""
    found = icalendar.Calendar.from_ical(fetch(registration).content).walk("VEVENT")
    return {str(one["SUMMARY"]): one for one in found if one["UID"] != str(_uid(registration))}


def uids_of(found: dict[str, Any]) -> dict[str, str]:
    return {title: str(entry["UID"]) for title, entry in found.items()}


def uids_in(answer: Any) -> set[str]:
    return {str(one["UID"]) for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


def book_by_mail(registration: Registration, slug: str) -> Booking:
    session = Session.objects.get(slug=slug)
    return book_session(registration_id=registration.pk, session_id=session.pk, now=NOW, by="self")


def _uid(registration: Registration) -> Any:
    return registration.calendar_uid


def test_followed_session_is_an_entry_that_is_no_booking(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")

    (title, entry), *rest = entries(registration).items()

    assert (title, rest) == ("Santé, mode d’emploi (non réservée)", [])
    assert str(entry["TRANSP"]) == "TRANSPARENT"
    assert str(entry["STATUS"]) == "CONFIRMED"
    assert str(entry["DESCRIPTION"]).startswith(
        "Dans votre agenda, sans réservation.\n\nUn atelier."
    )
    assert "Mon agenda" in [str(one) for one in entry["CATEGORIES"].cats]
    assert entry["DTSTART"].dt == at(10)
    assert entry["UID"] != str(Session.objects.get(slug="health").calendar_uid)


def test_session_that_needs_no_booking_keeps_its_plain_title(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    change("health", booking=False)
    follow(user, "health")

    assert list(entries(registration)) == ["Santé, mode d’emploi"]


def test_hour_that_is_not_confirmed_is_tentative_and_says_so(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    change("health", time_confirmed=False)
    change("industry", time_confirmed=False, booking=False)
    follow(user, "health", "industry")

    found = entries(registration)

    assert set(found) == {
        "Santé, mode d’emploi (horaire indicatif, non réservée)",
        "Industrie (horaire indicatif)",
    }
    assert {str(one["STATUS"]) for one in found.values()} == {"TENTATIVE"}


def test_booked_session_is_told_once_and_only_as_followed_when_let_go(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    booking = book_by_mail(registration, "health")

    booked = entries(registration)
    cancel_booking(booking_id=booking.pk, now=NOW, by="self")
    after = entries(registration)

    assert uids_of(booked) == {"Santé, mode d’emploi": str(booking.calendar_uid)}
    ((title, entry),) = after.items()
    assert (title, str(entry["STATUS"])) == ("Santé, mode d’emploi (non réservée)", "CONFIRMED")
    assert entry["UID"] != str(booking.calendar_uid)


def test_seat_let_go_for_a_star_leaves_the_calendar_that_its_mail_put_it_in(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    booking, calendar = book_by_mail(registration, "health"), CalendarClient()

    calendar.take_mails(OutgoingEmail.objects.exclude(calendar=""))
    held = set(calendar.entries)
    cancel_booking(booking_id=booking.pk, now=NOW, by="self")
    calendar.take_mails(OutgoingEmail.objects.exclude(calendar="").order_by("pk"))

    assert held - set(calendar.entries) == {str(booking.calendar_uid)}


def test_seat_let_go_says_so_once_nobody_follows_its_session(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    booking = book_by_mail(registration, "health")
    cancel_booking(booking_id=booking.pk, now=NOW, by="self")

    unfollow(user, "health")

    assert uids_of(entries(registration)) == {
        "Annulé : Santé, mode d’emploi": str(booking.calendar_uid)
    }


def test_seat_booked_again_stands_in_place_of_the_one_let_go(
    person: tuple[Registration, User],
) -> None:
    registration, _user = person
    first = book_by_mail(registration, "health")
    cancel_booking(booking_id=first.pk, now=NOW, by="self")
    second = book_by_mail(registration, "health")

    again = fetch(registration)
    cancel_booking(booking_id=second.pk, now=NOW, by="self")
    let_go = fetch(registration)

    assert uids_in(again) == {str(registration.calendar_uid), str(second.calendar_uid)}
    assert uids_in(let_go) == {str(registration.calendar_uid), str(second.calendar_uid)}


def test_session_that_was_booked_and_followed_is_cancelled_as_its_booking(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    booking = book_by_mail(registration, "health")

    change("health", state=SessionState.CANCELLED)

    assert uids_of(entries(registration)) == {
        "Annulé : Santé, mode d’emploi": str(booking.calendar_uid)
    }


def test_block_of_several_sessions_has_no_entry(person: tuple[Registration, User]) -> None:
    registration, user = person
    change("health", is_block=True, booking=False)
    follow(user, "health")

    assert entries(registration) == {}


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.HIDDEN])
def test_session_that_falls_out_stays_marked_until_it_is_past(
    person: tuple[Registration, User], state: SessionState
) -> None:
    registration, user = person
    follow(user, "health")
    (before,) = entries(registration).values()
    change("health", state=state)

    ((title, entry),) = entries(registration).items()
    set_rehearsal(at(23))
    after = entries(registration)

    assert title == "Annulé : Santé, mode d’emploi"
    assert str(entry["STATUS"]) == "CANCELLED"
    assert entry["UID"] == before["UID"]
    assert entry["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after == {}


def test_moved_session_keeps_its_entry_under_the_next_number(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    (before,) = entries(registration).values()

    change("health", starts_at=at(11), ends_at=at(12))
    (after,) = entries(registration).values()

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert after["DTSTART"].dt == at(11)


def test_star_taken_away_takes_its_entry_along_and_brings_it_back_as_it_was(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health", "industry")
    first = fetch(registration)
    uids = {one["UID"] for one in entries(registration).values()}

    with time_machine.travel(timezone.now() + MINUTE):
        unfollow(user, "health")
    known = {"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}
    answers = [fetch(registration, **headers) for headers in known]
    left = list(entries(registration))
    follow(user, "health")

    assert [one.status_code for one in answers] == [200, 200]
    assert left == ["Industrie (non réservée)"]
    assert {one["UID"] for one in entries(registration).values()} == uids


def test_feed_with_stars_is_the_same_bytes_and_answers_304_without_writing_them(
    person: tuple[Registration, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    registration, user = person
    follow(user, "health", "industry")
    first, again = fetch(registration), fetch(registration)
    unchanged = {"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}
    change_stars(user=user, add=_ids(("health",)), remove=[])  # nothing new

    monkeypatch.setattr(ics, "feed", None)
    answers = [fetch(registration, **headers).status_code for headers in unchanged]

    assert first.content == again.content
    assert answers == [304, 304]


def test_stars_of_an_address_that_was_not_proved_stay_out(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    EmailAddress.objects.update(verified=False)

    assert entries(registration) == {}


def test_stars_of_somebody_else_stay_out(person: tuple[Registration, User]) -> None:
    registration, _user = person
    other = sign_in(Client(), "other@example.org")
    follow(other, "health")

    assert entries(registration) == {}


def test_person_leaves_stars_out_of_the_calendar_and_takes_them_in_again(
    person: tuple[Registration, User],
) -> None:
    registration, user = person
    follow(user, "health")
    link = registration.personal_link("registration:calendar", LinkPurpose.MANAGE)
    page = reverse("registration:calendar", args=[link.public_id, link.signature])
    client, first = Client(), fetch(registration)

    with time_machine.travel(timezone.now() + MINUTE):
        out = client.post(page, {"stars": "no"}, follow=True).content.decode()
    asked = fetch(registration, **{"if-modified-since": first["Last-Modified"]})
    left_out = entries(registration)
    client.post(page, {"stars": "no"})
    back = client.post(page, {"stars": "yes"}, follow=True).content.decode()

    assert "ne sont plus dans votre calendrier" in out
    assert (asked.status_code, left_out) == (200, {})
    assert "sont dans votre calendrier" in back
    assert list(entries(registration)) == ["Santé, mode d’emploi (non réservée)"]


def test_feed_costs_no_more_statements_for_more_stars(
    person: tuple[Registration, User], django_assert_num_queries: Any
) -> None:
    registration, user = person
    fetch(registration)
    follow(user, "health", "industry")
    publish()

    with django_assert_num_queries(5):
        fetch(registration)
