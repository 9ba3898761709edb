""" "Tell me when registration opens": one mail each, then nothing is left of the address."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from registration import notifications
from registration.models import OpeningNotice, Quota
from summit.accounts.emails import email_key
from summit.edition import clock
from summit.edition.models import Edition, RegistrationWindow

AT_ONCE = 50


def ask_to_be_told(*, email: str, language: str) -> None:
    """Keep the address until registration opens. Asked again, the latest language counts."""
    with transaction.atomic():
        OpeningNotice.objects.update_or_create(
            email_key=email_key(email),
            defaults={"language": language},
            create_defaults={
                "email": email,
                "language": language,
                "created_at": timezone.now(),
            },
        )


def is_open_anywhere(now: dt.datetime) -> bool:
    edition = Edition.objects.seen()
    quotas = Quota.objects.for_day(edition.business_day).select_related("day")
    return any(quota.window_at(now, edition) == RegistrationWindow.OPEN for quota in quotas)


def tell_opening(now: dt.datetime | None = None) -> int:
    """Due work: once registration is open, write to everybody who asked. One query at rest.

    Each batch is a transaction that writes the mails and erases the rows; the mails are erased
    when they have left. Returns how many were written.
    """
    if not OpeningNotice.objects.exists() or not is_open_anywhere(now or clock.now()):
        return 0
    told = 0
    while batch := _tell_some():
        told += batch
    return told


def _tell_some() -> int:
    with transaction.atomic():
        rows = OpeningNotice.objects.order_by("created_at", "pk")
        notices = list(rows.select_for_update(skip_locked=True)[:AT_ONCE])
        for notice in notices:
            notifications.mail_opening(notice)
        OpeningNotice.objects.filter(pk__in=[notice.pk for notice in notices]).delete()
    return len(notices)
