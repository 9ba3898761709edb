"""Registering with an invitation code. Every code that does not work meets the same page."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registration import rate_limits
from registration.exceptions import (
    CodeRefused,
    PlacesRanOut,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.forms.codes import CodeForm, InvitedForm
from registration.models import InvitationCode
from registration.services.availability import WayAvailability, availability
from registration.services.codes import clean_code, find_code, has_uses_left
from registration.services.registering import register_person
from registration.views.personal import keep_private
from registration.views.registering import refuse_robot, show_form, show_outcome
from registration.views.tokens import answers_lost_token
from summit.edition import clock
from summit.edition.models import RegistrationWindow


def show_lost_token(request: HttpRequest) -> HttpResponse:
    match = request.resolver_match
    text = str(match.kwargs.get("code", "")) if match else ""
    try:
        invitation = find_code(text, clock.now())
    except CodeRefused:
        return show_refused(request)
    form = build_form(request, invitation)
    return keep_private(show_form(request, form, notice="lost_token", status=403), posts=True)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """A field for the code, for those who were told one rather than sent a link."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (code := clean_code(form.cleaned_data["code"])).isalnum():
        return keep_private(redirect("registration:code", code=code))
    if form.is_bound and not form.errors:
        form.add_error("code", CodeForm.base_fields["code"].error_messages["required"])
    return keep_private(render(request, "registration/enter_code.html", {"form": form}), posts=True)


@answers_lost_token(show_lost_token)
@require_http_methods(["GET", "HEAD", "POST"])
def register_with_code(request: HttpRequest, code: str) -> HttpResponse:
    try:
        invitation = find_code(code, clock.now())
    except CodeRefused:
        return refuse_code(request)
    if request.method != "POST" and not has_uses_left(invitation):
        return show_refused(request)
    return keep_private(take_form(request, invitation), posts=True)


def take_form(request: HttpRequest, invitation: InvitationCode) -> HttpResponse:
    form = build_form(request, invitation)
    if not form.is_bound or not form.is_valid():
        return show_form(request, form)
    return refuse_robot(request, form) or register(request, form)


def register(request: HttpRequest, form: InvitedForm) -> HttpResponse:
    try:
        outcome = register_person(request=form.to_request(), now=clock.now())
    except PlacesRanOut as refused:
        form.add_places_ran_out(refused.way)
    except (CodeRefused, RegistrationClosed, RegistrationNotOpen):
        form.add_code_refused()
    else:
        return show_outcome(form, outcome)
    return show_form(request, form)


def build_form(request: HttpRequest, invitation: InvitationCode) -> InvitedForm:
    data = request.POST if request.method == "POST" else None
    ways = ways_of(invitation)
    return InvitedForm(
        data, ways=ways, invitation=invitation, initial={"way": invitation.quota.way}
    )


def ways_of(invitation: InvitationCode) -> list[WayAvailability]:
    """The one way that the code is for, open, with the places that it keeps."""
    found = [place for place in availability(clock.now()) if place.quota.pk == invitation.quota_id]
    opened = [replace(place, window=RegistrationWindow.OPEN) for place in found]
    if not invitation.keeps_places:
        return opened
    rest = max(invitation.allotment - getattr(invitation, "used", 0), 0)
    return [replace(place, left=rest) for place in opened]


def refuse_code(request: HttpRequest) -> HttpResponse:
    """Counted, so that nobody tries code after code."""
    if rate_limits.CODE_FROM_ADDRESS.hit(rate_limits.client_network(request)):
        return show_refused(request)
    response = show_refused(request, status=429)
    response["Retry-After"] = "600"
    return response


def show_refused(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    context = {"form": CodeForm()}
    response = render(request, "registration/code_refused.html", context, status=status)
    return keep_private(response, posts=True)
