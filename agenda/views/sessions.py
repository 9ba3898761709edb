"""One session, and its calendar file."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from agenda import timetable
from agenda.admission import admission_to
from agenda.calendars import has_calendar, session_entries
from agenda.gone import find_gone, withdrawn_session
from agenda.models import Participation, PartOfDay, Relation
from agenda.programme import Session
from agenda.views.files import Answer, PublicFile, public_file
from agenda.views.lost import ways_on
from agenda.views.public import Reading, public_page
from summit import ics
from summit.design.dates import format_day
from summit.links import absolute_url

SAME_TIME_SHOWN = 8
LATER_SHOWN = 4


@public_page
def show_session(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    programme = reading.programme
    session = programme.sessions_by_url_slug.get(slug)
    if session is None:
        if known := programme.sessions_by_url_slug.get(slug.lower()):
            return redirect(known, permanent=True)
        return _no_such_session(request, reading, slug)
    meanwhile = timetable.at_the_same_time(programme, session)
    previous, following = timetable.neighbours(programme, session)
    context = {
        "programme": programme,
        "session": session,
        "admission": admission_to(session),
        "part_of_day": PartOfDay(session.part_of_day).label if session.part_of_day else "",
        "relation": Relation(session.relation).label,
        "day_name": capfirst(format_day(session.day, "l j F")),
        "canonical": absolute_url(session.get_absolute_url()),
        "meanwhile": meanwhile[:SAME_TIME_SHOWN],
        "meanwhile_more": max(0, len(meanwhile) - SAME_TIME_SHOWN),
        "meanwhile_unsure": not all(
            one.hours_confirmed for one in [session, *meanwhile[:SAME_TIME_SHOWN]]
        ),
        "later": timetable.same_theme_later(programme, session, shown=LATER_SHOWN),
        "previous": previous,
        "following": following,
        "has_calendar": has_calendar(session),
        "day": session.day,
        "is_over": is_over(session, reading),
        "is_broadcast": _is_broadcast(session),
        "way": "online" if session.participation == Participation.ONLINE else "",
        "window": reading.edition.registration_window_at(reading.now),
    }
    return render(request, "agenda/session.html", context)


def _is_broadcast(session: Session) -> bool:
    """Whether those who register here follow it live, and may watch it again."""
    return (
        session.participation in {Participation.ONLINE, Participation.BOTH}
        and admission_to(session).is_ours
        and not session.is_cancelled
    )


def is_over(session: Session, reading: Reading) -> bool:
    """Its last day is: a page may say so until the next midnight and hold for all that long."""
    return max(session.dates()) < reading.today


@public_file
def session_calendar(request: HttpRequest, reading: Reading, slug: str) -> Answer:
    """The entry as a download: no METHOD, so that nobody is asked to answer.

    One that was withdrawn is cancelled until it is past: calendars that took it strike it out.
    """
    session = reading.programme.sessions_by_url_slug.get(slug)
    if session is None:
        # Not kept: what it answers moves with the hour, and a file's validators do not.
        withdrawn = withdrawn_session(reading.programme, slug)
        if withdrawn and has_calendar(withdrawn) and _is_to_come(withdrawn, reading.now):
            return _file_of(withdrawn).to_response()
    if session is None or not has_calendar(session):
        return _no_such_session(request, reading, slug)
    return _file_of(session)


def _is_to_come(session: Session, now: dt.datetime) -> bool:
    _start, end = session.span_on(max(session.dates()))
    return end > now


def _file_of(session: Session) -> PublicFile:
    return PublicFile(
        build=lambda: ics.download(session_entries(session)),
        content_type="text/calendar; charset=utf-8",
        filename=f"{session.url_slug}.ics",
        to_import=True,
    )


def _no_such_session(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """410 for one that an earlier release held, 404 for a mistyped address."""
    programme = reading.programme
    block = programme.sessions_by_url_slug.get(slug)
    gone = None if block else find_gone(programme, "session", slug)
    context = {**ways_on(programme, slug), "without_calendar": block, "gone": gone}
    if block:
        context["closest"] = [block]
    status = 410 if gone else 404
    return render(request, "agenda/session_not_found.html", context, status=status)
