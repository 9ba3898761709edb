"""Decisions about many requests at once, from a table: first what would happen, then it does."""

import datetime as dt
import unicodedata
import uuid
from dataclasses import dataclass

from registration.auditing import Actor
from registration.exceptions import NotPending, PlacesRanOut, RegistrationCancelled
from registration.models import Place, Registration
from registration.services.approving import approve_request, refuse_request
from registration.services.tables import read_table

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
    is_done: bool = False


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


def carry_out(plan: list[Decision], *, now: dt.datetime, by: Actor) -> list[Decision]:
    """Each row in a transaction of its own, as its button would do it. Run again, it does
    nothing: what is decided is said to be."""
    for row in plan:
        if row.problem or row.registration is None:
            continue
        common = {"registration_id": row.registration.pk, "now": now, "by": by}
        try:
            if row.decision == APPROVE:
                approve_request(**common)
            else:
                refuse_request(**common, words=row.words)
        except (NotPending, RegistrationCancelled):
            row.problem = "done"
        except PlacesRanOut:
            row.problem = "full"
        else:
            row.is_done = True
    return plan


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
