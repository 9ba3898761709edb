"""A session as one row of a list: the pieces that every list has in common, drawn once."""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, Template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.programme import Programme, Session, Speaker
from agenda.search import Found
from agenda.templatetags.access import access_badges
from agenda.templatetags.now import hours_of
from agenda.words import excerpt, holds, mark
from summit.design.dates import format_time_range
from summit.design.templatetags.design import theme_mark
from summit.design.typography import set_spaces

register = template.Library()

ROW = "agenda/_session_row.html"
PEOPLE_SHOWN = 3
# “Station F”, “Hall A”: the letter is not left to the next line.
LONE_LETTER = re.compile(r" (?=[A-Z]\b)")
NOTHING = Found()


@register.simple_tag
def session_time(session: Session) -> SafeString:
    """The hours of `session`, with the word for whatever part of them is not sourced."""
    return _draw_time(
        session.starts_at,
        session.ends_at,
        (session.time_confirmed, session.end_confirmed),
        get_language() or "",
    )


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


@register.simple_tag
def session_place(session: Session) -> str:
    """Where `session` is, in words; never the name of a placeholder."""
    if session.venue.to_be_confirmed:
        return _("venue to be confirmed")
    language = get_language() or ""
    names = [session.venue.name, session.room.name] if session.room else [session.venue.name]
    return LONE_LETTER.sub("\u00a0", ", ".join(set_spaces(str(name), language) for name in names))


@dataclass(frozen=True, slots=True)
class Row:
    """A session as its row prints it: escaped, and with the words marked that were searched for.

    All of it is made here rather than by tags, since a day may have a thousand rows.
    """

    url: str
    title: SafeString
    hours: SafeString
    time: SafeString
    place: SafeString
    format: SafeString
    marks: SafeString
    access: SafeString
    people: tuple[SafeString, ...] = ()
    excerpt: SafeString | str = ""


@register.simple_tag(takes_context=True)
def session_rows(context: Context, sessions: Iterable[Session], *, compact: bool = False) -> str:
    """{% session_rows slot.sessions compact=slot.all_day %}: a row each, as list items.

    Words found by the page's `listing` are marked. A row without marks is the same on every
    page in a language, so it is kept with the release.
    """
    listing = context.get("listing")
    found = listing.found if listing else NOTHING
    known = {} if found or not listing else _rows_of(listing.programme)
    language, drawn = get_language() or "", []
    for session in sessions:
        key = (session.url_slug, language, compact)
        row = known.get(key)
        if row is None:
            row = known[key] = _draw(context, session, found, compact=compact)
        drawn.append(row)
    return mark_safe("".join(drawn))  # noqa: S308 - rendered by a template


def _draw(context: Context, session: Session, found: Found, *, compact: bool) -> str:
    engine: Any = context.template.engine  # type: ignore[union-attr]
    template: Template = engine.get_template(ROW)
    with context.push(session=session, compact=compact, row=row_of(session, found)):
        return template.render(context)


_kept: tuple[Programme | None, dict[tuple[str, str, bool], str]] = (None, {})


def _rows_of(programme: Programme) -> dict[tuple[str, str, bool], str]:
    """Rows drawn from this programme; none are kept while templates are being written."""
    global _kept  # noqa: PLW0603
    if settings.DEBUG:
        return {}
    if _kept[0] is not programme:
        _kept = (programme, {})
    return _kept[1]


def row_of(session: Session, found: Found) -> Row:
    language = get_language() or ""
    title, kind = (set_spaces(str(text), language) for text in (session.title, session.format.name))
    place = session_place(session)
    common: dict[str, Any] = {
        "url": session.get_absolute_url(),
        "hours": hours_of(session),
        "time": session_time(session),
        "marks": SafeString("".join(theme_mark(theme) for theme in session.themes)),
        "access": access_badges(session),
    }
    if not found:
        return Row(title=escape(title), place=escape(place), format=escape(kind), **common)
    words = found.words
    people = [one.speaker for one in session.appearances if _is_found(one.speaker, words)]
    seen = [title, place, kind, *(text for one in people for text in _texts_of(one))]
    is_plain = all(any(holds(text, term) for text in seen) for term in found.terms)
    summary = set_spaces(str(session.summary), language)
    return Row(
        title=mark(title, words),
        place=mark(place, words),
        format=mark(kind, words),
        people=tuple(mark(", ".join(_texts_of(one)), words) for one in people[:PEOPLE_SHOWN]),
        excerpt="" if is_plain else mark(excerpt(summary, words), words),
        **common,
    )


def _is_found(speaker: Speaker, words: Collection[str]) -> bool:
    return any(holds(text, words) for text in _texts_of(speaker))


def _texts_of(speaker: Speaker) -> list[str]:
    texts = (speaker.name, speaker.function, speaker.organisation)
    return [set_spaces(str(text), get_language() or "") for text in texts if text]
