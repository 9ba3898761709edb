"""The seats that a person holds or waits for, on one line of time. Pure but for two reads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from agenda.programme import Programme, Session
from registration.models import Booking, Registration
from registration.services.overlaps import meet, surely_meet
from registration.views.standing import is_open_offer


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sessions that share some time, as their hours are shown."""

    one: Session
    other: Session
    start: dt.datetime
    end: dt.datetime

    @property
    def is_certain(self) -> bool:
        """An hour that is not confirmed asserts no clash."""
        return surely_meet(self.one, self.other)

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Line:
    """One booking and the session that it is for, as the current Release tells it."""

    booking: Booking
    session: Session
    position: int | None
    is_open_offer: bool
    overlaps: tuple[Overlap, ...] = ()
    """With lines further down, so that each pair is told once, above the earlier one."""


def read_bookings(registration: Registration) -> list[Booking]:
    """What is booked, offered or waited for. One query."""
    return list(Booking.objects.held().filter(registration=registration).select_related("seats"))


def find_overlap(one: Session, other: Session) -> Overlap | None:
    if one.is_cancelled or other.is_cancelled or not meet(one, other):
        return None
    start, end = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    return Overlap(one, other, start, end)


def draw_timeline(
    bookings: Sequence[Booking], programme: Programme, now: dt.datetime
) -> list[Line]:
    """In the order of the day; without sessions that the public programme does not hold.

    Overlaps are told between seats that are booked or on offer: who only waits has nothing to
    give up yet. One query if somebody waits, else none.
    """
    pairs = [
        (booking, session)
        for booking in bookings
        if (session := programme.sessions_by_id.get(booking.seats.session_id))
    ]
    pairs.sort(key=lambda pair: (pair[1].starts_at, pair[1].id))
    positions = positions_of([booking for booking, _ in pairs if booking.state == "waiting"])
    clashes = [
        overlap
        for (_, first), (_, second) in combinations(
            [pair for pair in pairs if pair[0].state != "waiting"], 2
        )
        if (overlap := find_overlap(first, second))
    ]
    return [
        Line(
            booking=booking,
            session=session,
            position=positions.get(booking.pk),
            is_open_offer=is_open_offer(booking, now),
            overlaps=tuple(overlap for overlap in clashes if overlap.one.id == session.id),
        )
        for booking, session in pairs
        if not booking.is_offered or is_open_offer(booking, now)
    ]


def positions_of(bookings: Sequence[Booking]) -> dict[int, int]:
    """1 for whoever is next, by the booking's pk. One query for all of them, none for none."""
    if not bookings:
        return {}
    seats = {booking.seats_id for booking in bookings}
    rows = Booking.objects.waiting().filter(seats__in=seats)
    ahead: dict[int, int] = {}
    found: dict[int, int] = {}
    for pk, seats_id in rows.values_list("pk", "seats"):
        ahead[seats_id] = ahead.get(seats_id, 0) + 1
        found[pk] = ahead[seats_id]
    return {booking.pk: found[booking.pk] for booking in bookings if booking.pk in found}
