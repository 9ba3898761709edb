"""The agenda, one day a page."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_date

from agenda import filters, timetable
from agenda.programme import Day, Term
from agenda.views.grid import render_grid
from agenda.views.public import Reading, public_page
from agenda.views.text import render_text
from summit.links import absolute_url

# What is held beside the programme does not name a day.
BESIDE = "evenement-parallele"


@dataclass(frozen=True, slots=True)
class DayTab:
    day: Day
    count: int
    query: str
    is_shown: bool
    is_today: bool

    @property
    def tracks(self) -> list[Term]:
        """What the day is about, in a word or two."""
        return [track for track in self.day.tracks if track.slug != BESIDE]


@public_page
def day_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The agenda opens on today during the event, on the first day otherwise."""
    day = timetable.opening_day(reading.programme, reading.today)
    if day is None:
        return render(request, "agenda/empty.html")
    if request.GET.get("format") == filters.TEXT:
        programme = reading.programme
        selection = filters.read_selection(request.GET, filters.labels_of(programme))
        return render_text(reading, programme.days, selection, request.path)
    return _render_day(request, reading, day)


@public_page
def show_day(request: HttpRequest, reading: Reading, date: str) -> HttpResponse:
    wanted = _parse(date)
    day = reading.programme.days_by_date.get(wanted) if wanted else None
    if day is None:
        return _no_such_day(request, reading, wanted)
    if date != day.date.isoformat():
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{day.get_absolute_url()}?{query}".rstrip("?"))
    return _render_day(request, reading, day)


def _parse(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _render_day(request: HttpRequest, reading: Reading, day: Day) -> HttpResponse:
    programme = reading.programme
    labels = filters.labels_of(programme)
    selection = filters.read_selection(request.GET, labels)
    if request.GET.get("format") == filters.TEXT:
        return render_text(reading, [day], selection, day.get_absolute_url())
    shown = selection.apply(day.sessions)
    context = {
        "day": day,
        "programme": programme,
        "tabs": _tabs(reading, day, selection),
        "facets": filters.count_facets(day.sessions, selection, programme, labels),
        "chips": filters.chips_of(selection, labels),
        "selection": selection,
        "total": len(day.sessions),
        "shown": len(shown),
        "slots": timetable.slots_of(shown),
        "canonical": absolute_url(day.get_absolute_url()),
    }
    if selection.view == filters.GRID:
        return render_grid(request, day, shown, context)
    return render(request, "agenda/day.html", context)


def _tabs(reading: Reading, shown: Day, selection: filters.Selection) -> list[DayTab]:
    return [
        DayTab(
            day=day,
            count=len(day.sessions),
            query=selection.for_day(day.sessions).query_string(),
            is_shown=day.date == shown.date,
            is_today=day.date == reading.today,
        )
        for day in reading.programme.days
    ]


def _no_such_day(request: HttpRequest, reading: Reading, wanted: dt.date | None) -> HttpResponse:
    programme = reading.programme
    nearest = timetable.nearest_day(programme, wanted or reading.today)
    context = {"wanted": wanted, "nearest": nearest, "days": programme.days}
    return render(request, "agenda/day_not_found.html", context, status=404)
