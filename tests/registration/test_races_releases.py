"""Releases, edits and their mails against people who act: no deadlock, no stale calendar."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from agenda.models import Session
from agenda.services.releases import publish_release
from agenda.signals import programme_released
from registration.exceptions import RegistrationRefused
from registration.models import (
    Booking,
    ChangeNotice,
    Place,
    PlaceState,
    Quota,
    Registration,
    ReleaseReason,
    Way,
)
from registration.services import erasing
from registration.services.availability import availability_seen
from registration.services.booking import book_session, cancel_booking
from registration.services.changes import save_quota, tell_changes
from registration.services.changing import cancel_registration
from registration.services.waiting import fill_free_places
from summit.edition.clock import set_rehearsal
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_business_day, make_registration
from tests.registration.test_races import race
from tests.registration_calendar.clients import CalendarClient
from tests.registration_calendar.factories import HOUR, book, change, make_programme

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def people(count: int, name: str = "who") -> list[Registration]:
    return [make_registration(f"{name}{n}@example.org") for n in range(count)]


def troubles(ends: list[Any]) -> list[Exception]:
    return [
        end
        for end in ends
        if isinstance(end, Exception) and not isinstance(end, RegistrationRefused)
    ]


class Moment:
    """Keeps a transaction open for a while, and starts what races it in there."""

    def __init__(self) -> None:
        self.has_come = threading.Event()

    def linger(self, *_args: Any, **_named: Any) -> None:
        self.has_come.set()
        threading.Event().wait(0.2)

    def meanwhile(self, job: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            assert self.has_come.wait(30)
            return job()

        return run


@contextmanager
def lingering_release() -> Iterator[Callable[[Callable[[], Any]], Callable[[], Any]]]:
    """A release stays uncommitted for a moment, and what is wrapped begins just then."""
    moment = Moment()
    programme_released.connect(moment.linger)
    try:
        yield moment.meanwhile
    finally:
        programme_released.disconnect(moment.linger)


@contextmanager
def lingering_erasure() -> Iterator[Callable[[Callable[[], Any]], Callable[[], Any]]]:
    """As a release, each erasure with the person locked."""
    moment = Moment()
    erasing.add_eraser(moment.linger)
    try:
        yield moment.meanwhile
    finally:
        erasing._erasers.remove(moment.linger)


def all_are_due() -> None:
    ChangeNotice.objects.update(due_at=NOW)


def wants(who: Registration, slug: str = "health") -> partial[Booking]:
    session = Session.objects.get(slug=slug)
    return partial(book_session, registration_id=who.pk, session_id=session.pk, now=NOW, by="self")


def run_erasures_while_changes_are_told() -> None:
    make_programme()
    everyone = people(8)
    for who in everyone:
        book(who, "health")
    change("health", starts_at=Session.objects.get(slug="health").starts_at + HOUR / 2)
    all_are_due()

    with lingering_erasure() as meanwhile:
        ends = race(
            meanwhile(tell_changes),
            meanwhile(tell_changes),
            *[
                partial(erasing.erase_registration, registration_id=who.pk, now=NOW, by="self")
                for who in everyone
            ],
        )

    assert not troubles(ends)
    assert not ChangeNotice.objects.exists()
    assert not Registration.objects.exists()


@pytest.mark.long
def test_erasing_people_while_their_changes_are_told_never_deadlocks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    run_erasures_while_changes_are_told()

    assert "cannot be told" not in caplog.text


def run_release_against_bookings() -> None:
    """The session is cancelled while people take its seats: whoever got one loses it."""
    make_programme()
    everyone = people(6)
    Session.objects.filter(slug="health").update(state="cancelled")

    with lingering_release() as meanwhile:
        ends = race(
            partial(publish_release, note="", actor=None),
            *[wants(who) for who in everyone[:3]],
            *[meanwhile(wants(who)) for who in everyone[3:]],
        )

    assert not troubles(ends)
    assert not Booking.objects.held().exists()
    all_are_due()
    tell_changes()
    withdrawn = Booking.objects.filter(release_reason=ReleaseReason.WITHDRAWN)
    assert withdrawn.count() == Booking.objects.count()
    told = OutgoingEmail.objects.filter(kind="registration_changes")
    assert told.count() == withdrawn.count()


def test_session_cancelled_while_people_book_it_holds_nobody() -> None:
    run_release_against_bookings()


def run_move_against_bookings() -> None:
    """The hour moves while people book: each calendar has the new one in the end."""
    make_programme()
    everyone = people(6)
    moved = Session.objects.get(slug="health").starts_at + HOUR / 2
    Session.objects.filter(slug="health").update(starts_at=moved)

    with lingering_release() as meanwhile:
        ends = race(
            partial(publish_release, note="", actor=None),
            tell_changes,
            *[wants(who) for who in everyone[:3]],
            *[meanwhile(wants(who)) for who in everyone[3:]],
        )
    all_are_due()
    tell_changes()

    assert not troubles(ends)
    assert Booking.objects.confirmed().count() == 6
    start = f"{moved:%Y%m%dT%H%M%S}"
    for who in everyone:
        mails = OutgoingEmail.objects.filter(to=who.email).exclude(calendar="").order_by("pk")
        seats = [
            mail.calendar
            for mail in mails
            if mail.kind.startswith(("booking", "registration_changes"))
        ]
        assert start in seats[-1]


def test_session_moved_while_people_book_it_ends_at_the_new_hour_in_each_calendar() -> None:
    run_move_against_bookings()


def run_edit_against_everything() -> None:
    """Hours and places of the day are edited at once while people cancel, book and are told."""
    make_programme(in_person=8)
    holders = people(8)
    waiting = [make_registration(f"waits{n}@example.org", wait_in_person=True) for n in range(6)]
    seats = [book(who, "health") for who in holders[:4]]

    def edit() -> None:
        with transaction.atomic():
            quota = Quota.objects.select_related("venue").get(way=Way.IN_PERSON)
            quota.capacity, quota.starts_at = 11, quota.starts_at - HOUR
            save_quota(quota)
            fill_free_places(quota.pk, now=NOW)

    def cancel(who: Registration) -> partial[None]:
        return partial(cancel_registration, registration_id=who.pk, now=NOW, by="self")

    ends = race(
        edit,
        tell_changes,
        *[cancel(who) for who in (waiting[0], waiting[3], holders[7], holders[5])],
        *[partial(cancel_booking, booking_id=seat.pk, now=NOW, by="self") for seat in seats],
        *[wants(who, "industry") for who in holders[:4]],
    )

    assert not troubles(ends)
    taken = Place.objects.taken().filter(quota__way=Way.IN_PERSON).count()
    assert taken == 10
    assert not Place.objects.filter(state=PlaceState.WAITING).exists()


def test_hours_and_places_edited_at_once_while_people_act_never_deadlock() -> None:
    run_edit_against_everything()


@pytest.mark.long
@pytest.mark.parametrize("_repeat", range(10))
@pytest.mark.parametrize(
    "run",
    [
        run_erasures_while_changes_are_told,
        run_release_against_bookings,
        run_move_against_bookings,
        run_edit_against_everything,
    ],
)
def test_race_ends_the_same_every_time(run: Any, _repeat: int) -> None:
    run()


@pytest.mark.parametrize("is_edited_first", [True, False])
@pytest.mark.parametrize("way", [Way.IN_PERSON, Way.ONLINE])
def test_edited_hours_reach_whoever_registers_in_that_moment(
    way: Way, is_edited_first: bool
) -> None:
    quota = make_business_day()[way]
    set_rehearsal(NOW)
    availability_seen(NOW)  # this process keeps the old hours for a second
    quota.starts_at, quota.doors_at = at(10), None
    moment = Moment()

    def first(job: Callable[[], Any]) -> None:
        with transaction.atomic():
            job()
            moment.linger()

    edit, arrive = partial(save_quota, quota), partial(make_registration, way=way)
    one, other = (edit, arrive) if is_edited_first else (arrive, edit)
    ends = race(partial(first, one), moment.meanwhile(other))
    all_are_due()
    tell_changes()

    calendar = CalendarClient()
    calendar.take_mails(OutgoingEmail.objects.exclude(calendar="").order_by("pk"))
    assert troubles(ends) == []
    assert [entry.start for entry in calendar.entries.values()] == [at(10)]
