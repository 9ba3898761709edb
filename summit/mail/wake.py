"""Waking a worker after the commit. The row is the record; this only spares the wait."""

import logging
import time

from django.conf import settings

logger = logging.getLogger(__name__)

# A frozen broker costs one second; while it lasts, requests do not pay it one by one.
PAUSE_AFTER_FAILURE = 10.0


class _Broker:
    """What this process has seen of the broker."""

    failures = 0
    paused_until = 0.0


def wake_worker(email_id: int) -> None:
    """Ask a worker to deliver now; a broker that is away is counted and ignored."""
    if not settings.REDIS_URL or time.monotonic() < _Broker.paused_until:
        return
    from summit.mail.tasks import deliver

    try:
        deliver.apply_async((email_id,), retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the row is safe
        _Broker.failures += 1
        _Broker.paused_until = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning(
            "Broker out of reach (%s), %d times so far; the sweep delivers.",
            type(error).__name__,
            _Broker.failures,
        )
