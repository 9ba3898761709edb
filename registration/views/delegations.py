"""The page of a person whom a delegation invited: confirm or decline. Reading changes nothing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registration.exceptions import (
    CodeRefused,
    PlacesRanOut,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.forms.codes import InviteeForm
from registration.models import InvitationCode, Invitee
from registration.services.codes import find_code
from registration.services.delegations import confirm_invitee, decline_invitation
from registration.views.codes import ways_of
from registration.views.personal import keep_private
from registration.views.registering import show_outcome
from summit.edition import clock
from summit.links import is_valid_signature


@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request: HttpRequest, public_id: UUID, signature: str) -> HttpResponse:
    invitees = Invitee.objects.select_related("code", "registration")
    invitee = invitees.filter(public_id=public_id).first()
    version = invitee.link_version if invitee else 0
    valid = is_valid_signature(signature, public_id=public_id, purpose="invitee", version=version)
    if invitee is None or not valid:
        response = render(request, "registration/link_not_valid.html", status=404)
    else:
        response = answer(request, invitee)
    return keep_private(response, posts=True)


def answer(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    if invitee.is_registered:
        return render(request, "registration/invitee_registered.html")
    if request.method == "POST" and request.POST.get("answer") == "decline":
        decline_invitation(invitee_id=invitee.pk)
        return redirect(request.path)
    try:
        code = find_code(invitee.code.code, clock.now())
    except CodeRefused:
        return render(request, "registration/invitation_over.html", status=404)
    form = build_form(request, invitee, code)
    if not form.is_bound or not form.is_valid() or form.is_suspicious():
        return show(request, form)
    return confirm(request, form)


def build_form(request: HttpRequest, invitee: Invitee, code: InvitationCode) -> InviteeForm:
    initial = {
        "way": code.quota.way,
        "first_name": invitee.first_name,
        "last_name": invitee.last_name,
        "organisation": invitee.organisation,
    }
    data = request.POST if request.method == "POST" else None
    return InviteeForm(data, ways=ways_of(code), invitation=code, invitee=invitee, initial=initial)


def confirm(request: HttpRequest, form: InviteeForm) -> HttpResponse:
    try:
        outcome = confirm_invitee(invitee=form.invitee, request=form.to_request(), now=clock.now())
    except PlacesRanOut as refused:
        form.add_places_ran_out(refused.way)
    except (CodeRefused, RegistrationClosed, RegistrationNotOpen):
        form.add_code_refused()
    else:
        return show_outcome(form, outcome)
    return show(request, form)


def show(request: HttpRequest, form: InviteeForm) -> HttpResponse:
    place = next(iter(form.ways), None)
    context = {"form": form, "quota": place.quota if place else None, "invitee": form.invitee}
    notice = "send_again" if form.asks_again else ""
    return render(request, "registration/invitee.html", {**context, "notice": notice})
