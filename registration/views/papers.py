"""Papers to keep or to print: the ticket and the letter for a visa, drawn when asked for."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from registration.models import LinkPurpose, Place, Registration, Rules
from registration.papers.letter import draw_letter, has_drawable_name
from registration.papers.ticket import draw_ticket
from registration.views.personal import personal, personal_paths
from registration.views.standing import standing_of
from summit.edition import clock
from summit.edition.models import Edition


@require_safe
@personal(LinkPurpose.TICKET, LinkPurpose.MANAGE)
def ticket_pdf(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The ticket as a file, of a confirmed place in person only."""
    now = clock.now()
    place = place_in_person(registration, now)
    if place is None:
        context = {"paths": personal_paths(registration)}
        return render(request, "registration/no_ticket.html", context, status=404)
    content = draw_ticket(registration, place, edition=Edition.objects.seen(), now=now)
    return pdf_response(content, name=pgettext("file name", "ticket"))


@require_safe
@personal(LinkPurpose.MANAGE)
def letter(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The support letter, while organisers give letters and the day is not over."""
    now, rules = clock.now(), Rules.objects.seen()
    place = place_in_person(registration, now)
    if place is None or not gives_letter(rules, place, now) or not has_drawable_name(registration):
        context = {
            "registration": registration,
            "rules": rules,
            "in_person": place is not None,
            "is_over": place is not None and place.quota.ends_at <= now,
            "paths": personal_paths(registration),
        }
        return render(request, "registration/no_letter.html", context, status=404)
    edition = Edition.objects.seen()
    content = draw_letter(registration, place, rules=rules, edition=edition, now=now)
    return pdf_response(content, name=pgettext("file name", "support-letter"))


def place_in_person(registration: Registration, now: dt.datetime) -> Place | None:
    standing = standing_of(registration, now)
    return standing.confirmed if standing.in_person and not registration.is_cancelled else None


def gives_letter(rules: Rules, place: Place | None, now: dt.datetime) -> bool:
    return bool(place and rules.letters_allowed and now < place.quota.ends_at)


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
