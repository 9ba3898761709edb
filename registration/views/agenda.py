"""What an account adds to one's own agenda: its registrations and the seats that they hold."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agenda.services.current import current_programme
from registration.models import LinkPurpose, Registration
from registration.views.personal import keep_private, personal_path
from registration.views.space import registrations_of
from registration.views.standing import standing_of
from registration.views.timeline import Line, draw_timeline, read_bookings
from summit.edition import clock


@require_safe
def my_agenda(request: HttpRequest) -> HttpResponse:
    """A fragment for the page agenda:my_agenda; empty for who is not signed in."""
    if not request.user.is_authenticated:
        return keep_private(HttpResponse(""), posts=True)
    now, programme = clock.now(), current_programme()
    cards: list[dict[str, object]] = []
    lines: list[tuple[Registration, Line]] = []
    for registration in registrations_of(request.user).with_places():
        standing = standing_of(registration, now)
        if registration.is_cancelled or standing.holds_nothing:
            continue
        cards.append(
            {
                "registration": registration,
                "confirmed": standing.confirmed,
                "in_person": standing.in_person,
                "page": personal_path(registration, "my_registration"),
                "calendar": personal_path(registration, "calendar"),
                "ticket": personal_path(registration, "ticket", LinkPurpose.TICKET)
                if standing.in_person
                else "",
            }
        )
        held = draw_timeline(read_bookings(registration), programme, now)
        lines += [(registration, line) for line in held]
    context = {"cards": cards, "lines": lines}
    response = render(request, "registration/_agenda_of_mine.html", context)
    return keep_private(response, posts=True)
