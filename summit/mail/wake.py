"""Waking a worker after the commit. The row is the record; this only spares the wait."""

import logging
import time
from dataclasses import dataclass

from django.conf import settings

logger = logging.getLogger(__name__)

# A frozen broker costs one second; while it lasts, requests do not pay it one by one.
PAUSE_AFTER_FAILURE = 10.0


@dataclass
class Broker:
    """What this process has seen of the broker."""

    failures: int = 0
    paused_until: float = 0.0

    def is_paused(self) -> bool:
        return time.monotonic() < self.paused_until

    def note_failure(self) -> None:
        self.failures += 1
        self.paused_until = time.monotonic() + PAUSE_AFTER_FAILURE


broker = Broker()


def wake_worker(email_id: int) -> None:
    """Ask a worker to deliver now; a broker that is away is counted and ignored."""
    if not settings.REDIS_URL or broker.is_paused():
        return
    from summit.mail.tasks import deliver

    try:
        deliver.apply_async((email_id,), retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the row is safe
        broker.note_failure()
        logger.warning(
            "Broker out of reach (%s), %d times so far; the sweep delivers.",
            type(error).__name__,
            broker.failures,
        )
