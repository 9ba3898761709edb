"""What someone who waits may expect, told honestly."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db.models import Min, Q

from registration.models import Booking, Place, ReleaseReason
from registration.services.promoting import starts_of

Estimate = Literal["likely", "uncertain", "unlikely", "unknown"]

WINDOW = dt.timedelta(days=7)
SEEN_AT_LEAST = dt.timedelta(days=2)
LIKELY, UNCERTAIN = 1.5, 0.5


@dataclass(frozen=True, slots=True)
class Outlook:
    """`freed_lately` places or seats came free in the last `days` days."""

    position: int
    freed_lately: int
    days: int
    estimate: Estimate


def waiting_outlook(hold: Place | Booking, now: dt.datetime) -> Outlook:
    """Three small queries. Only for somebody who waits."""
    peers = (
        Place.objects.filter(quota=hold.quota_id)
        if isinstance(hold, Place)
        else Booking.objects.filter(seats=hold.seats_id)
    )
    starts_at = hold.quota.starts_at if isinstance(hold, Place) else starts_of(hold)
    position = type(hold).objects.ahead_of(hold).count() + 1  # type: ignore[arg-type]
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
    )


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
