"""What a door says, in the words and the language of the steward."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from registration.checkin.models import Door, Outcome, Scan, ScanKind
from registration.checkin.services.cases import Case, Held, cases_of
from registration.models import AccessNeed, Way
from summit.design.dates import format_clock, format_day, is_french
from summit.design.typography import set_spaces

OK, AGAIN, NO = "ok", "again", "no"
LAST_SIGNS = slice(8, 12)
"""Of the short code, as it stands on the ticket."""

Fact = tuple[str, str]


@dataclass(slots=True)
class Answer:
    """`tone` is the colour; `actions` are the buttons that make sense: let_in, undo, call."""

    outcome: str
    tone: str
    icon: str
    title: str
    line: str = ""
    name: str = ""
    organisation: str = ""
    facts: list[Fact] = field(default_factory=list)
    hint: str = ""
    actions: list[str] = field(default_factory=list)
    nonce: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the words are made of."""

    outcome: str
    case: Case | None
    door: Door
    at: dt.datetime
    kind: str = ScanKind.ENTRY
    forced: bool = False
    earlier_at: dt.datetime | None = None
    earlier_door: str = ""


def answers_of(scans: Sequence[Scan]) -> list[Answer]:
    """In their order; a fixed number of queries, however many. Scans of one day."""
    if not scans:
        return []
    ids = {scan.pk for scan in scans}
    rows = {row.pk: row for row in Scan.objects.for_display().filter(pk__in=ids)}
    last = max(scan.at for scan in scans)
    cases = cases_of({s.registration_id for s in scans if s.registration_id}, last)
    return [_answer(rows.get(scan.pk, scan), cases) for scan in scans]


def answer_of(scan: Scan) -> Answer:
    return answers_of([scan])[0]


def _answer(scan: Scan, cases: dict[int, Case]) -> Answer:
    case = cases.get(scan.registration_id) if scan.registration_id else None
    answer = tell(
        Meeting(
            outcome=scan.outcome,
            case=case,
            door=scan.door,
            at=scan.at,
            kind=scan.kind,
            forced=scan.forced,
            earlier_at=scan.earlier.at if scan.earlier else None,
            earlier_door=str(scan.earlier.door) if scan.earlier else "",
        )
    )
    answer.nonce = str(scan.nonce)
    if scan.is_undone:
        answer.tone, answer.icon = AGAIN, "history"
        answer.title, answer.line, answer.hint = _("Taken back"), "", ""
        answer.actions = []
    return answer


def tell(meeting: Meeting) -> Answer:
    answer = Answer(meeting.outcome, *_SIGNS[meeting.outcome], "")
    answer.title, answer.line, answer.hint = _WORDS[meeting.outcome](meeting)
    if meeting.forced:
        answer.tone, answer.icon = OK, "log-in"
        reason = answer.title
        answer.title, answer.hint = pgettext("result", "Let in"), ""
        answer.line = _("Although: %(reason)s") % {"reason": reason}
    language = get_language() or "fr"
    for name in ("title", "line", "hint"):
        setattr(answer, name, set_spaces(getattr(answer, name), language))
    answer.actions = _actions(meeting, answer)
    if meeting.case:
        answer.name, answer.organisation = meeting.case.name, meeting.case.organisation
        answer.facts = _facts(meeting, meeting.case)
    return answer


def _actions(meeting: Meeting, answer: Answer) -> list[str]:
    if meeting.case is None:
        return ["call"]
    if answer.tone == OK:
        return ["undo"]
    return ["let_in", "call"] if meeting.kind == ScanKind.ENTRY else ["call"]


# --- Facts --------------------------------------------------------------------------------------


def _facts(meeting: Meeting, case: Case) -> list[Fact]:
    place = case.confirmed or case.offered or case.waiting
    way = [(_("Way"), str(Way(place.way).label))] if place else []
    if meeting.outcome in (Outcome.ALREADY_IN, Outcome.CONFLICT, Outcome.NOT_IN):
        own = [(_("Passages"), _passages(case)), (_("Ticket"), f"…{case.code[LAST_SIGNS]}")]
    elif meeting.outcome in (Outcome.WELCOME, Outcome.LEFT) or meeting.forced:
        own = [(_arrival_or_exit(meeting), format_clock(meeting.at))]
    else:
        own = _of_place(case)
    return [*way, *own, *_needs(case)] if meeting.kind == ScanKind.ENTRY else [*way, *own]


def _arrival_or_exit(meeting: Meeting) -> str:
    if meeting.kind == ScanKind.EXIT:
        return pgettext("door", "Exit")
    return _("Arrival")


def _of_place(case: Case) -> list[Fact]:
    facts = []
    if case.confirmed:
        facts.append((_("Date"), _day(case.confirmed)))
    if case.waiting:
        facts.append((pgettext("door", "Waiting"), _position(case.waiting)))
    return facts


def _needs(case: Case) -> list[Fact]:
    known = dict(AccessNeed.choices)
    words = [str(known[need]) for need in case.needs if need in known]
    return [(pgettext("door", "Need"), ", ".join(words))] if words else []


def _passages(case: Case) -> str:
    entries = ngettext("%(n)d entry", "%(n)d entries", case.entries) % {"n": case.entries}
    exits = ngettext("%(n)d exit", "%(n)d exits", case.exits) % {"n": case.exits}
    return f"{entries}, {exits}"


