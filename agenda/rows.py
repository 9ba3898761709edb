"""A session as one row of a list, and the hours that rows stand under.

A week may have a thousand rows, so all that a row says is made here and kept with the programme;
its template is a stencil.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.programme import Programme, Session, Speaker, Text
from agenda.search import Found
from agenda.stencils import escaped, fill
from agenda.templatetags.access import access_badges, what_badges_tell
from agenda.templatetags.now import hours_of
from agenda.timetable import Slot
from agenda.words import Marker, excerpt, words_of
from summit.design.dates import format_time_range
from summit.design.templatetags.design import theme_mark
from summit.design.typography import NO_BREAK, set_spaces

ROW, SLOT = "agenda/_session_row.html", "agenda/_slot.html"
PEOPLE_SHOWN = 3

Values = dict[str, Any]


class Rows:
    """The rows of one programme in one language, as far as they were asked for."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._plain: dict[tuple[str, bool, bool], SafeString] = {}
        self._values: dict[str, Values] = {}
        self._badges: dict[tuple[object, ...], SafeString] = {}
        self._marks: dict[tuple[str, ...], SafeString] = {}

    def draw(self, session: Session, *, compact: bool, over: bool) -> SafeString:
        """`over`: nobody gets in any more, so that the row does not say how."""
        key = (session.url_slug, compact, over)
        row = self._plain.get(key)
        if row is None:
            values = self.values_of(session)
            row = self._plain[key] = self._fill(values, compact=compact, over=over)
        return row

    def draw_found(
        self, session: Session, found: Found, marker: Marker, *, compact: bool, over: bool
    ) -> SafeString:
        values = self.found_values_of(session, found, marker)
        return self._fill(values, compact=compact, over=over)

    def _fill(self, values: Values, *, compact: bool, over: bool) -> SafeString:
        access = "" if over else values["access"]
        return fill(ROW, values | {"compact": compact, "access": access}, self.language)

    def values_of(self, session: Session) -> Values:
        """What the row of `session` prints and asks for, as markup."""
        values = self._values.get(session.url_slug)
        if values is None:
            values = self._values[session.url_slug] = {
                "id": session.id,
                "url": escaped(session.get_absolute_url()),
                "title": escaped(self._set(session.title)),
                "hours": hours_of(session),
                "time": draw_time(session, self.language),
                "place": escaped(place_of(session, self.language)),
                "format": escaped(self._set(session.format.name)),
                "marks": self._marks_of(session),
                "access": self._badges_of(session),
                "day_confirmed": session.day_confirmed,
                "is_cancelled": session.is_cancelled,
                "is_block": session.is_block,
                "people": "",
                "excerpt": "",
            }
        return values

    def found_values_of(self, session: Session, found: Found, marker: Marker) -> Values:
        """The same with the words found marked, and shown where a row would not hold them."""
        title, place = self._set(session.title), place_of(session, self.language)
        kind = self._set(session.format.name)
        people = [
            texts
            for one in session.appearances
            for texts in [self._texts_of(one.speaker)]
            if any(map(marker.holds, texts))
        ]
        seen = [title, place, kind, *(text for texts in people for text in texts)]
        held = set().union(*map(words_of, seen))
        is_plain = not any(term.isdisjoint(held) for term in found.terms)
        summary = "" if is_plain else excerpt(self._set(session.summary), marker.words)
        return self.values_of(session) | {
            "title": marker.mark(title),
            "place": marker.mark(place),
            "format": marker.mark(kind),
            "people": SafeString(
                f"{NO_BREAK}· ".join(marker.mark(", ".join(one)) for one in people[:PEOPLE_SHOWN])
            ),
            "excerpt": marker.mark(summary),
        }

    def _set(self, text: Text) -> str:
        return set_spaces(text.to(self.language), self.language)

    def _texts_of(self, speaker: Speaker) -> list[str]:
        texts = [set_spaces(speaker.name, self.language)]
        return texts + [
            self._set(text) for text in (speaker.function, speaker.organisation) if text
        ]

    def _marks_of(self, session: Session) -> SafeString:
        key = tuple(theme.slug for theme in session.themes)
        if key not in self._marks:
            self._marks[key] = SafeString("".join(map(theme_mark, session.themes)))
        return self._marks[key]

    def _badges_of(self, session: Session) -> SafeString:
        key = what_badges_tell(session)
        if key not in self._badges:
            self._badges[key] = access_badges(session)
        return self._badges[key]


def draw_slots(
    slots: Iterable[Slot], rows: Rows, found: Found, *, over: bool = False
) -> SafeString:
    """Hours with their rows, as list items; words found are marked. `over`: of a day that is."""
    marker = Marker(found.words)
    items = []
    for slot in slots:
        drawn = [
            rows.draw_found(one, found, marker, compact=slot.all_day, over=over)
            if found
            else rows.draw(one, compact=slot.all_day, over=over)
            for one in slot.sessions
        ]
        values = {
            "all_day": slot.all_day,
            "hours": _hours(slot.start, slot.end if slot.all_day else None, rows.language),
            "rows": "".join(drawn),
        }
        items.append(fill(SLOT, values, rows.language))
    return SafeString("".join(items))


@lru_cache(maxsize=512)
def _hours(start: dt.datetime, end: dt.datetime | None, _language: str) -> str:
    return format_time_range(start, end)


_kept: tuple[Programme | None, dict[str, Rows]] = (None, {})


def rows_of(programme: Programme) -> Rows:
    """The rows of `programme` in the active language, kept while it is the newest one read.

    None are kept while templates are being written.
    """
    global _kept  # noqa: PLW0603
    language = get_language() or ""
    if settings.DEBUG:
        return Rows(language)
    kept = _kept
    if kept[0] is not programme:
        kept = _kept = (programme, {})
    return kept[1].setdefault(language, Rows(language))


def place_of(session: Session, language: str) -> str:
    """Where `session` is, in words; never the name of a placeholder. `language` is active."""
    if session.venue.to_be_confirmed:
        return _("venue to be confirmed")
    names = [session.venue.name, session.room.name] if session.room else [session.venue.name]
    return ", ".join(set_spaces(name.to(language), language) for name in names)


def draw_time(session: Session, language: str) -> SafeString:
    """The hours of `session`, with the word for whatever part of them is not sourced."""
    sourced = (session.time_confirmed, session.end_confirmed)
    return _draw_time(session.starts_at, session.ends_at, sourced, language)


@lru_cache(maxsize=2048)
def _draw_time(
    start: dt.datetime, end: dt.datetime, sourced: tuple[bool, bool], _language: str
) -> SafeString:
    word = {
        (True, True): "",
        (False, False): _("indicative"),
        (False, True): _("start indicative"),
        (True, False): _("end indicative"),
    }[sourced]
    return format_html(
        '<span class="time{}"><span class="time__hours">{}</span>{}</span>',
        " time--indicative" if word else "",
        format_time_range(start, end),
        f" {word}" if word else "",
    )
