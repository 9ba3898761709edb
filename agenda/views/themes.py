from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agenda import timetable
from agenda.views.public import Reading, public_page


@public_page
def theme_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    programme = reading.programme
    themes = [
        (theme, len(sessions), timetable.by_day(programme, sessions))
        for theme in programme.themes
        for sessions in [programme.sessions_by_theme.get(theme.slug, ())]
    ]
    return render(request, "agenda/theme_list.html", {"themes": themes})


@public_page
def show_theme(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """All themes stand on one page; an address of one alone leads to its place there."""
    theme = reading.programme.themes_by_slug.get(slug.lower())
    if theme is None:
        raise Http404
    return redirect(theme, permanent=True)
