"""Seats in sessions: booked, waited for, offered, swapped and let go by people who come."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from agenda.services.current import current_programme
from registration import notifications
from registration.auditing import Actor, by_event, record
from registration.exceptions import (
    NoPlaceInPerson,
    NotWaiting,
    OfferOver,
    RegistrationCancelled,
    SeatsRanOut,
    SessionsOverlap,
)
from registration.models import Booking, PlaceState, ReleaseReason, Seats, Way
from registration.services.holding import (
    Locked,
    Person,
    is_over,
    lock_holdings,
    raise_booking_sequence,
    steadily,
)
from registration.services.promoting import PassedOn, clashes_of, promote
from registration.services.seats import check_bookable, seats_of


@by_event()
@steadily
def book_session(
    *,
    registration_id: int,
    session_id: int,
    now: dt.datetime,
    by: Actor,
    swap_for: int | None = None,
    wait: bool = False,
) -> Booking:
    """Book a seat; with `wait`, stand in line where none is left. Booked already: that booking.

    `swap_for` names a booking that is let go in the same transaction, and only if a seat is
    won. One mail, with the invitation where the hour is confirmed and the CANCEL of what was
    swapped. Only a person is held to the hours of booking and to the access table, not the desk.

    Raises NoPlaceInPerson, BookingNotOpen, BookingClosed, NotForAudience, SeatsRanOut,
    RegistrationCancelled, and SessionsOverlap where a seat would surely meet one that is held.
    """
    seats = seats_of(session_id)
    with transaction.atomic():
        given_up = _seats_of(swap_for, registration_id)
        locked = lock_holdings(
            registration_ids=[registration_id], seats=[seats.pk, *given_up], whole=False
        )
        person = locked.person(registration_id)
        _check_person(person)
        if existing := person.booking_of(seats.pk):
            return existing
        check_bookable(locked.rows[seats.pk], person.registration, now=now, by=by)
        swapped = _swapped(locked, person, swap_for)
        booking = _book(locked, person, seats, now=now, by=by, swapped=swapped, wait=wait)
        promote(locked, now=now)
    return booking


def _seats_of(booking_id: int | None, registration_id: int) -> list[int]:
    found = Booking.objects.filter(pk=booking_id or 0, registration=registration_id)
    return list(found.values_list("seats", flat=True))


def _check_person(person: Person) -> None:
    if person.registration.is_cancelled:
        raise RegistrationCancelled
    confirmed = person.holds.confirmed
    if confirmed is None or confirmed.way != Way.IN_PERSON:
        raise NoPlaceInPerson


def _swapped(locked: Locked, person: Person, booking_id: int | None) -> Booking | None:
    """The booking to give up, while it is confirmed and its seats are locked."""
    booking = _held(person, booking_id)
    given_up = booking and booking.is_confirmed and booking.seats_id in locked.seats
    return booking if given_up else None


def _book(
    locked: Locked,
    person: Person,
    seats: Seats,
    *,
    now: dt.datetime,
    by: Actor,
    swapped: Booking | None,
    wait: bool,
) -> Booking:
    booking = Booking(
        registration=person.registration,
        seats=locked.rows[seats.pk],
        created_at=now,
        invitation_changed_at=timezone.now(),
    )
    if not locked.seats[seats.pk].has_left:
        if not wait:
            raise SeatsRanOut
        locked.add(booking, PlaceState.WAITING, now=now)
        _record(person, "seat_waited_for", booking, by=by)
        notifications.mail_booking_waiting(person.registration, booking)
        return booking
    _check_clashes(person, booking, swapped)
    _give_up(locked, swapped, now=now)
    locked.add(booking, PlaceState.CONFIRMED, now=now)
    _record(person, "seat_booked", booking, by=by, swapped=swapped)
    notifications.mail_booking_confirmed(person.registration, booking, swapped=swapped)
    return booking


def _check_clashes(person: Person, booking: Booking, swapped: Booking | None) -> None:
    if clashes := clashes_of(person, booking.seats.session_id, besides=swapped):
        raise SessionsOverlap(clashes)


def _give_up(locked: Locked, swapped: Booking | None, *, now: dt.datetime) -> None:
    if swapped:
        locked.release(swapped, now=now, reason=ReleaseReason.SWAPPED)
        raise_booking_sequence(swapped)


def _record(
    person: Person,
    event: str,
    booking: Booking,
    *,
    by: Actor,
    swapped: Booking | None = None,
    gone: bool = False,
    reason: str = "",
) -> None:
    slug = booking.seats.session.slug
    before = swapped.seats.session.slug if swapped else ""
    changes = {"session": (slug, "") if gone else (before, slug)}
    record(person.registration, event, by=by, changes=changes, reason=reason)


# --- What one has -----------------------------------------------------------------------------


@by_event()
@steadily
def accept_booking_offer(
    *, booking_id: int, now: dt.datetime, by: Actor, swap_for: int | None = None
) -> Booking:
    """Take the seat that is offered, giving up another with `swap_for`. Taken already: the same.

    Raises OfferOver when no offer stands (one whose end has come is taken back first, and
    passes on), SessionsOverlap, NoPlaceInPerson, RegistrationCancelled.
    """
    registration_id, seats_id = _whose(booking_id)
    with transaction.atomic():
        given_up = _seats_of(swap_for, registration_id)
        locked = lock_holdings(
            registration_ids=[registration_id], seats=[seats_id, *given_up], whole=False
        )
        person = locked.person(registration_id)
        booking = _held(person, booking_id)
        if booking and booking.is_offered and is_over(booking, now):
            _expire(locked, person, booking, now=now)
        elif booking and booking.is_offered:
            _check_person(person)
            swapped = _swapped(locked, person, swap_for)
            _take(locked, person, booking, now=now, by=by, swapped=swapped)
        promote(locked, now=now)
    if booking is None or not booking.is_confirmed:
        raise OfferOver
    return booking


def _take(
    locked: Locked,
    person: Person,
    booking: Booking,
    *,
    now: dt.datetime,
    by: Actor,
    swapped: Booking | None,
) -> None:
    _check_clashes(person, booking, swapped)
    _give_up(locked, swapped, now=now)
    locked.move(booking, PlaceState.CONFIRMED, now=now)
    _record(person, "seat_accepted", booking, by=by, swapped=swapped)
    notifications.mail_booking_confirmed(person.registration, booking, swapped=swapped)


def _whose(booking_id: int) -> tuple[int, int]:
    """Neither ever changes, so it may be read before the locks."""
    row = Booking.objects.filter(pk=booking_id).values_list("registration", "seats").first()
    if row is None:
        raise OfferOver
    return row


def _held(person: Person, booking_id: int | None) -> Booking | None:
    return next((booking for booking in person.booked if booking.pk == booking_id), None)


@by_event()
@steadily
def decline_booking_offer(*, booking_id: int, now: dt.datetime, by: Actor) -> None:
    """Let an offered seat pass on. Nothing offered any more: nothing happens. No mail."""
    _let_go(booking_id, now=now, by=by, only_offered=True)


@by_event()
@steadily
def cancel_booking(*, booking_id: int, now: dt.datetime, by: Actor, reason: str = "") -> None:
    """Let go of a seat, of an offer, or of the turn in the queue; a seat passes on.

    Only a confirmed booking is answered by a mail, with its CANCEL where a calendar knows it.
    Let go already: nothing happens.
    """
    _let_go(booking_id, now=now, by=by, reason=reason)


def _let_go(
    booking_id: int, *, now: dt.datetime, by: Actor, only_offered: bool = False, reason: str = ""
) -> None:
    registration_id, seats_id = _whose(booking_id)
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id], seats=[seats_id], whole=False)
        person = locked.person(registration_id)
        booking = _held(person, booking_id)
        if booking is None or (only_offered and not booking.is_offered):
            return
        if booking.is_offered and is_over(booking, now):
            _expire(locked, person, booking, now=now)
        else:
            _release(locked, person, booking, now=now, by=by, reason=reason)
        promote(locked, now=now)


def _release(
    locked: Locked, person: Person, booking: Booking, *, now: dt.datetime, by: Actor, reason: str
) -> None:
    before = booking.state
    cancelled = ReleaseReason.CANCELLED if by == "self" else ReleaseReason.CANCELLED_BY_DESK
    reasons: dict[str, ReleaseReason] = {
        PlaceState.WAITING: ReleaseReason.LEFT,
        PlaceState.OFFERED: ReleaseReason.DECLINED,
    }
    events = {PlaceState.WAITING: "seat_queue_left", PlaceState.OFFERED: "seat_declined"}
    locked.release(booking, now=now, reason=reasons.get(before, cancelled))
    raise_booking_sequence(booking)
    event = events.get(PlaceState(before), "seat_cancelled")
    _record(person, event, booking, by=by, gone=True, reason=reason)
    if before == PlaceState.CONFIRMED:
        notifications.mail_booking_cancelled(person.registration, booking)


@by_event()
@steadily
def take_seat_automatically(*, booking_id: int, wanted: bool, by: Actor) -> None:
    """Whether a seat that comes free is confirmed at once. Raises NotWaiting out of the queue."""
    registration_id, seats_id = _whose(booking_id)
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id], seats=[seats_id], whole=False)
        person = locked.person(registration_id)
        booking = _held(person, booking_id)
        if booking is None or booking.state != PlaceState.WAITING:
            raise NotWaiting
        if booking.takes_automatically == wanted:
            return
        booking.takes_automatically = wanted
        booking.save(update_fields=["takes_automatically"])
        changes = {"takes_automatically": (str(not wanted), str(wanted))}
        record(person.registration, "automatic", by=by, changes=changes)


# --- Time and capacity ------------------------------------------------------------------------


def _expire(locked: Locked, person: Person, booking: Booking, *, now: dt.datetime) -> None:
    locked.release(booking, now=now, reason=ReleaseReason.EXPIRED)
    _record(person, "seat_expired", booking, by="system", gone=True)
    notifications.mail_booking_expired(person.registration, booking)


@by_event()
@steadily
def expire_booking_offers(seats_id: int, registration_ids: list[int], *, now: dt.datetime) -> int:
    """Take back the offers of these people in this session whose end has come; they pass on."""
    expired = 0
    with transaction.atomic():
        locked = lock_holdings(registration_ids=registration_ids, seats=[seats_id], whole=False)
        for person in locked.those(registration_ids):
            booking = person.booking_of(seats_id)
            if booking and booking.is_offered and is_over(booking, now):
                _expire(locked, person, booking, now=now)
                expired += 1
        promote(locked, now=now)
    return expired


@by_event()
def fill_free_seats(seats_id: int, *, now: dt.datetime) -> PassedOn:
    """Give what is free to those who wait: an organiser raised the number of seats."""
    passed = PassedOn()
    while batch := _fill(seats_id, now=now):
        passed.offered += batch.offered
        passed.confirmed += batch.confirmed
    return passed


def _fill(seats_id: int, *, now: dt.datetime) -> PassedOn | None:
    session = Seats.objects.values_list("session", flat=True).get(pk=seats_id)
    published = current_programme().sessions_by_id.get(session)
    if published is None or published.is_cancelled or not published.booking:
        return None
    with transaction.atomic():
        passed = promote(lock_holdings(seats=[seats_id]), now=now)
    return passed if passed.total else None
