from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
