"""A page of the agenda: one day or the whole week, as the filters and the search leave it. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from agenda import filters, search
from agenda.filters import GRID, WIDE, Chip, Facet, Selection
from agenda.grid_layout import helps
from agenda.programme import Day, Programme, Session, Term
from agenda.timetable import Slot, slots_of

# What is held beside the programme does not name a day.
BESIDE = "evenement-parallele"


@dataclass(frozen=True, slots=True)
class Tab:
    """A day, or the week where there is none, with how much of it is left."""

    day: Day | None
    count: int
    url: str
    is_shown: bool
    is_today: bool = False

    @property
    def tracks(self) -> list[Term]:
        """What the day is about, in a word or two."""
        tracks = self.day.tracks if self.day else ()
        return [track for track in tracks if track.slug != BESIDE]


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of one day."""

    day: Day
    slots: list[Slot]
    count: int
    url: str
    is_over: bool


class Listing:
    """`day` is None for the whole week. `language` is the one that is searched and shown."""

    def __init__(
        self,
        programme: Programme,
        selection: Selection,
        *,
        day: Day | None,
        today: dt.date,
        language: str,
    ) -> None:
        self.programme = programme
        self.selection = selection
        self.day = day
        self.today = today
        self.language = language
        self.labels = filters.labels_of(programme)
        self.scope = day.sessions if day else programme.sessions

    @cached_property
    def found(self) -> search.Found:
        """What the words find in the whole week; nothing when nothing is searched for."""
        if not self.selection.text:
            return search.Found()
        return search.search_all(self.programme, self.language, self.selection.text)

    def _searched(self, sessions: Iterable[Session]) -> Iterable[Session]:
        """Those that the words find; all of them when nothing is searched for."""
        return self.found.pick(sessions) if self.selection.text else sessions

    @cached_property
    def shown(self) -> list[Session]:
        return self.selection.apply(self._searched(self.scope))

    def sessions_of(self, day: Day) -> list[Session]:
        """What is left of a day, in order of time."""
        if self.selection.text:
            scores = self.found.scores
            return self.selection.apply(one for one in day.sessions if one.url_slug in scores)
        return self.selection.apply(day.sessions)

    @property
    def is_over(self) -> bool:
        """The day is; nobody gets in any more."""
        return self.day is not None and self.day.date < self.today

    @cached_property
    def is_grid(self) -> bool:
        """Shown by the hour and the place. The whole week never is."""
        view, day = self.selection.view, self.day
        return day is not None and (view == GRID or (view == WIDE and helps(day)))

    @property
    def total(self) -> int:
        return len(self.scope)

    @property
    def first(self) -> Day:
        return self.programme.days[0]

    @property
    def last(self) -> Day:
        return self.programme.days[-1]

    @property
    def url(self) -> str:
        return address_of(self.day)

    @property
    def link(self) -> str:
        """The address of this very view."""
        return f"{self.url}{self.selection.query_string()}"

    @property
    def link_to_all(self) -> str:
        """The same without search and filters."""
        return f"{self.url}{self.selection.without_all}"

    @property
    def facets(self) -> list[Facet]:
        sessions = self._searched(self.scope)
        return filters.count_facets(sessions, self.selection, self.programme, self.labels)

    @property
    def chips(self) -> list[Chip]:
        return filters.chips_of(self.selection, self.labels)

    @property
    def tabs(self) -> list[Tab]:
        """The days, then the week."""
        tabs = []
        for day in self.programme.days:
            wish = self.selection.for_day(day.sessions)
            tabs.append(
                Tab(
                    day,
                    len(wish.apply(self._searched(day.sessions))),
                    f"{day.get_absolute_url()}{wish.query_string()}",
                    is_shown=day is self.day,
                    is_today=day.date == self.today,
                )
            )
        url = f"{address_of(None)}{self.selection.query_string()}"
        return [*tabs, Tab(None, self.in_week, url, is_shown=self.day is None)]

    @property
    def slots(self) -> list[Slot]:
        """Rows of the day: by the hour, or best first when something is searched for."""
        return self._slots(self.shown)

    def _slots(self, sessions: list[Session]) -> list[Slot]:
        if not self.selection.text:
            return slots_of(sessions)
        return [Slot(one.starts_at, one.ends_at, (one,), all_day=one.drop_in) for one in sessions]

    @cached_property
    def parts(self) -> list[Part]:
        """The days of the week that are left: in order, or the best match first."""
        kept = {session.url_slug for session in self.shown}
        parts = []
        for day in self.programme.days:
            held = [one for one in self._searched(day.sessions) if one.url_slug in kept]
            if held:
                url = f"{day.get_absolute_url()}{self.selection.for_day(held).query_string()}"
                is_over = day.date < self.today
                parts.append(Part(day, self._slots(held), len(held), url, is_over))
        if self.selection.text:
            scores = self.found.scores
            parts.sort(key=lambda part: -scores[part.slots[0].sessions[0].url_slug])
        return parts

    # --- When little or nothing is left -------------------------------------------------------

    @cached_property
    def in_week(self) -> int:
        """How many the same wish leaves of the whole week."""
        return len(self.selection.apply(self._searched(self.programme.sessions)))

    @property
    def elsewhere(self) -> int:
        """How many sessions of other days the same search leaves."""
        return self.in_week - len(self.shown) if self.day and self.selection.text else 0

    @property
    def week_link(self) -> str:
        return f"{address_of(None)}{self.selection.query_string()}"

    @cached_property
    def without_filters(self) -> int:
        """How many sessions the words alone find here, when filters take some away."""
        if not (self.selection.text and self.selection.is_filtered):
            return 0
        return len(self.found.pick(self.scope))

    @property
    def link_without_filters(self) -> str:
        return f"{self.url}{self.selection.text_only.query_string()}"

    @cached_property
    def suggestion(self) -> search.Suggestion | None:
        """What comes near, when the words find nothing in the whole week."""
        if self.found or not self.selection.text:
            return None
        return search.index_of(self.programme, self.language).suggest(self.selection.text)


def address_of(day: Day | None) -> str:
    return day.get_absolute_url() if day else reverse("agenda:show_week")
