"""Background work that fails for one row: tried again later and later, and told on its page."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from summit.operations.models import Trouble

FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(minutes=15)
DOUBLINGS = 7


def troubles_of(work: str) -> dict[int, Trouble]:
    """What fails at present, by the key of the row."""
    return {trouble.key: trouble for trouble in Trouble.objects.filter(work=work)}


def note_trouble(work: str, key: int, error: Exception, *, before: Trouble | None = None) -> None:
    """Count one more failure; the row rests for 10, 20, 40 … seconds, at most 15 minutes."""
    now = timezone.now()
    attempts = before.attempts + 1 if before else 1
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, DOUBLINGS), LONGEST_PAUSE)
    found = {
        "kind": type(error).__name__[:80],
        "attempts": attempts,
        "next_attempt_at": now + pause,
    }
    Trouble.objects.update_or_create(
        work=work, key=key, defaults=found, create_defaults={**found, "since": now}
    )


def forget_troubles(work: str, keys: Iterable[int]) -> None:
    """It worked, is asked for anew, or the row is gone."""
    Trouble.objects.filter(work=work, key__in=list(keys)).delete()
