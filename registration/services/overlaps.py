"""Sessions at the same time. An hour that is not confirmed never asserts a clash. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from agenda.programme import Session
from agenda.services.current import current_programme
from registration.models import Booking


@dataclass(frozen=True, slots=True)
class Overlap:
    """A seat held at about the same time; certain only if the hours that meet are confirmed."""

    booking: Booking
    is_certain: bool


def overlaps_among(bookings: Iterable[Booking], session: Session) -> list[Overlap]:
    sessions = current_programme().sessions_by_id
    found = []
    for booking in bookings:
        other = sessions.get(booking.seats.session_id)
        if other and other.id != session.id and not other.is_cancelled and meet(session, other):
            found.append(Overlap(booking, is_certain=surely_meet(session, other)))
    return found


def meet(one: Session, other: Session) -> bool:
    """By the hours as shown, confirmed or not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def surely_meet(one: Session, other: Session) -> bool:
    """Both days and starts are confirmed, and so is the end that reaches into the other."""
    first, second = sorted((one, other), key=lambda session: session.starts_at)
    if not all(item.time_confirmed and item.day_confirmed for item in (one, other)):
        return False
    if first.starts_at == second.starts_at:
        return True
    return first.end_confirmed and second.starts_at < first.ends_at
