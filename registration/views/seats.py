"""Seats of sessions for everyone: live numbers, and the way to one's own page."""

import operator
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from agenda.programme import Session
from agenda.services.current import current_programme
from registration.forms import LostLinkForm
from registration.services.seats import (
    SeatsAvailability,
    seats_availability,
    seats_elsewhere,
)
from registration.views.personal import keep_private, session_path
from registration.views.space import registrations_of
from summit.edition import clock
from summit.edition.snapshots import Snapshot

_seen: Snapshot[dict[int, SeatsAvailability]] = Snapshot(operator.eq)


@require_safe
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """Fragment: seats of one session as they stand now, the same for everyone."""
    session, now = _bookable(slug), clock.now()
    found = seats_availability(now, [session.id]).get(session.id)
    is_full = found is not None and found.is_open and found.state == "full"
    others = seats_elsewhere(session, now) if is_full else []
    context = {
        "seats": found,
        "elsewhere": [(other, other.get_absolute_url()) for other in others],
    }
    response = render(request, "registration/_session_seats_live.html", context)
    add_never_cache_headers(response)
    return response


@require_safe
def scarce_seats(request: HttpRequest) -> HttpResponse:
    """Fragment: which sessions are full, or nearly, for the lists and grids of the agenda.

    As this process counted a second ago at most: everyone who reads the agenda asks for it.
    """
    found = _seen.get(partial(seats_availability, clock.now()))
    in_order = (one for _session, one in sorted(found.items()))
    scarce = [one for one in in_order if one.is_open and one.state != "open"]
    response = render(request, "registration/_scarce_seats.html", {"scarce": scarce})
    add_never_cache_headers(response)
    return response


@require_safe
def find_seat(request: HttpRequest, slug: str) -> HttpResponse:
    """Where "book a seat" leads: a public page cannot know who asks, so it says how to go on.

    Whoever is signed in and has one registration goes straight to their page.
    """
    session = _bookable(slug)
    mine = list(registrations_of(request.user).live()) if request.user.is_authenticated else []
    if len(mine) == 1:
        return keep_private(redirect(session_path(mine[0], session.url_slug)))
    context = {
        "session": session,
        "seats": seats_availability(clock.now(), [session.id]).get(session.id),
        "form": LostLinkForm(),
    }
    response = render(request, "registration/find_seat.html", context)
    add_never_cache_headers(response)
    return response


def _bookable(slug: str) -> Session:
    session = current_programme().sessions_by_url_slug.get(slug)
    if session is None or not session.booking or session.is_cancelled:
        raise Http404
    return session
