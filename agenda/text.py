"""The agenda as plain text for a terminal: 80 columns, both languages. Pure; no request."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, pgettext

from agenda.filters import ACCESS_LABELS, TEXT, access_of
from agenda.programme import Day, Programme, Session, Theme
from agenda.timetable import Slot, slots_of
from summit.design.dates import format_clock, format_day, format_time_range
from summit.design.themes import find_mark
from summit.design.typography import NARROW, NO_BREAK, set_spaces
from summit.edition import clock

WIDTH = 80
# A mark for what is not sourced, the hours, and two spaces.
HOURS = 21
INDICATIVE = "~"
# Ends a line rather than begin the next.
DOT = f"{NO_BREAK}· "


def write_day(day: Day, shown: Sequence[Session], *, over: bool) -> Iterator[str]:
    """Lines of one day: its head, then `shown` as the list of the site orders them.

    `over`: nobody gets in any more, so that nothing says how.
    """
    title = f"{capfirst(format_day(day.date, 'l j F Y'))}{DOT}{day.title}"
    yield from wrap(title)
    yield "─" * WIDTH
    if note := gettext("This day is over.") if over else str(day.access_note):
        yield from wrap(note)
    yield ""
    if len(shown) < len(day.sessions):
        yield from wrap(
            ngettext(
                "%(shown)s of %(count)s session",
                "%(shown)s of %(count)s sessions",
                len(day.sessions),
            )
            % {"shown": len(shown), "count": len(day.sessions)}
        )
        yield ""
    slots = slots_of(shown)
    for place, slot in enumerate(slots):
        if slot.all_day:
            yield gettext("All day")
        elif place and slots[place - 1].all_day:
            yield gettext("At a set time")
        yield from _write_slot(slot, over=over)


def _write_slot(slot: Slot, *, over: bool) -> Iterator[str]:
    for session in slot.sessions:
        hours = format_time_range(session.starts_at, session.ends_at)
        sure = session.hours_confirmed
        title = str(session.title)
        if session.is_cancelled:
            title = f"[{pgettext('session', 'Cancelled')}] {title}"
        first, *more = wrap(title, WIDTH - HOURS)
        mark = " " if sure else INDICATIVE
        yield pad(f"{mark} {plain(hours)}", HOURS) + first
        for line in [*more, *wrap(_about(session, over=over), WIDTH - HOURS)]:
            yield " " * HOURS + line
        yield ""


def _about(session: Session, *, over: bool) -> str:
    """Where it is, how one gets in unless that is over, and its themes."""
    if session.venue.to_be_confirmed:
        place = gettext("venue to be confirmed")
    else:
        place = ", ".join(str(part) for part in (session.venue, session.room) if part)
    access = "" if over else str(ACCESS_LABELS.get(access_of(session), ""))
    if access and not session.access_confirmed:
        access += f" ({gettext('to be confirmed')})"
    marks = " ".join(find_mark(theme.slug, str(theme.name))[1] for theme in session.themes)
    return DOT.join(part for part in (place, access, marks and f"[{marks}]") if part)


def write_days(days: Iterable[Day], site: str) -> Iterator[str]:
    """The days, each with the address of its own text on `site`."""
    for day in days:
        yield from wrap(f"{capfirst(format_day(day.date, 'l j F Y'))}{DOT}{day.title}")
        yield f"{site}{day.get_absolute_url()}?format={TEXT}"


def write_sessions(sessions: Iterable[Session], site: str) -> Iterator[str]:
    """Titles with their day, and where each is read."""
    for session in sessions:
        yield from wrap(f"{session.title}{DOT}{format_day(session.day, 'j F')}")
        yield f"{site}{session.get_absolute_url()}"


def write_foot(programme: Programme, address: str) -> Iterator[str]:
    """What the signs mean, how old this is and where it comes from."""
    yield "─" * WIDTH
    yield from wrap(f"{INDICATIVE} {gettext('indicative time')}. {gettext('Paris time.')}")
    yield from wrap(DOT.join(_legend(programme.themes)))
    if programme.published_at:
        came_out = clock.as_told(programme.published_at)
        words = gettext("As of release %(number)s of the programme, %(date)s, %(time)s.") % {
            "number": programme.number,
            "date": format_day(came_out, "l j F Y"),
            "time": format_clock(came_out),
        }
        yield from wrap(words)
    yield address


def _legend(themes: Iterable[Theme]) -> Iterator[str]:
    for theme in themes:
        mark = find_mark(theme.slug, str(theme.name))[1]
        yield f"{mark}{NO_BREAK}{str(theme.name).replace(' ', NO_BREAK)}"


def wrap(text: str, width: int = WIDTH) -> list[str]:
    """`text` on lines of at most `width` columns; only a word longer than that sticks out."""
    lines = [""]
    for word in set_spaces(" ".join(text.split(" ")), get_language() or "").split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and columns(plain(longer)) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [plain(line) for line in lines]


def plain(text: str) -> str:
    """Composed, with plain spaces, and without what a terminal would obey."""
    text = unicodedata.normalize("NFC", text.replace(NARROW, " ").replace(NO_BREAK, " "))
    return "".join(one for one in text if unicodedata.category(one) != "Cc")


def pad(text: str, width: int) -> str:
    return text + " " * max(0, width - columns(text))


def columns(text: str) -> int:
    """The width of `text` in a terminal: none for marks on a letter, two for wide characters."""
    return sum(
        0
        if unicodedata.combining(one) or unicodedata.category(one) in {"Cf", "Mn", "Me"}
        else 2
        if unicodedata.east_asian_width(one) in "WF"
        else 1
        for one in text
    )
