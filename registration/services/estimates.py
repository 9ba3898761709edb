"""What someone who waits may expect, told honestly."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Q

from registration.models import Booking, Place, Registration, ReleaseReason
from registration.services.promoting import starts_of

Estimate = Literal["likely", "uncertain", "unlikely", "unknown"]

WINDOW = dt.timedelta(days=7)
SEEN_AT_LEAST = dt.timedelta(days=2)
LIKELY, UNCERTAIN = 1.5, 0.5
JUMPS = ("put_first", "seat_put_first")
"""Events by which the desk puts somebody before those who asked earlier."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """`freed_lately` places or seats came free in the last `days` days.

    `put_before`: how many of those ahead asked later, and were put there by the desk.
    """

    position: int
    freed_lately: int
    days: int
    estimate: Estimate
    put_before: int = 0


def waiting_outlook(hold: Place | Booking, now: dt.datetime) -> Outlook:
    """Four small queries, one less for whoever is next. Only for somebody who waits."""
    peers = (
        Place.objects.filter(quota=hold.quota_id)
        if isinstance(hold, Place)
        else Booking.objects.filter(seats=hold.seats_id)
    )
    starts_at = hold.quota.starts_at if isinstance(hold, Place) else starts_of(hold)
    ahead = type(hold).objects.ahead_of(hold)  # type: ignore[arg-type]
    position = ahead.count() + 1
    first = peers.aggregate(first=Min("queued_at"))["first"] or now
    came_free = Q(confirmed_at__isnull=False) | Q(
        release_reason__in=[ReleaseReason.EXPIRED, ReleaseReason.DECLINED]
    )
    freed = peers.filter(came_free, released_at__gt=now - WINDOW, released_at__lte=now).count()
    seen = min(max(now - first, dt.timedelta(0)), WINDOW)
    return Outlook(
        position=position,
        freed_lately=freed,
        days=WINDOW.days,
        estimate=estimate(position=position, freed=freed, seen=seen, left=starts_at - now),
        put_before=ahead.filter(_was_put_before(hold)).count() if position > 1 else 0,
    )


def _was_put_before(hold: Place | Booking) -> Q:
    """Asked after `hold`, and the history says that the desk put them first."""
    jumps = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Registration),
        additional_data__event__in=JUMPS,
    )
    return Q(pk__gt=hold.pk, registration__in=jumps.values("object_id"))


def estimate(*, position: int, freed: int, seen: dt.timedelta, left: dt.timedelta) -> Estimate:
    """Whether the pace of the days that were seen reaches this position before the start. Pure."""
    if left <= dt.timedelta(0):
        return "unlikely"
    if seen < SEEN_AT_LEAST:
        return "unknown"
    share = freed * (left / seen) / position
    if share >= LIKELY:
        return "likely"
    return "uncertain" if share >= UNCERTAIN else "unlikely"
