"""Actions on many rows: a few at once, many in the background, with who asked for it and why."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from summit.accounts.models import User
from summit.mail.wake import wake_sweep
from summit.operations.leases import BUDGET, carry_out
from summit.operations.models import RowOutcome, Run, RunQuerySet, RunRow

logger = logging.getLogger(__name__)

AT_ONCE = 30
"""So many rows are done while the organiser waits."""
KEPT = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Named:
    """How a row is called on the page of a run, and the page where it is looked after."""

    name: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """`do(key, run)` does it to one row, inside a transaction; False: nothing to do.

    `describe(keys)` names the rows that still stand.
    """

    name: str
    do: Callable[[int, Run], bool]
    describe: Callable[[Sequence[int]], dict[int, Named]]


_works: dict[str, Work] = {}


def name_work(work: Work) -> None:
    """Called from `ready` by the app that does it."""
    _works[work.name] = work


def start_run(work: str, *, keys: Sequence[int], by: User, reason: str = "") -> Run:
    """Keep what is to be done to these rows and do it: a few here and now, many by a worker.

    Pressed again while it goes on, the run that goes on. What comes of each row is kept a week.
    """
    is_small = len(keys) <= AT_ONCE
    with transaction.atomic():
        run, is_new = Run.objects.get_or_create(
            digest=_digest(work, keys, reason),
            finished_at=None,
            defaults={
                "work": work,
                "by": by,
                "reason": reason,
                "created_at": timezone.now(),
            },
        )
        if is_new:
            RunRow.objects.bulk_create(
                RunRow(run=run, line=line, key=key) for line, key in enumerate(keys, start=1)
            )
        if not is_small:
            transaction.on_commit(wake_sweep, robust=True)
    if is_small:
        _carry_out(Run.objects.filter(pk=run.pk), budget=BUDGET)
    return Run.objects.with_counts().get(pk=run.pk)


def carry_out_runs(*, budget: float = BUDGET) -> int:
    """Due work: what was kept. Returns how many rows it settled."""
    return _carry_out(Run.objects.filter(work__in=_works), budget=budget)


def forget_runs() -> int:
    """Due work: a week after its end nobody asks how a run went; the histories stay."""
    return Run.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()[0]


def describe(run: Run, rows: Sequence[RunRow]) -> list[tuple[RunRow, Named | None]]:
    """Each row with its name; None for what is gone."""
    work = _works.get(run.work)
    named = work.describe([row.key for row in rows]) if work else {}
    return [(row, named.get(row.key)) for row in rows]


def _carry_out(runs: RunQuerySet, *, budget: float) -> int:
    settled = carry_out(runs.unfinished().select_related("by"), _settle, budget=budget)
    # By now the history of each row holds it, and is found by an erasure.
    runs.exclude(reason="").filter(finished_at__isnull=False).update(reason="")
    return settled


def _settle(run: Run, row: RunRow) -> None:
    try:
        # Together: a worker that dies in between would leave it to be done twice.
        with transaction.atomic():
            done = _works[run.work].do(row.key, run)
            _keep(row, RowOutcome.DONE if done else RowOutcome.NOTHING)
    except Exception as error:  # noqa: BLE001 - one row that fails must not stop the others
        logger.error(  # noqa: TRY400 - its message may hold personal data
            "A row of “%s” could not be done: %s", run.work, type(error).__name__
        )
        _keep(row, RowOutcome.FAILED, trouble=type(error).__name__[:80])


def _keep(row: RunRow, outcome: RowOutcome, *, trouble: str = "") -> None:
    row.outcome, row.trouble = outcome, trouble
    row.save(update_fields=["outcome", "trouble"])


def _digest(work: str, keys: Sequence[int], reason: str) -> str:
    return hashlib.sha256(repr((work, sorted(keys), reason)).encode()).hexdigest()
