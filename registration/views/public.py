"""Pages and fragments that hold nothing personal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from registration.models import Way
from registration.services.availability import availability
from summit.edition import clock


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The live places, for `data-live-url`."""
    context = {"ways": availability(clock.now())}
    response = render(request, "registration/_places.html", context)
    add_never_cache_headers(response)
    return response


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Where an online invitation leads: when the stream opens, and where the personal link is."""
    now = clock.now()
    online = next((way for way in availability(now) if way.way == Way.ONLINE), None)
    context = {
        "place": online,
        "is_over": online is not None and online.quota.ends_at <= now,
        "is_on": online is not None and online.quota.starts_at <= now < online.quota.ends_at,
    }
    return render(request, "registration/join.html", context)
