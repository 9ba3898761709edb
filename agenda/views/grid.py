"""A day as a time grid: the same page as the list, with the same filters and counts."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agenda.grid_layout import lay_out
from agenda.programme import Day, Session

# More lanes than this do not fit in 1280 px: the grid then scrolls in a frame of its own.
LANES_THAT_FIT = 8


def render_grid(
    request: HttpRequest, day: Day, shown: Iterable[Session], context: dict[str, Any]
) -> HttpResponse:
    """`context` is what the list of `day` would be rendered with."""
    grid = lay_out(day.date, shown)
    extra = {"grid": grid, "grid_scrolls": grid.lanes > LANES_THAT_FIT}
    return render(request, "agenda/grid.html", context | extra)
