"""My registration: what the mailed link opens. GET and HEAD never change anything."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from registration.exceptions import RegistrationCancelled
from registration.forms import CorrectionForm
from registration.invites import download_calendar
from registration.models import LinkPurpose, Registration, Way
from registration.services.availability import queue_position
from registration.services.changing import cancel_registration, correct_registration
from registration.tickets import ticket_svg
from registration.views.personal import personal, personal_paths
from summit.edition import clock

DONE = {"details", "cancelled"}


@require_safe
@personal(LinkPurpose.MANAGE)
def my_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    done = request.GET.get("done", "")
    context = {**facts(registration), "done": done if done in DONE else ""}
    if registration.is_cancelled:
        return render(request, "registration/cancelled.html", context)
    return render(request, "registration/my_registration.html", context)


@require_safe
@personal(LinkPurpose.TICKET, LinkPurpose.MANAGE)
def ticket(request: HttpRequest, registration: Registration) -> HttpResponse:
    context = facts(registration)
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
        return render(request, "registration/cancel.html", facts(registration))
    cancel_registration(registration_id=registration.pk, now=clock.now(), by="self")
    return redirect(f"{paths['my_registration']}?done=cancelled")


def facts(registration: Registration) -> dict[str, Any]:
    """What the personal pages show; the QR code only of a confirmed place in person."""
    confirmed, waiting = registration.confirmed_place, registration.waiting_place
    in_person = confirmed is not None and confirmed.way == Way.IN_PERSON
    shows_ticket = in_person and not registration.is_cancelled
    return {
        "registration": registration,
        "confirmed": confirmed,
        "waiting": waiting,
        "position": queue_position(waiting) if waiting else None,
        "in_person": in_person,
        "qr": ticket_svg(registration.ticket_code, _("QR code of your ticket"))
        if shows_ticket
        else "",
        "paths": personal_paths(registration),
    }


def initial(registration: Registration) -> dict[str, Any]:
    names = ("first_name", "last_name", "organisation", "role", "access_needs", "access_note")
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
        access_needs=tuple(data["access_needs"]),
        access_note=data["access_note"],
        access_consent_text=form.consent_text(),
        now=clock.now(),
        by="self",
    )
