"""The reminders before the day, and the last mail to somebody who is erased."""

from collections.abc import Sequence

from django.utils import timezone

from registration.invites import cancel_invitation
from registration.models import Booking, Erasure, LinkPurpose, Place, Registration, Reminder, Way
from registration.names import full_name_for_mail, name_for_mail
from registration.notifications.bookings import cancels_of
from registration.notifications.common import Holds, personal_links
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail
from summit.mail.outbox import enqueue_email


def mail_reminder(
    registration: Registration, place: Place, reminder: Reminder, *, edition: Edition
) -> OutgoingEmail | None:
    """What to bring and how to get in, or where to watch. `place.quota` and its venue at hand.

    The footer and the List-Unsubscribe header lead to the page that switches reminders off.
    """
    link = registration.personal_link
    stop = link("registration:reminders", LinkPurpose.REMINDERS)
    return enqueue_email(
        kind="registration_reminder",
        dedupe_key=f"registration:{registration.public_id}:reminder:{reminder.pk}",
        to=registration.email,
        to_name=full_name_for_mail(registration.first_name, registration.last_name),
        language=registration.language,
        context={
            "first_name": name_for_mail(registration.first_name),
            "ticket_code": registration.short_code,
            "reminder": reminder,
            "confirmed": place.quota,
            "is_online": place.quota.way == Way.ONLINE,
        },
        links={**personal_links(registration), "stop_url": stop},
        unsubscribe_url=stop,
        edition=edition,
        personal=("first_name", "ticket_code"),
    )


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
