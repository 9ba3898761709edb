"""Waking a worker after the commit. The row is the record; this only spares the wait."""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from summit.breaker import breaker_of

logger = logging.getLogger(__name__)

# A frozen broker costs half a second; while it lasts, requests do not pay it one by one. It is the
# cache's Redis as well, so that a request which has met the fault there does not meet it twice.
broker = breaker_of(settings.REDIS_URL)

# Stands while a wake-up is on its way. Should that get lost, it hinders others no longer than this.
ON_ITS_WAY = "mail:wake-up"
SECONDS = 5

# A worker that has heard waits this long before it looks. What a process writes within the first
# half of that after it has asked is seen then, and need not ask again.
MOMENT = 0.1  # seconds


@dataclass
class _Asked:
    """When this process has asked last, in seconds of the monotonic clock."""

    at: float = -MOMENT


_asked = _Asked()


def wake_worker() -> None:
    """Ask a worker to deliver now what is due; a broker that is away is counted and ignored.

    One wake-up is enough for all that is written before a worker looks.
    """
    now = time.monotonic()
    if now - _asked.at < MOMENT / 2:
        return
    if not cache.add(ON_ITS_WAY, 1, timeout=SECONDS) or _publish("deliver"):
        _asked.at = now
    else:
        cache.delete(ON_ITS_WAY)


def note_awake() -> None:
    """A worker has heard: whatever is written later than a moment from here wakes another.

    It looks for what is due after `MOMENT`, never before.
    """
    _asked.at = -MOMENT
    cache.delete(ON_ITS_WAY)


def wake_sweep() -> None:
    """Ask a worker to look now for what is due; in any case the next sweep does."""
    _publish("sweep")


def _publish(task: str) -> bool:
    if not settings.REDIS_URL or not broker.allows():
        return False
    from summit.mail import tasks

    try:
        getattr(tasks, task).apply_async(retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the row is safe
        broker.note_failure()
        logger.warning(
            "Broker out of reach (%s), %d times so far; the sweep does it.",
            type(error).__name__,
            broker.failures,
        )
        return False
    broker.note_success()
    return True
