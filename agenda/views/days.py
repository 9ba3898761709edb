"""The agenda: one day a page, and the whole week on one."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language

from agenda import timetable
from agenda.filters import MAX_TEXT, TextTooLong, labels_of, read_selection, wants_text
from agenda.listing import Listing
from agenda.programme import Day
from agenda.rows import draw_slots, rows_of
from agenda.views.grid import render_grid
from agenda.views.lost import ways_on
from agenda.views.public import Reading, public_page
from agenda.views.text import no_such_day, refuse_text, render_text
from summit.links import absolute_url

# Names the day that was asked for, on the page of the nearest one.
ASKED = "asked"


@public_page
def day_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The agenda opens on today during the event, on the first day otherwise.

    A search without a day is one of the whole week, and so is the agenda as plain text.
    """
    day = timetable.opening_day(reading.programme, reading.today)
    if day is None:
        return render(request, "agenda/empty.html")
    is_of_week = request.GET.get("q", "").strip() or wants_text(request.GET)
    return _render_listing(request, reading, None if is_of_week else day)


@public_page
def show_week(request: HttpRequest, reading: Reading) -> HttpResponse:
    if not reading.programme.days:
        return render(request, "agenda/empty.html")
    return _render_listing(request, reading, None)


@public_page
def show_day(request: HttpRequest, reading: Reading, date: str) -> HttpResponse:
    programme = reading.programme
    wanted = read_date(date)
    if wanted is None:
        return _no_such_day(request, reading, date)
    day = programme.days_by_date.get(wanted)
    if day is None:
        return _go_to_nearest_day(request, reading, wanted)
    if date != day.date.isoformat():
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{day.get_absolute_url()}?{query}".rstrip("?"))
    return _render_listing(request, reading, day)


def read_date(text: str) -> dt.date | None:
    """The date that an address names, in whichever of the usual ways it is written."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _render_listing(request: HttpRequest, reading: Reading, day: Day | None) -> HttpResponse:
    programme = reading.programme
    try:
        selection = read_selection(request.GET, labels_of(programme))
    except TextTooLong as refusal:
        if wants_text(request.GET):
            return refuse_text(refusal)
        context = {"text": refusal.text, "limit": MAX_TEXT}
        return render(request, "agenda/search_too_long.html", context, status=400)
    listing = Listing(
        programme, selection, day=day, today=reading.today, language=get_language() or ""
    )
    asked = _asked(request, programme.days_by_date)
    if wants_text(request.GET):
        return render_text(reading, listing, asked=asked)
    context = {
        "listing": listing,
        "day": day,
        "programme": programme,
        "tabs": listing.tabs,
        "facets": listing.facets,
        "chips": listing.chips,
        "selection": selection,
        "total": listing.total,
        "shown": len(listing.shown),
        "limit": MAX_TEXT,
        "asked": asked,
        "canonical": absolute_url(listing.url),
    }
    if day and listing.is_grid:
        return render_grid(request, day, listing.shown, context)
    context |= _draw(listing)
    return render(request, "agenda/day.html" if day else "agenda/week.html", context)


def _draw(listing: Listing) -> dict[str, Any]:
    """`rows` of the day, or (part, rows) of each day of the week.

    Drawn here and not from within the templates, which stand many calls deep: there, the
    interpreter may give back and take anew a piece of its stack with each call.
    """
    rows, found = rows_of(listing.programme), listing.found
    if listing.day:
        return {"rows": draw_slots(listing.slots, rows, found, over=listing.is_over)}
    parts = [
        (part, draw_slots(part.slots, rows, found, over=part.is_over)) for part in listing.parts
    ]
    return {"parts": parts}


def _asked(request: HttpRequest, days: dict[dt.date, Day]) -> dt.date | None:
    """The day without sessions that somebody was led away from."""
    asked = read_date(request.GET.get(ASKED, "")[:10])
    return asked if asked and asked not in days else None


def _go_to_nearest_day(request: HttpRequest, reading: Reading, wanted: dt.date) -> HttpResponse:
    nearest = timetable.nearest_day(reading.programme, wanted)
    if nearest is None:
        return _no_such_day(request, reading, wanted.isoformat())
    query = request.GET.copy()
    query[ASKED] = wanted.isoformat()
    return redirect(f"{nearest.get_absolute_url()}?{query.urlencode()}")


def _no_such_day(request: HttpRequest, reading: Reading, address: str) -> HttpResponse:
    programme = reading.programme
    if wants_text(request.GET):
        return no_such_day(programme)
    nearest = timetable.nearest_day(programme, reading.today)
    context = {"nearest": nearest, **ways_on(programme, address)}
    return render(request, "agenda/day_not_found.html", context, status=404)
