"""The mails about a seat in a session: booked, waited for, offered, let go."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from agenda.services.current import current_programme
from registration.invites import booking_cancel, booking_request
from registration.models import Booking, LinkPurpose, Registration
from registration.notifications.common import Holds, enqueue


def mail_booking_confirmed(
    registration: Registration, booking: Booking, *, swapped: Booking | None = None
) -> None:
    """A seat is booked, or its offer taken; `swapped` is the booking given up for it.

    The invitation leaves once the hour is confirmed, not before.
    """
    stamp = timezone.now()
    let_go = [swapped] if swapped else []
    requests = requests_of([booking], stamp=stamp)
    calendars = [*requests, *cancels_of(let_go, stamp=stamp)]
    _tell(
        registration,
        booking,
        "booking_confirmed",
        event="confirmed",
        calendars=calendars,
        context={"swapped": sessions_of(let_go), "has_request": bool(requests)},
    )


def mail_booking_given(registration: Registration, booking: Booking) -> None:
    """A seat came free and was taken at once, as the person had asked."""
    calendars = requests_of([booking], stamp=timezone.now())
    context = {"has_request": bool(calendars)}
    _tell(
        registration,
        booking,
        "booking_given",
        event="confirmed",
        calendars=calendars,
        context=context,
    )


def mail_booking_waiting(registration: Registration, booking: Booking) -> None:
    """One waits for a seat. No invitation."""
    _tell(registration, booking, "booking_waiting", event="waits")


def mail_booking_offered(registration: Registration, booking: Booking) -> None:
    """A seat came free and is kept until the end of the offer. No invitation."""
    context = {"offered_until": booking.offered_until}
    _tell(registration, booking, "booking_offered", event="offered", context=context)


def mail_booking_expired(registration: Registration, booking: Booking) -> None:
    """The offer was not taken in time."""
    _tell(registration, booking, "booking_expired", event="expired")


def mail_booking_cancelled(registration: Registration, booking: Booking) -> None:
    """The seat is let go; the entry leaves the calendar that knows it."""
    calendars = cancels_of([booking], stamp=timezone.now())
    _tell(registration, booking, "booking_cancelled", event="cancelled", calendars=calendars)


def requests_of(bookings: Sequence[Booking], *, stamp: dt.datetime) -> list[bytes]:
    """The invitations of those whose hour is confirmed."""
    found = (booking_request(booking, stamp) for booking in bookings)
    return [calendar for calendar in found if calendar is not None]


def cancels_of(bookings: Sequence[Booking], *, stamp: dt.datetime) -> list[bytes]:
    """The CANCELs of those that a calendar knows."""
    found = (booking_cancel(booking, stamp) for booking in bookings)
    return [calendar for calendar in found if calendar is not None]


def sessions_of(bookings: Sequence[Booking]) -> list[Any]:
    """The sessions as published, else their rows: both answer to the same names."""
    if not bookings:
        return []
    published = current_programme().sessions_by_id
    return [
        published.get(booking.seats.session_id) or booking.seats.session for booking in bookings
    ]


def _tell(
    registration: Registration,
    booking: Booking,
    kind: str,
    *,
    event: str,
    calendars: Sequence[bytes] = (),
    context: dict[str, Any] | None = None,
) -> None:
    """A booking is a row of its own each time, so each event happens to it once."""
    link = registration.personal_link
    enqueue(
        registration,
        Holds(),
        kind,
        event=f"booking:{booking.pk}:{event}",
        calendars=calendars,
        context={
            "session": sessions_of([booking])[0],
            "has_invitation": bool(calendars),
            **(context or {}),
        },
        links={
            "sessions_url": link("registration:my_sessions", LinkPurpose.MANAGE),
            "offer_url": link("registration:booking_offer", LinkPurpose.MANAGE),
        },
    )
