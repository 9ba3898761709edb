"""The seats that a person holds or waits for, on one line of time. Pure but for two reads."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from agenda.programme import Programme, Session
from registration.models import Booking, Registration


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sessions that share some time, `one` the earlier. Asserted of confirmed hours only."""

    one: Session
    other: Session
    start: dt.datetime
    end: dt.datetime

    @property
    def is_certain(self) -> bool:
        return all(has_certain_hours(session) for session in (self.one, self.other))

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

    @property
    def is_in_conflict(self) -> bool:
        return any(overlap.is_certain for overlap in self.overlaps)


def has_certain_hours(session: Session) -> bool:
    return session.day_confirmed and session.time_confirmed and session.end_confirmed


def read_bookings(registration: Registration) -> list[Booking]:
    """What is booked, offered or waited for. One query."""
    return list(Booking.objects.held().filter(registration=registration).select_related("seats"))


def find_overlap(first: Session, second: Session) -> Overlap | None:
    start, end = max(first.starts_at, second.starts_at), min(first.ends_at, second.ends_at)
    if start >= end:
        return None
    one, other = sorted((first, second), key=lambda session: (session.starts_at, session.id))
    return Overlap(one, other, start, end)


def overlaps_with(session: Session, others: Iterable[Session]) -> list[Overlap]:
    found = (find_overlap(session, other) for other in others if other.id != session.id)
    return [overlap for overlap in found if overlap]


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


def is_open_offer(booking: Booking, now: dt.datetime) -> bool:
    until = booking.offered_until
    return booking.is_offered and until is not None and until > now


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
