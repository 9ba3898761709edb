"""The personal page to watch from: waiting room, broadcast, replay.

The address of the stream stands on it only while it is open, and attendance is noted by a press:
programs that open every link of a mail are no audience. The signed address proves the right to
press, so the forms carry no token.
"""

import datetime as dt
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registration.models import LinkPurpose, Place, Registration
from registration.services.joining import Room, Screen, note_attendance, screen_of
from registration.views.personal import personal, personal_path, personal_paths
from registration.views.standing import standing_of
from summit.edition import clock

OPEN = (Room.LIVE, Room.REPLAY)


@csrf_exempt
@csp_update({"media-src": [SELF]})  # a film of our own plays in the page
@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.JOIN, LinkPurpose.MANAGE, posts=True)
def join_personal(request: HttpRequest, registration: Registration) -> HttpResponse:
    """GET shows how things stand (`?part=room` only the part that changes), POST comes in."""
    now = clock.now()
    standing = standing_of(registration, now)
    if registration.is_cancelled or standing.confirmed is None or not standing.online:
        context = {"standing": standing, "paths": personal_paths(registration)}
        return render(request, "registration/not_online.html", context, status=404)
    screen = screen_of(standing.confirmed.quota, now=now)
    if request.method == "POST":
        return _come_in(request, registration, screen, now)
    context = _facts(request, registration, standing.confirmed, screen, now)
    is_part = request.GET.get("part") == "room"
    return render(request, f"registration/{'_room' if is_part else 'join_personal'}.html", context)


def _come_in(
    request: HttpRequest, registration: Registration, screen: Screen, now: dt.datetime
) -> HttpResponse:
    """Notes the attendance; a page that is being watched says so again and gets no page back."""
    if screen.room in OPEN and screen.address:
        note_attendance(registration=registration, kind=screen.kind, at=now)
    if request.POST.get("still"):
        return HttpResponse(status=204)
    return redirect(f"{_path(registration)}?watch=1")


def _facts(
    request: HttpRequest,
    registration: Registration,
    place: Place,
    screen: Screen,
    now: dt.datetime,
) -> dict[str, Any]:
    return {
        "registration": registration,
        "quota": place.quota,
        "screen": screen,
        "left": screen.opens_at - now,
        "is_watching": request.GET.get("watch") == "1" and bool(screen.address),
        "paths": personal_paths(registration),
    }


def _path(registration: Registration) -> str:
    return personal_path(registration, "join_personal", LinkPurpose.JOIN)
