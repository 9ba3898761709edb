"""Erasing what was kept for the days of the event only."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from registration.models import Consent, ConsentKind, Registration
from summit.edition import clock
from summit.edition.models import Edition

ACCESS_NEEDS_KEPT = dt.timedelta(days=7)


def purge_access_needs(now: dt.datetime | None = None) -> int:
    """Erase access needs seven days after the last day, as their consent says.

    Idempotent. Returns how many registrations were emptied. The consents stay, ended: they
    show that keeping the needs was agreed to and when that stopped.
    """
    edition = Edition.objects.current()
    now = now or clock.now(edition)
    today = now.astimezone(edition.zone).date()
    if edition.pk is None or today <= edition.end + ACCESS_NEEDS_KEPT:
        return 0
    with transaction.atomic():
        told = Registration.objects.filter(edition=edition).exclude(
            Q(access_needs=[]) & Q(access_note="")
        )
        # In the order in which everybody locks people; one update alone has none.
        list(told.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        emptied = told.update(access_needs=[], access_note="")
        Consent.objects.filter(
            registration__edition=edition,
            kind=ConsentKind.ACCESS_NEEDS,
            withdrawn_at__isnull=True,
        ).update(withdrawn_at=now)
    return emptied
