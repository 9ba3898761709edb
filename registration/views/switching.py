"""In person instead of online, or the other way round: first what changes, then a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agenda.services.current import current_programme
from registration.exceptions import (
    PlacesRanOut,
    RegistrationCancelled,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.models import LinkPurpose, Place, Registration, Way
from registration.services.availability import WayAvailability, availability
from registration.services.changing import move_way
from registration.views.personal import personal, personal_path, personal_paths
from registration.views.standing import Standing, standing_of
from registration.views.timeline import draw_timeline, read_bookings
from summit.edition import clock


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def switch(request: HttpRequest, registration: Registration) -> HttpResponse:
    way = request.POST.get("way", "")
    if registration.is_cancelled:
        return redirect(personal_path(registration, "my_registration"))
    if request.method != "POST" or way not in Way.values:
        return show_choice(request, registration)
    return move(request, registration, way)


def move(request: HttpRequest, registration: Registration, way: str) -> HttpResponse:
    page = personal_path(registration, "my_registration")
    try:
        # Whoever was told that the day is full asked for the waiting list, nobody else.
        outcome = move_way(
            registration_id=registration.pk,
            way=way,
            now=clock.now(),
            by="self",
            wait=bool(request.POST.get("told_full")),
        )
    except RegistrationCancelled:
        return redirect(page)
    except (RegistrationClosed, RegistrationNotOpen):
        return redirect(f"{page}?done=too_late")
    except PlacesRanOut:
        return show_choice(request, registration, ran_out=way)
    if outcome.pending and outcome.way != way:
        return redirect(f"{page}?done=asked")
    waits = outcome.waiting and way == Way.IN_PERSON
    if waits and Place.objects.offered().filter(registration=registration).exists():
        return redirect(personal_path(registration, "offer"))
    return redirect(f"{page}?done={'waiting' if waits else way}")


def show_choice(
    request: HttpRequest, registration: Registration, *, ran_out: str = ""
) -> HttpResponse:
    now = clock.now()
    standing = standing_of(registration, now)
    if standing.is_over_at(now):
        return redirect(personal_path(registration, "my_registration"))
    choices = [place for place in availability(now) if is_a_change(place, standing)]
    lines = draw_timeline(read_bookings(registration), current_programme(), now)
    context = {
        "registration": registration,
        "standing": standing,
        "choices": choices,
        "lines": lines,
        "ran_out": ran_out,
        "paths": personal_paths(registration),
    }
    status = 409 if ran_out else 200
    return render(request, "registration/switch.html", context, status=status)


def is_a_change(place: WayAvailability, standing: Standing) -> bool:
    """The ways that one does not have yet; who waits for one leaves the list on its own page."""
    has_it = standing.confirmed is not None and standing.confirmed.quota_id == place.quota.pk
    waits = standing.waiting or standing.pending
    return not has_it and not (waits and waits.quota_id == place.quota.pk)
