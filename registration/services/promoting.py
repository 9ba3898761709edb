"""Whose turn it is: a place or a seat that is free goes to whoever waits first.

The one algorithm for both kinds. It runs inside the transaction that freed something, over what
that transaction has locked, so nobody who passes by can be quicker.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from agenda.services.current import current_programme
from registration import notifications
from registration.auditing import record
from registration.models import Booking, Place, PlaceState, ReleaseReason, Rules
from registration.services.holding import Locked, Person, change_of, raise_sequence
from registration.services.offers import offer_end
from registration.services.overlaps import overlaps_among


@dataclass(slots=True)
class PassedOn:
    """Whose turn came: how many were offered a place or a seat, how many took it at once."""

    offered: int = 0
    confirmed: int = 0

    @property
    def total(self) -> int:
        return self.offered + self.confirmed


class _Round:
    """One look at the queues. The rules are read only when somebody is offered something."""

    def __init__(self, locked: Locked, now: dt.datetime) -> None:
        self.locked, self.now, self.passed = locked, now, PassedOn()

    @cached_property
    def rules(self) -> Rules:
        return Rules.objects.current()

    def offer(self, hold: Place | Booking, *, starts_at: dt.datetime) -> None:
        until = offer_end(now=self.now, lifetime=self.rules.offer_lifetime, starts_at=starts_at)
        self.locked.move(hold, PlaceState.OFFERED, now=self.now, offered_until=until)
        self.passed.offered += 1


def promote(locked: Locked, *, now: dt.datetime) -> PassedOn:
    """Give what is free to whoever waits first, as long as it has not begun.

    Called last in every transaction that may have freed something. Who asked for it is
    confirmed at once (a place in person frees the online one; a seat only if no session that
    the person booked surely meets it); everybody else is offered it for a while. One audit
    entry and one mail each.
    """
    turn = _Round(locked, now)
    for quota_id in list(locked.counts):
        for place in locked.queue(quota_id):
            if not locked.count_of(place).has_free or now >= place.quota.starts_at:
                break
            _promote_place(turn, place)
    for seats_id in list(locked.seats):
        for booking in locked.seats_queue(seats_id):
            if not locked.count_of(booking).has_free or now >= starts_of(booking):
                break
            _promote_booking(turn, booking)
    return turn.passed


def _promote_place(turn: _Round, place: Place) -> None:
    person = turn.locked.person(place.registration_id)
    registration = person.registration
    if place.takes_automatically:
        change = take_place(turn.locked, person, place, now=turn.now)
        record(registration, "promoted", by="system", changes=change)
        notifications.mail_place_given(registration, person.holds)
        turn.passed.confirmed += 1
        return
    turn.offer(place, starts_at=place.quota.starts_at)
    record(registration, "offered", by="system", changes={"offer": ("", place.way)})
    notifications.mail_place_offered(registration, person.holds)


def _promote_booking(turn: _Round, booking: Booking) -> None:
    person = turn.locked.person(booking.registration_id)
    registration = person.registration
    session = {"session": ("", booking.seats.session.slug)}
    if booking.takes_automatically and not clashes_of(person, booking.seats.session_id):
        turn.locked.move(booking, PlaceState.CONFIRMED, now=turn.now)
        record(registration, "seat_given", by="system", changes=session)
        notifications.mail_booking_given(registration, booking)
        turn.passed.confirmed += 1
        return
    turn.offer(booking, starts_at=starts_of(booking))
    record(registration, "seat_offered", by="system", changes=session)
    notifications.mail_booking_offered(registration, booking)


def take_place(
    locked: Locked, person: Person, place: Place, *, now: dt.datetime
) -> dict[str, tuple[str, str]]:
    """Confirm a place that was waited for or offered, and free the one held meanwhile.

    The entry changes under its UID. Returns what the history says of it.
    """
    before = person.holds
    if before.confirmed:
        locked.release(before.confirmed, now=now, reason=ReleaseReason.MOVED)
    locked.move(place, PlaceState.CONFIRMED, now=now)
    raise_sequence(person.registration)
    return change_of(before, person.holds)


def clashes_of(person: Person, session_id: int, *, besides: Booking | None = None) -> list[Booking]:
    """The confirmed bookings that surely meet this session, without the one to be given up."""
    session = current_programme().sessions_by_id.get(session_id)
    if session is None:
        return []
    booked = [booking for booking in person.booked if booking.is_confirmed and booking != besides]
    return [overlap.booking for overlap in overlaps_among(booked, session) if overlap.is_certain]


def starts_of(booking: Booking) -> dt.datetime:
    """As published; the row's hour only where the session is not published any more."""
    session = current_programme().sessions_by_id.get(booking.seats.session_id)
    return session.starts_at if session else booking.seats.session.starts_at
