"""Decisions about many requests at once: first what would happen, then it does, in the
background, with the progress kept."""

import datetime as dt
import logging
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from registration.exceptions import NotPending, PlacesRanOut, RegistrationCancelled
from registration.models import DecisionRow, DecisionRun, Place, PlaceState, Registration
from registration.models.deciding import Outcome
from registration.services.approving import approve_request, refuse_request
from registration.services.tables import read_table
from summit.accounts.models import User
from summit.edition import clock
from summit.mail.wake import wake_sweep
from summit.operations.leases import BUDGET, carry_out

logger = logging.getLogger(__name__)

KEPT = dt.timedelta(days=7)
APPROVE, REFUSE = "approve", "refuse"
WORDS = {
    **dict.fromkeys(("approve", "approved", "yes", "y", "1", "ok"), APPROVE),
    **dict.fromkeys(("oui", "approuver", "approuve", "approuvee", "accepte", "acceptee"), APPROVE),
    **dict.fromkeys(("refuse", "refused", "decline", "declined", "no", "n", "0"), REFUSE),
    **dict.fromkeys(("non", "refuser", "refusee", "decliner"), REFUSE),
}


@dataclass(slots=True)
class Decision:
    """One row. `problem` is a code: unknown, twice, word, done, full; "" when it can be done."""

    line: int
    number: str
    decision: str = ""
    words: str = ""
    problem: str = ""
    registration: Registration | None = None


def plan_decisions(text: str) -> list[Decision]:
    """What each row would do. Two queries; writes nothing. Raises TableRefused.

    A row is: number, decision, words; or the export with its last two columns filled in. Rows
    without a decision are left out, a first line without a number is the heading.
    """
    rows = read_table(text)
    if rows and _number(rows[0][1][0]) is None:
        rows = rows[1:]
    plan = [row for row in (_read(line, cells) for line, cells in rows) if row]
    numbers = [_number(row.number) for row in plan]
    known = Registration.objects.filter(public_id__in=[number for number in numbers if number])
    people = {person.public_id: person for person in known}
    pending = set(
        Place.objects.pending()
        .filter(registration__in=people.values())
        .values_list("registration", flat=True)
    )
    seen: set[uuid.UUID] = set()
    for row, number in zip(plan, numbers, strict=True):
        row.registration = people.get(number) if number else None
        row.problem = row.problem or _problem(row, number, pending, seen)
        if number:
            seen.add(number)
    return plan


def start_decisions(plan: Sequence[Decision], *, by: User) -> DecisionRun:
    """Keep what was decided and wake a worker; nothing is decided before this returns.

    Rows with a problem are kept with it, so that the page of the run tells all of them.
    """
    with transaction.atomic():
        run = DecisionRun.objects.create(by=by, created_at=timezone.now())
        DecisionRow.objects.bulk_create(
            DecisionRow(
                run=run,
                line=row.line,
                registration=row.registration,
                approves=row.decision == APPROVE,
                words="" if row.problem else row.words,
                outcome=row.problem,
            )
            for row in plan
        )
        transaction.on_commit(wake_sweep, robust=True)
    return run


def plan_selected(
    registration_ids: Sequence[int], *, approves: bool, words: str = ""
) -> list[Decision]:
    """The same decision for each of these people, in this order."""
    people = Registration.objects.in_bulk(registration_ids)
    decision = APPROVE if approves else REFUSE
    return [
        Decision(line, "", decision=decision, words=words, registration=people[pk])
        for line, pk in enumerate(registration_ids, start=1)
        if pk in people
    ]


# --- Due work ---------------------------------------------------------------------------------


def carry_out_decisions(*, budget: float = BUDGET) -> int:
    """Due work: decide what was kept, each row in a transaction of its own, as its button would.

    Idempotent but for a worker that dies between deciding a row and noting it: that row then says
    that it was decided already. Returns how many it settled.
    """
    runs = DecisionRun.objects.unfinished().select_related("by")
    return carry_out(runs, _decide, budget=budget)


def forget_decisions() -> int:
    """Due work: a week after its end nobody asks how a run went; the histories stay."""
    old = timezone.now() - KEPT
    return DecisionRun.objects.filter(finished_at__lt=old).delete()[0]


def _decide(run: DecisionRun, row: DecisionRow) -> None:
    try:
        outcome = _outcome(run, row)
    except Exception as error:  # noqa: BLE001 - one row that fails must not stop the others
        logger.error(  # noqa: TRY400 - its message may hold personal data
            "A decision could not be carried out: %s", type(error).__name__
        )
        outcome = Outcome.FAILED
    row.settle(outcome)


def _outcome(run: DecisionRun, row: DecisionRow) -> Outcome:
    common = {
        "registration_id": row.registration_id,
        "now": clock.now(),
        "by": run.by or "system",
    }
    try:
        if row.registration_id is None:
            return Outcome.UNKNOWN
        if not row.approves:
            refuse_request(**common, words=row.words)
            return Outcome.REFUSED
        state = approve_request(**common)
    except Registration.DoesNotExist:
        return Outcome.UNKNOWN
    except (NotPending, RegistrationCancelled):
        return Outcome.DONE
    except PlacesRanOut:
        return Outcome.FULL
    return Outcome.APPROVED if state == PlaceState.CONFIRMED else Outcome.QUEUED


# --- Reading the table ------------------------------------------------------------------------


def _read(line: int, cells: list[str]) -> Decision | None:
    number, *rest = cells
    said, words = (rest[-2], rest[-1]) if len(rest) > 1 else (rest[0] if rest else "", "")
    if number and not said:
        return None
    decision = WORDS.get(_plain(said), "")
    problem = "" if decision else "word"
    return Decision(line=line, number=number, decision=decision, words=words, problem=problem)


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold().strip())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def _number(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _problem(
    row: Decision, number: uuid.UUID | None, pending: set[int], seen: set[uuid.UUID]
) -> str:
    if number is None or row.registration is None:
        return "unknown"
    if number in seen:
        return "twice"
    return "" if row.registration.pk in pending else "done"
