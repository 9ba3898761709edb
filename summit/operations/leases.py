"""Long work in the background: a run of rows, one worker at a time, a bit at a time.

A model of runs has `finished_at` and `lease_until`, and `rows` with `line` and `outcome`; an empty
outcome waits for its turn.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from summit.mail.wake import wake_sweep

BUDGET = 5.0
LEASE = dt.timedelta(seconds=60)

Settle = Callable[[Any, Any], None]
"""Settles one row of a run, in transactions of its own; raises nothing."""


def carry_out(unfinished: QuerySet[Any], settle: Settle, *, budget: float = BUDGET) -> int:
    """Settle what waits in these runs, the oldest first. Returns how many rows.

    It stops after `budget` seconds so that other due work gets its turn, and wakes the next
    worker. One that dies leaves the rest of its run to whoever comes after the lease.
    """
    settled, deadline = 0, time.monotonic() + budget
    for run in unfinished.order_by("pk"):
        if not _claim(run):
            continue
        settled += _settle_rows(run, settle, deadline)
        _let_go(run)
        if time.monotonic() >= deadline:
            wake_sweep()
            break
    return settled


def _settle_rows(run: Any, settle: Settle, deadline: float) -> int:
    settled = 0
    while time.monotonic() < deadline and (row := _next_row(run)):
        type(run).objects.filter(pk=run.pk).update(lease_until=timezone.now() + LEASE)
        settle(run, row)
        settled += 1
    return settled


def _claim(run: Any) -> bool:
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    runs = type(run).objects.filter(free, pk=run.pk, finished_at__isnull=True)
    return bool(runs.update(lease_until=now + LEASE))


def _let_go(run: Any) -> None:
    """Finished when no row waits; else free for the next worker."""
    waits = run.rows.filter(outcome="").exists()
    run.finished_at = None if waits else timezone.now()
    run.lease_until = None
    run.save(update_fields=["finished_at", "lease_until"])


def _next_row(run: Any) -> Any:
    return run.rows.filter(outcome="").order_by("line", "pk").first()
