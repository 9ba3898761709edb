"""The agenda for a terminal: `?format=txt`, with the same filters as the page."""

from collections.abc import Callable, Iterator, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext

from agenda import text
from agenda.filters import Selection
from agenda.programme import Day, Session
from agenda.views.public import Reading
from summit.links import absolute_url

PLAIN = "text/plain; charset=utf-8"


def render_text(
    reading: Reading,
    days: Sequence[Day],
    selection: Selection,
    address: str,
    *,
    pick: Callable[[Day], list[Session]],
) -> HttpResponse:
    """Those of `days` that hold a session; `pick` names the sessions that a day shows.

    `address` is the page of the same.
    """
    lines = list(_lines(reading, days, selection, pick))
    foot = text.write_foot(reading.programme, absolute_url(f"{address}{selection.list_query}"))
    return HttpResponse("\n".join([*lines, *foot, ""]), content_type=PLAIN)


def _lines(
    reading: Reading,
    days: Sequence[Day],
    selection: Selection,
    pick: Callable[[Day], list[Session]],
) -> Iterator[str]:
    yield from text.wrap(str(reading.edition.name))
    yield ""
    if selection.dropped:
        yield from text.wrap(
            gettext("The address holds a filter that this agenda does not know; the others apply.")
        )
        yield ""
    found = [(day, pick(day)) for day in days]
    for day, shown in found:
        if shown:
            yield from text.write_day(day, shown)
    if not any(shown for _day, shown in found):
        yield from text.wrap(gettext("No session matches these filters."))
        yield ""
