from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agenda.programme import Session
from agenda.views.public import Reading, public_page


@public_page
def speaker_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Everyone named in a session, with where they speak and nothing else."""
    sessions: defaultdict[str, list[tuple[Session, str]]] = defaultdict(list)
    for session in sorted(reading.programme.sessions, key=lambda one: one.starts_at):
        for appearance in session.appearances:
            sessions[appearance.speaker.slug].append((session, appearance.role))
    speakers = [
        (speaker, sessions[speaker.slug])
        for speaker in reading.programme.speakers
        if speaker.slug in sessions
    ]
    return render(request, "agenda/speaker_list.html", {"speakers": speakers})
