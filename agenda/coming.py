"""“May I come?”: who asks, for which day, in which way, and what is open to them. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agenda.admission import (
    BEST_FIRST,
    Admission,
    Words,
    admission_to,
    can_be_attended,
)
from agenda.listing import BESIDE
from agenda.models import Answer, Participation
from agenda.programme import Day, Programme, Session, Term, Venue, Visitor
from summit.edition.models import Edition

WAYS: dict[str, Promise] = {
    Participation.IN_PERSON: _("In person"),
    Participation.ONLINE: _("Online"),
}
WEEK = "week"
HEADLINES: dict[tuple[str, str], Promise] = {
    (Answer.YES, ""): _("Yes, just walk in"),
    (Answer.REGISTER, "site"): _("Yes, by registering here"),
    (Answer.REGISTER, "organiser"): _("Yes, by registering with the host"),
    (Answer.REGISTER, ""): _("Yes, with registration"),
    (Answer.INVITATION, ""): _("By invitation only"),
    (Answer.NO, ""): _("No"),
    (Answer.UNKNOWN, ""): _("To be confirmed"),
}


NOTHING_THIS_WAY: dict[str, Promise] = {
    Participation.IN_PERSON: _("Nothing is announced in person that day"),
    Participation.ONLINE: _("Nothing is announced online that day"),
    "": _("Nothing is announced that day"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone asked. No `day` is the whole week; an empty `way` is either."""

    who: Visitor | None
    day: Day | None
    way: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Sessions of one day under one roof of rules: one answer holds for all of them."""

    name: Term
    admission: Admission
    sessions: tuple[Session, ...]
    way_is_sure: bool

    @property
    def headline(self) -> Words:
        return headline_of(self.admission)

    @property
    def venues(self) -> list[Venue]:
        """Where, each once, placeholders left out."""
        known = (one.venue for one in self.sessions if not one.venue.to_be_confirmed)
        return list({venue.slug: venue for venue in known}.values())

    @property
    def is_side_event(self) -> bool:
        return all(one.track.slug == BESIDE for one in self.sessions)


@dataclass(frozen=True, slots=True)
class DayAnswer:
    day: Day
    openings: tuple[Opening, ...]
    elsewhere: int  # sessions of the day that are not held in the way asked for
    way: str = ""

    @property
    def best(self) -> Opening | None:
        return self.openings[0] if self.openings else None

    @property
    def others(self) -> tuple[Opening, ...]:
        return self.openings[1:]

    @property
    def headline(self) -> Words:
        return self.best.headline if self.best else NOTHING_THIS_WAY[self.way]


def headline_of(admission: Admission) -> Words:
    by = admission.kind if (admission.answer, admission.kind) in HEADLINES else ""
    return HEADLINES[admission.answer, by]


def usual_day(edition: Edition, today: dt.date) -> dt.date | None:
    """What most people ask for: today during the event, else the day one registers for here."""
    return today if edition.start <= today <= edition.end else edition.business_day


def read_wish(params: Mapping[str, str], programme: Programme, default: dt.date | None) -> Wish:
    """The three questions from an address. What is not asked has a sensible value of its own.

    A value that is not known is `dropped`, and the rest holds.
    """
    visitors = {one.slug: one for one in programme.visitors}
    who, day, way = (params.get(name, "") for name in ("who", "day", "way"))
    days = {one.date.isoformat(): one for one in programme.days}
    usual = programme.days_by_date.get(default) if default else None
    known = who in {"", *visitors}, day in {"", WEEK, *days}, way in {"", *WAYS}
    return Wish(
        who=visitors.get(who) or next(iter(programme.visitors), None),
        day=None if day == WEEK else days.get(day) or usual or next(iter(programme.days), None),
        way=way if way in WAYS else Participation.IN_PERSON,
        dropped=not all(known),
    )


def answer_wish(programme: Programme, wish: Wish) -> list[DayAnswer]:
    """One answer a day, in the order of the week."""
    days = [wish.day] if wish.day else programme.days
    return [answer_day(day, wish) for day in days]


def answer_day(day: Day, wish: Wish) -> DayAnswer:
    held = [one for one in day.sessions if not one.is_cancelled]
    fitting = [one for one in held if can_be_attended(one, wish.way)]
    who = wish.who.slug if wish.who else ""
    return DayAnswer(
        day, tuple(_openings(fitting, who, wish.way)), len(held) - len(fitting), wish.way
    )


def _openings(sessions: Iterable[Session], who: str, way: str) -> list[Opening]:
    found = [(session, admission_to(session, who)) for session in sessions]
    roofs = groupby(sorted(found, key=_roof), _roof)
    openings = [_opening([one for one, _admission in held], who, way) for _key, held in roofs]
    return sorted(openings, key=_best_first)


def _roof(pair: tuple[Session, Admission]) -> tuple[str, ...]:
    """What sessions have in common that one answer holds for."""
    session, admission = pair
    name = session.series or session.track
    sure = "" if admission.confirmed else "assumed"
    return name.slug, admission.kind, str(admission.answer), admission.link, sure


def _opening(sessions: list[Session], who: str, way: str) -> Opening:
    """Its words are those of a session without a seat to book, where there is one."""
    plain = next((one for one in sessions if not one.booking), sessions[0])
    return Opening(
        name=plain.series or plain.track,
        admission=admission_to(plain, who),
        sessions=tuple(sorted(sessions, key=lambda one: (one.starts_at, one.id))),
        way_is_sure=all(_is_sure(one, way) for one in sessions),
    )


def _is_sure(session: Session, way: str) -> bool:
    return bool(session.participation) and (
        # Only what is beside the usual can be in doubt: a stage is there, its stream may not be.
        session.participation_confirmed or way == Participation.IN_PERSON
    )


def _best_first(opening: Opening) -> tuple[bool, int, bool, int]:
    """What one can do something about first; side events last among equals."""
    admission = opening.admission
    return (
        not admission.is_ours and opening.is_side_event,
        BEST_FIRST.index(admission.answer),
        not admission.is_ours,
        -len(opening.sessions),
    )
