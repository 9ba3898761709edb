"""What the home page says of the week: its days, what is on now, the Business Day. Pure."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from agenda.admission import admission_to
from agenda.models import Answer, PartnerScope, Relation
from agenda.programme import Day, Partner, Programme, Session, Theme, Venue

VENUES_SHOWN = 2
BUSY_FROM = 3
ON_NOW_SHOWN = 3


@dataclass(frozen=True, slots=True)
class WeekDay:
    day: Day
    state: str  # past, today or coming
    venues: tuple[Venue, ...]

    @property
    def by_invitation(self) -> bool:
        """The access table answers so for all of the programme itself."""
        held = (one for one in self.day.sessions if one.relation == Relation.PROGRAMME)
        answers = {admission_to(one).answer for one in held if not one.is_cancelled}
        return answers == {Answer.INVITATION}


@dataclass(frozen=True, slots=True)
class OnNow:
    """A session of today: going on, or next."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime
    minutes_until: int  # 0 once it has begun

    @property
    def confirmed(self) -> bool:
        """Both hours are sourced; else it may only be said to be on as an indication."""
        return self.session.hours_confirmed


@dataclass(frozen=True, slots=True)
class ThemeCount:
    theme: Theme
    sessions: int


@dataclass(frozen=True, slots=True)
class PartnerGroup:
    scope: PartnerScope
    partners: tuple[Partner, ...]


def week_of(programme: Programme, today: dt.date) -> list[WeekDay]:
    return [
        WeekDay(day, _state(day.date, today), main_venues(programme, day)) for day in programme.days
    ]


def _state(date: dt.date, today: dt.date) -> str:
    if date == today:
        return "today"
    return "past" if date < today else "coming"


def main_venues(programme: Programme, day: Day) -> tuple[Venue, ...]:
    """Where the programme itself takes place that day: the busiest place, and other busy ones."""
    counts = Counter(
        session.venue.slug
        for session in programme.sessions
        if day.date in session.dates()
        and session.relation == Relation.PROGRAMME
        and not session.venue.virtual
    )
    enough = min(BUSY_FROM, max(counts.values(), default=0))
    venues = [venue for venue in day.venues if counts[venue.slug] >= enough > 0]
    return tuple(venues[:VENUES_SHOWN])


def on_now(programme: Programme, now: dt.datetime) -> list[OnNow]:
    """Sessions of today that are on, those with a fixed hour first, then the next ones.

    `now` is in the zone of the edition. Cancelled sessions and blocks do not count.
    """
    today = [
        _shifted(session, now)
        for session in programme.sessions
        if now.date() in session.dates() and not session.is_cancelled and not session.is_block
    ]
    going_on = [item for item in today if item.starts_at <= now < item.ends_at]
    coming = [item for item in today if item.starts_at > now and not item.session.drop_in]
    going_on.sort(key=lambda item: (item.session.drop_in, *_programme_first(item)))
    coming.sort(key=lambda item: (item.starts_at, *_programme_first(item)))
    return [*going_on[: ON_NOW_SHOWN - 1], *coming][:ON_NOW_SHOWN]


def _programme_first(item: OnNow) -> tuple[bool, dt.datetime, dt.datetime]:
    return item.session.relation != Relation.PROGRAMME, item.starts_at, item.ends_at


def _shifted(session: Session, now: dt.datetime) -> OnNow:
    """The session at its hours today: one that goes on over days keeps them."""
    starts_at, ends_at = session.span_on(now.date())
    minutes = max(0, round((starts_at - now).total_seconds() / 60))
    return OnNow(session, starts_at, ends_at, minutes)


def theme_counts(programme: Programme) -> list[ThemeCount]:
    counts = Counter(theme.slug for session in programme.sessions for theme in session.themes)
    return [ThemeCount(theme, counts[theme.slug]) for theme in programme.themes]


def partner_groups(programme: Programme) -> list[PartnerGroup]:
    """Partners by part of the week, in the order of the list."""
    groups = [
        PartnerGroup(scope, tuple(one for one in programme.partners if one.scope == scope.value))
        for scope in PartnerScope
    ]
    return [group for group in groups if group.partners]


def business_venue(programme: Programme, date: dt.date | None) -> Venue | None:
    """Where most sessions that this site registers people for take place that day."""
    places = Counter(
        session.venue
        for session in programme.sessions
        if session.day == date and session.registration_by == "site" and not session.venue.virtual
    )
    return places.most_common(1)[0][0] if places else None
