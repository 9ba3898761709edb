"""Not asking again what has just failed to answer: a service that hangs costs a moment, once."""

import threading
import time
from collections.abc import Callable
from functools import cache


class Breaker:
    """What this process has seen of one service.

    After a failure the service is left alone for `pause` seconds. Then one caller, and no other
    beside it, tries again: a service that hangs delays one request in each pause.
    """

    def __init__(self, *, pause: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.pause = pause
        self._clock = clock
        self.failures = 0
        self._retry_at: float | None = None
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """May this caller ask the service? It then says `note_failure` or `note_success`."""
        if self._retry_at is None:
            return True
        with self._lock:
            now = self._clock()
            if self._retry_at is None:  # by now another caller may have had an answer
                return True  # type: ignore[unreachable]
            if now < self._retry_at:
                return False
            self._retry_at = now + self.pause
            return True

    def note_failure(self) -> None:
        with self._lock:
            self.failures += 1
            self._retry_at = self._clock() + self.pause

    def note_success(self) -> None:
        if self._retry_at is not None:
            with self._lock:
                self._retry_at = None


@cache
def breaker_of(address: str) -> Breaker:
    """The one of this process for the service at `address`: whoever meets its fault warns all."""
    return Breaker()
