"""My registration: what the mailed link opens. GET and HEAD never change anything."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agenda.services.current import current_programme
from registration.exceptions import RegistrationCancelled
from registration.forms import CorrectionForm
from registration.invites import download_calendar
from registration.models import LinkPurpose, Registration, Rules
from registration.services.availability import queue_position
from registration.services.changing import cancel_registration, correct_registration
from registration.services.joining import screen_of
from registration.services.replacing import may_replace
from registration.tickets import ticket_svg
from registration.views.notices import done_notice
from registration.views.papers import gives_letter, place_in_person
from registration.views.personal import personal, personal_paths
from registration.views.standing import standing_of
from registration.views.timeline import draw_timeline, read_bookings
from summit.edition import clock


@require_safe
@personal(LinkPurpose.MANAGE)
def my_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    if registration.is_cancelled:
        context = {
            "just_cancelled": request.GET.get("done") == "cancelled",
            "paths": personal_paths(registration),
        }
        return render(request, "registration/cancelled.html", context)
    now = clock.now()
    standing = standing_of(registration, now)
    context = {
        **facts(registration, now),
        **day_of(registration, now),
        "room": screen_of(standing.confirmed.quota, now=now).room
        if standing.confirmed and standing.online
        else "",
        "gives_letter": shows_letter(registration, now),
        "notice": done_notice(request),
        "over": standing.is_over_at(now),
        "may_replace": may_replace(registration, now),
    }
    return render(request, "registration/my_registration.html", context)


@require_safe
@personal(LinkPurpose.TICKET, LinkPurpose.MANAGE)
def ticket(request: HttpRequest, registration: Registration) -> HttpResponse:
    context = facts(registration, clock.now())
    if not context["qr"]:
        return render(request, "registration/no_ticket.html", context, status=404)
    return render(request, "registration/ticket.html", context)


@require_safe
@personal(LinkPurpose.MANAGE)
def calendar_file(request: HttpRequest, registration: Registration) -> HttpResponse:
    content = download_calendar(registration)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="business-day.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def correct_details(request: HttpRequest, registration: Registration) -> HttpResponse:
    paths = personal_paths(registration)
    if registration.is_cancelled:
        return redirect(paths["my_registration"])
    if request.method != "POST":
        return show_details(request, registration, CorrectionForm(initial=initial(registration)))
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return show_details(request, registration, form)
    try:
        save_details(registration, form)
    except RegistrationCancelled:
        return redirect(paths["my_registration"])
    return redirect(f"{paths['my_registration']}?done=details")


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    paths = personal_paths(registration)
    if registration.is_cancelled:
        return redirect(paths["my_registration"])
    if request.method != "POST":
        now = clock.now()
        if standing_of(registration, now).is_over_at(now):
            return redirect(paths["my_registration"])
        context = {**facts(registration, now), **day_of(registration, now)}
        return render(request, "registration/cancel.html", context)
    cancel_registration(registration_id=registration.pk, now=clock.now(), by="self")
    return redirect(f"{paths['my_registration']}?done=cancelled")


def facts(registration: Registration, now: dt.datetime) -> dict[str, Any]:
    """What the personal pages show; the QR code only of a confirmed place in person."""
    standing = standing_of(registration, now)
    shows_ticket = standing.in_person and not registration.is_cancelled
    return {
        "registration": registration,
        "standing": standing,
        "confirmed": standing.confirmed,
        "waiting": standing.waiting,
        "position": queue_position(standing.queued) if standing.queued else None,
        "in_person": standing.in_person,
        "qr": ticket_svg(registration.ticket_code, _("QR code of your ticket"))
        if shows_ticket
        else "",
        "paths": personal_paths(registration),
    }


def day_of(registration: Registration, now: dt.datetime) -> dict[str, Any]:
    """The seats that one holds or waits for, and until when what is on offer stands."""
    lines = draw_timeline(read_bookings(registration), current_programme(), now)
    return {"lines": lines, "seat_offers": [line for line in lines if line.is_open_offer]}


def shows_letter(registration: Registration, now: dt.datetime) -> bool:
    place = place_in_person(registration, now)
    return place is not None and gives_letter(Rules.objects.seen(), place, now)


def initial(registration: Registration) -> dict[str, Any]:
    names = (
        "first_name",
        "last_name",
        "organisation",
        "role",
        "language",
        "access_needs",
        "access_note",
    )
    told = bool(registration.access_needs or registration.access_note)
    return {**{name: getattr(registration, name) for name in names}, "access_consent": told}


def show_details(
    request: HttpRequest, registration: Registration, form: CorrectionForm
) -> HttpResponse:
    context = {
        "form": form,
        "registration": registration,
        "paths": personal_paths(registration),
    }
    return render(request, "registration/correct_details.html", context)


def save_details(registration: Registration, form: CorrectionForm) -> None:
    data = form.cleaned_data
    correct_registration(
        registration_id=registration.pk,
        first_name=data["first_name"],
        last_name=data["last_name"],
        organisation=data["organisation"],
        role=data["role"],
        language=data["language"],
        access_needs=tuple(data["access_needs"]),
        access_note=data["access_note"],
        access_consent_text=form.consent_text(),
        now=clock.now(),
        by="self",
    )
