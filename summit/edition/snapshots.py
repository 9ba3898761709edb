"""Small facts that every page needs, kept in the process for a second at most.

A page that a thousand people read each minute does not ask the database a thousand times which
programme is the newest. The process that writes forgets what it kept when it commits; another
process follows within `SECONDS`.
"""

import operator
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Fact = TypeVar("Fact")

SECONDS = 1.0

_snapshots: list["Snapshot[Any]"] = []


class Snapshot(Generic[Fact]):
    """One fact as this process read it last. What it holds is shared by threads: never change it.

    Inside a transaction it always reads, so that a writer sees its own rows and rules compare
    with what is true now.

    `is_same` tells of two readings whether nothing changed. The earlier object then stays, and with
    it whatever was made from it.
    """

    def __init__(self, is_same: Callable[[Fact, Fact], bool] = operator.is_) -> None:
        self._is_same = is_same
        self._kept: tuple[float, Fact] | None = None
        self._changes = 0
        self._lock = Lock()
        _snapshots.append(self)

    def get(self, read: Callable[[], Fact]) -> Fact:
        if connection.in_atomic_block:
            return read()
        begun, kept = monotonic(), self._kept
        if kept and begun < kept[0]:
            return kept[1]
        changes = self._changes
        fact = read()
        if kept and self._is_same(kept[1], fact):
            fact = kept[1]
        with self._lock:
            # What was read before a change must not outlive it.
            if changes == self._changes:
                self._kept = (begun + SECONDS, fact)
        return fact

    def forget(self) -> None:
        with self._lock:
            self._changes += 1
            self._kept = None

    def forget_on_commit(self) -> None:
        """Call it after the write, in or outside of a transaction."""
        transaction.on_commit(self.forget)


def forget_all() -> None:
    """For tests, which take rows away without a commit."""
    for snapshot in _snapshots:
        snapshot.forget()
