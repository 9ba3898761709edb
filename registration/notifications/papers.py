"""The last mail to somebody who is erased, and the reminders before the day."""

from collections.abc import Sequence

from django.utils import timezone

from registration.invites import cancel_invitation
from registration.models import Booking, Erasure, Registration
from registration.names import full_name_for_mail, name_for_mail
from registration.notifications.bookings import cancels_of
from registration.notifications.common import Holds
from summit.mail.outbox import enqueue_email


def mail_erased(
    registration: Registration,
    before: Holds,
    *,
    released: Sequence[Booking],
    erasure: Erasure,
) -> None:
    """The receipt, with what takes every entry out of the calendar. No personal link: none is left.

    Erased itself once it has left.
    """
    stamp = timezone.now()
    calendars = cancels_of(released, stamp=stamp)
    if before.confirmed:
        calendars.insert(0, cancel_invitation(registration, before.confirmed, stamp=stamp))
    enqueue_email(
        kind="registration_erased",
        dedupe_key=f"erased:{erasure.number}",
        to=registration.email,
        to_name=full_name_for_mail(registration.first_name, registration.last_name),
        language=registration.language,
        context={
            "first_name": name_for_mail(registration.first_name),
            "number": erasure.number,
            "erased_at": erasure.erased_at,
            "has_calendar": bool(calendars),
        },
        calendars=calendars,
        personal=("first_name", "number"),
        erase_when_done=True,
    )
