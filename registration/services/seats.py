"""The seats of sessions: which sessions take bookings, how many seats there are and are left."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from agenda.admission import Admission, may_come
from agenda.programme import Programme, Session
from agenda.services.current import current_programme
from registration.auditing import Actor, by_event, record
from registration.exceptions import BookingClosed, BookingNotOpen, NotForAudience
from registration.models import Booking, Registration, ReleaseReason, Seats
from registration.services.availability import FEW_AT_LEAST, FEW_SHARE, PlacesState, places_left
from registration.services.holding import lock_holdings, raise_booking_sequence, steadily
from summit.edition import clock
from summit.edition.models import RegistrationWindow

ELSEWHERE = 3
"""How many other sessions are named where one is full."""


@dataclass(frozen=True, slots=True)
class SeatsAvailability:
    """One bookable session, as the public sees it. `limit` and `left` are None without one."""

    session_id: int
    seats_id: int
    limit: int | None
    taken: int
    waiting: int
    left: int | None
    window: RegistrationWindow
    opens_at: dt.datetime | None
    closes_at: dt.datetime

    @property
    def state(self) -> PlacesState:
        """Few: the last twentieth of the seats, and in any case the last ten."""
        if self.left is None or self.limit is None:
            return "open"
        if self.left == 0:
            return "full"
        return "few" if self.left <= max(self.limit // FEW_SHARE, FEW_AT_LEAST) else "open"

    @property
    def is_open(self) -> bool:
        return self.window == RegistrationWindow.OPEN


def seats_availability(
    now: dt.datetime, session_ids: Iterable[int] | None = None
) -> dict[int, SeatsAvailability]:
    """Live numbers by the session's key, of all or of some; one query.

    Sessions that the public programme does not offer for booking are left out.
    """
    programme = current_programme()
    rows = Seats.objects.with_session().with_counts()
    if session_ids is not None:
        rows = rows.filter(session__in=list(session_ids))
    found = {}
    for row in rows:
        session = programme.sessions_by_id.get(row.session_id)
        if session and is_bookable(session):
            found[session.id] = _availability(row, session, now)
    return found


def _availability(row: Seats, session: Session, now: dt.datetime) -> SeatsAvailability:
    taken, waiting = row.taken, row.waiting  # type: ignore[attr-defined]
    return SeatsAvailability(
        session_id=session.id,
        seats_id=row.pk,
        limit=row.limit,
        taken=taken,
        waiting=waiting,
        left=places_left(capacity=row.limit, taken=taken, waiting=waiting),
        window=row.window_at(now, starts_at=session.starts_at),
        opens_at=row.opens_at,
        closes_at=row.closes_at or session.starts_at,
    )


def seats_elsewhere(
    session: Session, now: dt.datetime, *, besides: Collection[int] = ()
) -> list[Session]:
    """Where seats are left instead: on a theme of `session` first, then by the nearest hour.

    `besides` are sessions not to be named. One query.
    """
    programme, themes = current_programme(), set(session.themes)
    free = [
        programme.sessions_by_id[seats.session_id]
        for seats in seats_availability(now).values()
        if seats.is_open and seats.state != "full" and seats.session_id not in besides
    ]
    free = [other for other in free if other.id != session.id]
    free.sort(
        key=lambda other: (
            themes.isdisjoint(other.themes),
            abs(other.starts_at - session.starts_at),
            other.id,
        )
    )
    return free[:ELSEWHERE]


def is_bookable(session: Session) -> bool:
    return session.booking and not session.is_cancelled


def seats_of(session_id: int) -> Seats:
    """The row of a session; raises BookingNotOpen for one that never took bookings."""
    seats = Seats.objects.filter(session=session_id).first()
    if seats is None:
        raise BookingNotOpen
    return seats


def check_bookable(
    seats: Seats, registration: Registration, *, now: dt.datetime, by: Actor
) -> None:
    """By the programme as published now: inside the transaction that has locked `seats`.

    A person is held to the hours of booking, to the second, and to the access table where that
    says no to their audience; the desk is not. Raises BookingNotOpen, BookingClosed,
    NotForAudience.
    """
    session = current_programme().sessions_by_id.get(seats.session_id)
    if session is None or not is_bookable(session):
        raise BookingNotOpen
    if by != "self":
        return
    window = seats.window_at(now, starts_at=session.starts_at)
    if window == RegistrationWindow.NOT_YET:
        raise BookingNotOpen(seats.opens_at)
    if window == RegistrationWindow.CLOSED:
        raise BookingClosed
    if admission_of(session, registration).is_refused:
        raise NotForAudience


def admission_of(session: Session, registration: Registration) -> Admission:
    """What the access table answers this person; their audience is read only where it matters."""
    matters = any(rule.audience for rule in session.rules)
    return may_come(session, registration.audience.slug if matters else "")


def seats_to_be_lost(bookable: Collection[int]) -> list[tuple[str, int]]:
    """Titles of sessions that lose their bookings once only these are booked, each with how many.

    Counts seats that are booked or on offer; whoever only waits has none to lose.
    """
    rows = Seats.objects.with_session().with_counts().exclude(session__in=bookable)
    counted = [(str(row.session), getattr(row, "taken", 0)) for row in rows]
    return [(title, taken) for title, taken in counted if taken]


# --- Following the programme ------------------------------------------------------------------


def keep_seats(programme: Programme, *, now: dt.datetime | None = None) -> list[Booking]:
    """Make the seats follow a programme that is being published, in that transaction.

    Each session it offers for booking has a row; those that were cancelled, or are booked no
    longer, lose their bookings (WITHDRAWN, each with an audit entry, the number of a known
    calendar entry raised). Returns these: whoever publishes tells their people, in the one
    mail that gathers all changes. Idempotent; rows and their numbers stay.
    """
    now = now or clock.now()
    wanted = {session.id for session in programme.sessions if is_bookable(session)}
    rows = dict(Seats.objects.values_list("session", "pk"))
    Seats.objects.bulk_create(
        [Seats(session_id=pk) for pk in sorted(wanted - rows.keys())], ignore_conflicts=True
    )
    gone = [pk for session, pk in rows.items() if session not in wanted]
    held = Booking.objects.held().filter(seats__in=gone).order_by()
    closing = sorted(set(held.values_list("seats", flat=True)))
    return [booking for pk in closing for booking in withdraw_bookings(pk, now=now)]


@by_event()
@steadily
def withdraw_bookings(seats_id: int, *, now: dt.datetime) -> list[Booking]:
    """Release every booking of a session that does not take place, or is booked no longer."""
    withdrawn = []
    with transaction.atomic():
        held = Booking.objects.held().filter(seats=seats_id)
        people = list(held.values_list("registration", flat=True))
        locked = lock_holdings(registration_ids=people, seats=[seats_id], whole=False)
        for person in locked.those(people):
            if booking := person.booking_of(seats_id):
                locked.release(booking, now=now, reason=ReleaseReason.WITHDRAWN)
                raise_booking_sequence(booking)
                changes = {"session": (booking.seats.session.slug, "")}
                record(person.registration, "seat_withdrawn", by="system", changes=changes)
                withdrawn.append(booking)
    return withdrawn
