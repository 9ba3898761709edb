"""Whoever holds nothing confirmed gets no invitation, whatever mail is written to them."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from agenda.models import Session, Venue
from registration.exceptions import RegistrationRefused
from registration.models import Booking, PlaceState, Quota, Registration, Seats, Way
from registration.services.approving import refuse_request
from registration.services.booking import book_session, fill_free_seats
from registration.services.changes import save_quota
from registration.services.changing import (
    cancel_registration,
    correct_address,
    mail_lost_link,
    move_way,
    resend_confirmation,
)
from registration.services.erasing import erase_registration
from registration.services.reminding import send_reminders
from registration.services.waiting import (
    decline_offer,
    expire_offers,
    fill_free_places,
    leave_queue,
    take_automatically,
)
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_registration, register
from tests.registration.moments import with_moment
from tests.registration_calendar.factories import HOUR, change, make_programme, publish, tell

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=3)
EMAIL = "waits@example.org"


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme(in_person=0, seats=1)
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)


# --- States without anything confirmed --------------------------------------------------------


def waiting() -> Registration:
    return make_registration(EMAIL, wait_in_person=True)


def offered() -> Registration:
    who = waiting()
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    fill_free_places(Quota.objects.get(way=Way.IN_PERSON).pk, now=NOW)
    return who


def declined() -> Registration:
    who = offered()
    decline_offer(registration_id=who.pk, now=NOW, by="self")
    return who


def expired() -> Registration:
    who = offered()
    assert expire_offers(LATER) == 1
    return who


def cancelled() -> Registration:
    who = waiting()
    cancel_registration(registration_id=who.pk, now=NOW, by="self")
    return who


def pending() -> Registration:
    Quota.objects.update(requires_approval=True)
    return make_registration(EMAIL)


def refused() -> Registration:
    who = pending()
    refuse_request(registration_id=who.pk, now=NOW, by="system", words="Complet.")
    return who


STATES = [waiting, offered, declined, expired, cancelled, pending, refused]


# --- Whatever may write to somebody -----------------------------------------------------------


def edit_hours(who: Registration) -> None:
    for quota in Quota.objects.select_related("venue"):
        quota.starts_at -= HOUR
        save_quota(quota)
    tell()


def move_venue(who: Registration) -> None:
    Venue.objects.update(address="1 rue Neuve, Paris")
    publish()
    tell()


def lose_link(who: Registration) -> None:
    mail_lost_link(who.email, "fr")


def register_once_more(who: Registration) -> None:
    register(who.email, wait_in_person=True)


def let_offers_end(who: Registration) -> None:
    expire_offers(LATER)


def be_reminded(who: Registration) -> None:
    send_reminders(dt.datetime(2025, 2, 10, 12, tzinfo=NOW.tzinfo))


def of(service: Callable[..., Any], **values: Any) -> Callable[[Registration], None]:
    def act(who: Registration) -> None:
        service(registration_id=who.pk, by="self", **values, **with_moment(service, NOW))

    act.__name__ = service.__name__
    return act


ACTIONS: list[Callable[[Registration], Any]] = [
    of(resend_confirmation),
    of(correct_address, email="other@example.org"),
    of(take_automatically, wanted=True),
    of(move_way, way=Way.ONLINE),
    of(leave_queue),
    of(decline_offer),
    of(cancel_registration),
    of(erase_registration),
    lose_link,
    register_once_more,
    let_offers_end,
    be_reminded,
    edit_hours,
    move_venue,
]


def calendars() -> str:
    return "".join(OutgoingEmail.objects.values_list("calendar", flat=True))


@pytest.mark.parametrize("act", ACTIONS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_each_mail_to_a_person_without_a_confirmed_place_carries_no_calendar(
    state: Callable[[], Registration], act: Callable[[Registration], Any]
) -> None:
    who = state()

    with suppress(RegistrationRefused):
        act(who)

    assert calendars() == ""


# --- Seats ------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_offered", [False, True])
def test_seat_that_is_waited_for_or_offered_is_in_no_calendar(is_offered: bool) -> None:
    Quota.objects.update(capacity=10)
    holder, who = make_registration("holder@example.org"), make_registration(EMAIL)
    session = Session.objects.get(slug="health")
    for person in (holder, who):
        book_session(
            registration_id=person.pk, session_id=session.pk, now=NOW, by="self", wait=True
        )
    if is_offered:
        Session.objects.filter(pk=session.pk).update(capacity=2)
        fill_free_seats(Seats.objects.get(session=session).pk, now=NOW)
    queued = Booking.objects.get(registration=who)
    assert queued.state == (PlaceState.OFFERED if is_offered else PlaceState.WAITING)

    resend_confirmation(registration_id=who.pk, by="self")
    change("health", starts_at=session.starts_at + HOUR / 2)
    tell()
    correct_address(registration_id=who.pk, email="other@example.org", by="self")
    change("health", state="cancelled")
    tell()
    cancel_registration(registration_id=who.pk, now=NOW, by="self")

    assert str(who.calendar_uid) in calendars()
    assert str(queued.calendar_uid) not in calendars()
