"""The agenda for a terminal: `?format=txt`, with the same filters as the page."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext

from agenda import text
from agenda.filters import MAX_TEXT, TextTooLong
from agenda.listing import Listing
from agenda.programme import Programme
from agenda.views.public import Reading
from summit.design.dates import format_day

PLAIN = "text/plain; charset=utf-8"


def render_text(reading: Reading, listing: Listing, *, asked: dt.date | None) -> HttpResponse:
    """What is left of the day of `listing`, or of each day of the week.

    `asked` is the day without sessions that somebody was led away from.
    """
    lines = [*text.wrap(str(reading.edition.name)), "", *_notices(listing, asked)]
    days = [listing.day] if listing.day else listing.programme.days
    found = [(day, listing.sessions_of(day)) for day in days]
    for day, shown in found:
        if shown:
            lines += text.write_day(day, shown, over=day.date < reading.today)
    if not any(shown for _day, shown in found):
        lines += _nothing(listing)
    page = f"{settings.SITE_URL}{listing.url}{listing.selection.plain_query}"
    return _answer([*lines, *text.write_foot(reading.programme, page)])


def refuse_text(refusal: TextTooLong) -> HttpResponse:
    words = ngettext(
        "A search may hold %(count)s character. Here is its beginning; keep the words that matter.",
        "A search may hold %(count)s characters."
        " Here is its beginning; keep the words that matter.",
        MAX_TEXT,
    )
    return _answer([*text.wrap(words % {"count": MAX_TEXT}), "", *text.wrap(refusal.text)], 400)


def no_such_day(programme: Programme) -> HttpResponse:
    lines = text.wrap(gettext("This address names no day of the event."))
    return _answer([*lines, "", *text.write_days(programme.days, settings.SITE_URL)], 404)


def _answer(lines: Iterable[str], status: int = 200) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type=PLAIN, status=status)


def _notices(listing: Listing, asked: dt.date | None) -> Iterator[str]:
    for notice in _said_first(listing, asked):
        yield from text.wrap(notice)
        yield ""


def _said_first(listing: Listing, asked: dt.date | None) -> Iterator[str]:
    """As agenda/_notices.html says it above the list."""
    if asked:
        date = format_day(asked, "j F Y")
        yield gettext("Nothing takes place on %(date)s.") % {"date": date}
        yield gettext("Here is the nearest day of the event.")
    if listing.selection.dropped:
        yield gettext(
            "The address holds a filter that this agenda does not know; the others apply."
        )
    if listing.shown and (guessed := listing.found.guessed):
        words = {"text": ", ".join(guessed)}
        yield gettext("No session holds “%(text)s” as it is spelt.") % words
    elif listing.shown and listing.found.language:
        in_english = listing.found.language == "en"
        yield (
            gettext("Found in the English texts.")
            if in_english
            else gettext("Found in the French texts.")
        )


def _nothing(listing: Listing) -> Iterator[str]:
    """What to do where nothing is left, as agenda/_no_results.html says it."""
    searched = listing.selection.text
    if not searched:
        yield from text.wrap(gettext("No session matches these filters."))
        yield ""
        return
    yield from text.wrap(gettext("No session found for “%(text)s”.") % {"text": searched})
    if count := listing.in_week if listing.day else 0:
        words = ngettext(
            "%(count)s session in the whole week", "%(count)s sessions in the whole week", count
        )
        yield from text.wrap(words % {"count": count})
    if count := listing.without_filters:
        words = ngettext(
            "%(count)s session without the filters", "%(count)s sessions without the filters", count
        )
        yield from text.wrap(words % {"count": count})
    near = listing.suggestion
    if near and near.query:
        yield from text.wrap(gettext("Did you mean “%(text)s”?") % {"text": near.query})
    if near and near.sessions:
        yield ""
        yield gettext("Sessions that come near")
        yield from text.write_sessions(near.sessions, settings.SITE_URL)
    yield ""
