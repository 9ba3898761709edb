"""Waking a worker after the commit. The row is the record; this only spares the wait."""

import logging

from django.conf import settings

from summit.breaker import breaker_of

logger = logging.getLogger(__name__)

# A frozen broker costs half a second; while it lasts, requests do not pay it one by one. It is the
# cache's Redis as well, so that a request which has met the fault there does not meet it twice.
broker = breaker_of(settings.REDIS_URL)


def wake_worker(email_id: int) -> None:
    """Ask a worker to deliver now; a broker that is away is counted and ignored."""
    _publish("deliver", email_id)


def wake_sweep() -> None:
    """Ask a worker to look now for what is due; in any case the next sweep does."""
    _publish("sweep")


def _publish(task: str, *arguments: int) -> None:
    if not settings.REDIS_URL or not broker.allows():
        return
    from summit.mail import tasks

    try:
        getattr(tasks, task).apply_async(arguments, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the row is safe
        broker.note_failure()
        logger.warning(
            "Broker out of reach (%s), %d times so far; the sweep does it.",
            type(error).__name__,
            broker.failures,
        )
    else:
        broker.note_success()
