"""Reminders before the day: found when they are due, sent once to each person."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from registration.auditing import Actor, by_event, record
from registration.models import Place, Quota, Registration, Reminder, SentReminder
from registration.notifications.papers import mail_reminder
from summit.edition import clock
from summit.edition.models import Edition

LATEST = dt.timedelta(hours=12)
"""How long after its moment a reminder may still leave; later it would say what is not so."""
BATCH = 100
MOST = 500
"""People in one run, so that other due work gets its turn."""


def moment_of(reminder: Reminder, quota: Quota) -> dt.datetime:
    return quota.starts_at - reminder.before


def is_due(reminder: Reminder, quota: Quota, now: dt.datetime) -> bool:
    moment = moment_of(reminder, quota)
    return moment <= now < min(moment + LATEST, quota.starts_at)


def send_reminders(now: dt.datetime | None = None) -> int:
    """Remind whoever had a confirmed place when the moment of a reminder came.

    Whoever is confirmed later gets the next one, or none. Bounded; the next run goes on where
    this one stopped, and two at once remind nobody twice. Returns how many mails were written.
    """
    edition = Edition.objects.seen()
    now = now or clock.now(edition)
    reminders = list(Reminder.objects.filter(is_active=True))
    quotas = {quota.way: quota for quota in _quotas(edition)} if reminders else {}
    written = 0
    for reminder in reminders:
        quota = quotas.get(reminder.way)
        if quota is None or not is_due(reminder, quota, now):
            continue
        while written < MOST:
            count = _send_batch(reminder, quota, edition, min(BATCH, MOST - written))
            written += count
            if not count:
                break
    return written


def _quotas(edition: Edition) -> list[Quota]:
    return list(Quota.objects.for_day(edition.business_day).with_places())


def _send_batch(reminder: Reminder, quota: Quota, edition: Edition, size: int) -> int:
    """Who is locked by somebody else is left for the next run: they may just be cancelling."""
    had_it = SentReminder.objects.filter(reminder=reminder, registration=OuterRef("registration"))
    due = (
        Place.objects.confirmed()
        .filter(
            ~Exists(had_it),
            quota=quota,
            confirmed_at__lte=moment_of(reminder, quota),
            registration__wants_reminders=True,
            registration__cancelled_at__isnull=True,
        )
        .select_related("registration")
        .order_by("pk")
    )
    with transaction.atomic():
        rows = due.select_for_update(no_key=True, skip_locked=True, of=("registration",))[:size]
        places = list(rows)
        sent_at = timezone.now()
        SentReminder.objects.bulk_create(
            [
                SentReminder(
                    reminder=reminder, registration_id=place.registration_id, sent_at=sent_at
                )
                for place in places
            ],
            ignore_conflicts=True,
        )
        for place in places:
            place.quota = quota
            mail_reminder(place.registration, place, reminder, edition=edition)
    return len(places)


@by_event()
def want_reminders(*, registration_id: int, wanted: bool, by: Actor) -> bool:
    """Switch reminders on or off. Pressed twice, nothing more happens; True where it changed."""
    with transaction.atomic():
        rows = Registration.objects.select_for_update(no_key=True)
        registration = rows.get(pk=registration_id)
        if registration.wants_reminders == wanted:
            return False
        registration.wants_reminders = wanted
        registration.save(update_fields=["wants_reminders"])
        change = {"wants_reminders": (str(not wanted), str(wanted))}
        record(registration, "reminders", by=by, changes=change)
    return True
