from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format

from agenda import timetable
from agenda.nearest import nearest
from agenda.programme import Programme, Session, Speaker
from agenda.views.lost import search_for
from agenda.views.public import Reading, public_page
from summit.links import absolute_url


@public_page
def speaker_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Everyone named in a session, with where they speak and nothing else."""
    sessions: defaultdict[str, list[tuple[Session, str]]] = defaultdict(list)
    for session in sorted(reading.programme.sessions, key=lambda one: one.starts_at):
        for appearance in session.appearances:
            sessions[appearance.speaker.slug].append((session, appearance.role))
    speakers = [
        (speaker, sessions[speaker.slug]) for speaker in reading.programme.speakers_by_slug.values()
    ]
    return render(request, "agenda/speaker_list.html", {"speakers": speakers})


@public_page
def show_speaker(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """Someone named in a session: the function they held then, and where to hear them."""
    programme = reading.programme
    speaker = programme.speakers_by_slug.get(slug)
    if speaker is None:
        if known := programme.speakers_by_slug.get(slug.lower()):
            return redirect(known, permanent=True)
        offer = {**search_for(slug), "closest": closest_speakers(programme, slug)}
        return render(request, "agenda/speaker_not_found.html", offer, status=404)
    sessions = programme.sessions_by_speaker[speaker.slug]
    context = {
        "speaker": speaker,
        "canonical": absolute_url(speaker.get_absolute_url()),
        "month": date_format(programme.days[0].date, "F Y"),
        "days": [
            (day.date, [(session, _role_in(session, speaker)) for session in day.sessions])
            for day in timetable.by_day(programme, sessions)
        ],
    }
    return render(request, "agenda/speaker.html", context)


def closest_speakers(programme: Programme, slug: str) -> list[Speaker]:
    """Up to three people whose address or name looks like a mistyped one."""
    return nearest(
        slug,
        (
            (text, speaker)
            for speaker in programme.speakers_by_slug.values()
            for text in (speaker.slug, speaker.name)
        ),
    )


def _role_in(session: Session, speaker: Speaker) -> str:
    return next(one.role for one in session.appearances if one.speaker.slug == speaker.slug)
