"""A day as crowded as it may get, made from the released programme."""

import copy
import datetime as dt
import hashlib
import json
import uuid
from typing import Any

from django.utils import timezone

from agenda.models import Release

Content = dict[str, Any]

CROWDED = dt.date(2025, 2, 11)
SESSIONS = 120
_FIRST, _SLOTS, _SLOT = dt.time(8), 20, dt.timedelta(minutes=30)


def crowded(content: Content, *, sessions: int = SESSIONS) -> Content:
    """`content` with `sessions` sessions on its last day, the added ones over ten hours."""
    content = copy.deepcopy(content)
    models = [one for one in content["sessions"] if one["day"] == CROWDED.isoformat()]
    content["sessions"] += [
        _session(models[number % len(models)], number) for number in range(sessions - len(models))
    ]
    return content


def _session(model: Content, number: int) -> Content:
    opening = dt.datetime.combine(CROWDED, _FIRST, dt.UTC)
    start = opening + number % _SLOTS * _SLOT
    return {
        **copy.deepcopy(model),
        "id": 10_000 + number,
        "slug": f"crowded-{number}",
        "url_slug": f"crowded-{number}",
        "calendar_uid": str(uuid.UUID(int=number)),
        "starts_at": start.isoformat(),
        "ends_at": (start + _SLOT).isoformat(),
        "also_on": [],
    }


def release(content: Content) -> Release:
    """Write `content` as the newest release, without looking at the rows it came from."""
    newest = Release.objects.newest_first().first()
    return Release.objects.create(
        number=newest.number + 1 if newest else 1,
        published_at=timezone.now(),
        content=content,
        digest=hashlib.sha256(json.dumps(content).encode()).hexdigest(),
    )