def _position(held: Held) -> str:
    words = {"position": _ordinal(held.position), "count": held.queue}
    return _("%(position)s of %(count)d") % words


def _ordinal(number: int) -> str:
    if is_french():
        return f"{number}{'er' if number == 1 else 'e'}"
    teens = 11 <= number % 100 <= 13  # noqa: PLR2004
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _day(held: Held) -> str:
    day = format_day(held.date, "l j F")
    return day[:1].upper() + day[1:]


# --- Words --------------------------------------------------------------------------------------

Words = tuple[str, str, str]


def _welcome(meeting: Meeting) -> Words:
    return _("Welcome"), _("Badge to hand over"), ""


def _already_in(meeting: Meeting) -> Words:
    hint = _("Same ticket, same person? Check the name on an identity document.")
    return _("Already inside"), _when_and_where(meeting), hint


def _conflict(meeting: Meeting) -> Words:
    hint = _(
        "Both doors let this ticket in, one of them without a connection. "
        "Two people may be inside with it: tell the supervisor."
    )
    line = _when_and_where(meeting) or _("came and left through another door meanwhile")
    return _("Let in at two doors"), line, hint


def _when_and_where(meeting: Meeting) -> str:
    if meeting.earlier_at is None:
        return ""
    words = {"time": format_clock(meeting.earlier_at), "door": meeting.earlier_door}
    return _("at %(time)s, %(door)s") % words


def _left(meeting: Meeting) -> Words:
    return _("Goodbye"), _("The exit is noted"), ""


def _not_in(meeting: Meeting) -> Words:
    hint = _("Nothing to note. Whoever comes back shows the ticket again.")
    return _("Not inside"), _("No entry was noted today"), hint


def _online_only(meeting: Meeting) -> Words:
    hint = _("The link to the broadcast is in their e-mail. The supervisor can give a place.")
    return _("Not for this day"), _("Registered online only"), hint


def _other_day(meeting: Meeting) -> Words:
    place = meeting.case.confirmed if meeting.case else None
    line = _("Registered for another day")
    if place:
        line = _("Registered for %(day)s") % {"day": format_day(place.date, "l j F")}
    return _("Not for this day"), line, _("Look at the date on the ticket together.")


def _waiting(meeting: Meeting) -> Words:
    place = meeting.case.waiting if meeting.case else None
    line = _("No place came free yet")
    if place:
        line = _position(place)
    hint = _("Nobody is let in before their turn. The supervisor can give a place.")
    return _("On the waiting list"), line, hint


def _offered(meeting: Meeting) -> Words:
    place = meeting.case.offered if meeting.case else None
    line = ""
    if place and place.offered_until:
        line = _("Offered until %(time)s") % {"time": format_clock(place.offered_until)}
    hint = _("They accept it through the link in their e-mail, here and now; then scan again.")
    return _("Place not accepted yet"), line, hint


def _pending(meeting: Meeting) -> Words:
    hint = _("The organisers decide each request. Send the person to the supervisor.")
    return _("Not decided yet"), _("The request was not approved so far"), hint


def _cancelled(meeting: Meeting) -> Words:
    hint = _("The supervisor can register the person again while places are left.")
    return _("Registration cancelled"), _("No place is held any more"), hint


def _no_place(meeting: Meeting) -> Words:
    hint = _("The supervisor can give a place while some are left.")
    return _("No place"), _("Nothing is held for this day"), hint


def _unknown(meeting: Meeting) -> Words:
    hint = _("Scan again in better light, type the code under the picture, or search the name.")
    return _("Unknown ticket"), _("No registration has this code"), hint


def _replaced(meeting: Meeting) -> Words:
    hint = _(
        "Somebody else holds the place now, with a ticket of their own. "
        "Search the name of the person in front of you."
    )
    return _("Replaced ticket"), _("This place was passed on"), hint


def _undone(meeting: Meeting) -> Words:
    return _("Taken back"), "", ""


_WORDS: dict[str, Callable[[Meeting], Words]] = {
    Outcome.WELCOME: _welcome,
    Outcome.ALREADY_IN: _already_in,
    Outcome.CONFLICT: _conflict,
    Outcome.LEFT: _left,
    Outcome.NOT_IN: _not_in,
    Outcome.ONLINE_ONLY: _online_only,
    Outcome.OTHER_DAY: _other_day,
    Outcome.WAITING: _waiting,
    Outcome.OFFERED: _offered,
    Outcome.PENDING: _pending,
    Outcome.CANCELLED: _cancelled,
    Outcome.NO_PLACE: _no_place,
    Outcome.UNKNOWN: _unknown,
    Outcome.REPLACED: _replaced,
    Outcome.UNDONE: _undone,
}
_SIGNS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(Outcome.values, (NO, "calendar-x")),
    Outcome.WELCOME: (OK, "circle-check"),
    Outcome.LEFT: (OK, "log-out"),
    Outcome.ALREADY_IN: (AGAIN, "history"),
    Outcome.CONFLICT: (AGAIN, "history"),
    Outcome.NOT_IN: (AGAIN, "history"),
    Outcome.UNDONE: (AGAIN, "history"),
    Outcome.UNKNOWN: (NO, "circle-x"),
    Outcome.REPLACED: (NO, "circle-x"),
}
