"""The mail that asks whether a decline in a calendar was meant."""

from registration.models import Booking, LinkPurpose, Registration
from registration.notifications.common import enqueue, holds_of
from summit.mail.models import OutgoingEmail


def mail_declined(registration: Registration, booking: Booking | None) -> OutgoingEmail | None:
    """Once for each invitation: declining it again asks nothing more."""
    entry = booking or registration
    page = "registration:my_sessions" if booking else "registration:cancel"
    return enqueue(
        registration,
        holds_of(registration),
        "registration_declined",
        event=f"declined:{entry.calendar_uid}:{entry.sequence}",
        context={"session": booking.seats.session if booking else None},
        links={"free_url": registration.personal_link(page, LinkPurpose.MANAGE)},
    )
