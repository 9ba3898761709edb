"""What happens when: sessions of a day in rows, neighbours, overlaps. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from agenda.nearest import nearest
from agenda.programme import Day, Programme, Session


@dataclass(frozen=True, slots=True)
class Slot:
    """Sessions that start at one moment, or (`all_day`) those one drops in on between two."""

    start: dt.datetime
    end: dt.datetime
    sessions: tuple[Session, ...]
    all_day: bool = False


def slots_of(sessions: Iterable[Session]) -> list[Slot]:
    """Rows of the agenda: first what goes on all day, then one row per starting hour."""
    ordered = sorted(sessions, key=lambda one: one.starts_at.time())
    lasting = tuple(one for one in ordered if one.drop_in)
    slots = [_slot(lasting, all_day=True)] if lasting else []
    hourly = (one for one in ordered if not one.drop_in)
    for _hour, together in groupby(hourly, key=lambda one: one.starts_at.time()):
        slots.append(_slot(tuple(together)))
    return slots


def _slot(sessions: tuple[Session, ...], *, all_day: bool = False) -> Slot:
    return Slot(
        start=min(sessions, key=lambda one: one.starts_at.time()).starts_at,
        end=max(sessions, key=_hours_until_its_end).ends_at,
        sessions=sessions,
        all_day=all_day,
    )


def _hours_until_its_end(session: Session) -> dt.timedelta:
    """From midnight of the day it starts on, by the clock on the wall; beyond 24 for some."""
    midnight = dt.datetime.combine(session.starts_at.date(), dt.time())
    return session.ends_at.replace(tzinfo=None) - midnight


def nearest_day(programme: Programme, date: dt.date) -> Day | None:
    return min(programme.days, key=lambda day: abs(day.date - date), default=None)


def opening_day(programme: Programme, today: dt.date) -> Day | None:
    """The day that the agenda opens on: today during the event, else the first."""
    return programme.days_by_date.get(today) or next(iter(programme.days), None)


def at_the_same_time(programme: Programme, session: Session) -> list[Session]:
    """What overlaps it on its day: scheduled sessions by hour, then what one drops in on."""
    others = (
        (other, *other.span_on(session.day))
        for other in programme.days_by_date[session.day].sessions
        if other.url_slug != session.url_slug and not other.is_cancelled
    )
    found = [
        other for other, start, end in others if start < session.ends_at and session.starts_at < end
    ]
    return sorted(found, key=lambda one: one.drop_in)


def neighbours(programme: Programme, session: Session) -> tuple[Session | None, Session | None]:
    """Previous and next in the same place, over the whole week.

    None for what one drops in on, and where the place is not known.
    """
    if session.drop_in or session.venue.to_be_confirmed:
        return None, None
    there = [
        one
        for one in programme.sessions_by_venue[session.venue.slug]
        if not one.drop_in and not one.is_cancelled
    ]
    slugs = [one.url_slug for one in there]
    if session.url_slug not in slugs:
        return None, None
    place = slugs.index(session.url_slug)
    before = there[place - 1] if place else None
    after = there[place + 1] if place + 1 < len(there) else None
    return before, after


def same_theme_later(programme: Programme, session: Session, *, shown: int) -> list[Session]:
    """What still comes on its themes: most themes in common first, then in order of time.

    Cancelled sessions, and what one drops in on at any hour, are left out.
    """
    themes = {theme.slug for theme in session.themes}
    later = [
        (len(themes & {theme.slug for theme in one.themes}), one)
        for one in programme.sessions
        if one.starts_at >= session.ends_at and not one.is_cancelled and not one.drop_in
    ]
    related = sorted(
        ((common, one) for common, one in later if common),
        key=lambda pair: (-pair[0], pair[1].starts_at, pair[1].id),
    )
    return sorted((one for _common, one in related[:shown]), key=lambda one: one.starts_at)


@dataclass(frozen=True, slots=True)
class DaySessions:
    date: dt.date
    sessions: tuple[Session, ...]


def by_day(programme: Programme, sessions: Collection[Session]) -> list[DaySessions]:
    """Those of `sessions` that each day holds, days without any left out."""
    wanted = {session.url_slug for session in sessions}
    days = [
        DaySessions(day.date, tuple(one for one in day.sessions if one.url_slug in wanted))
        for day in programme.days
    ]
    return [day for day in days if day.sessions]


def closest_sessions(programme: Programme, slug: str) -> list[Session]:
    """Up to three sessions whose address or title looks like a mistyped one."""
    return nearest(
        slug,
        (
            (text, session)
            for session in programme.sessions
            for text in (session.url_slug, session.title.fr, session.title.en)
        ),
    )
