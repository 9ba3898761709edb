"""Passing a place on, and taking a place that was passed on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registration.exceptions import AddressTaken, LinkOver, RegistrationRefused
from registration.exceptions import ReplacementNotAllowed as NotAllowed
from registration.forms.addresses import SuccessorAddressForm, SuccessorForm
from registration.models import LinkPurpose, Registration
from registration.services.addresses import TAKE_OVER
from registration.services.replacing import ask_replacement, may_replace, take_over
from registration.views.addresses import for_new_mailbox, may_ask, show_asking, show_over
from registration.views.personal import personal, personal_path
from summit.edition import clock
from summit.languages import language_now


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def replace(request: HttpRequest, registration: Registration) -> HttpResponse:
    page = personal_path(registration, "my_registration")
    if registration.is_cancelled or not may_replace(registration, clock.now()):
        return redirect(page)
    if request.method != "POST":
        return show_asking(request, registration, SuccessorAddressForm(registration=registration))
    form = SuccessorAddressForm(request.POST, registration=registration)
    if not form.is_valid():
        return show_asking(request, registration, form)
    email = form.cleaned_data["email"]
    if not may_ask(registration, email):
        return show_asking(request, registration, form, notice="too_many")
    try:
        ask_replacement(registration_id=registration.pk, email=email, now=clock.now(), by="self")
    except RegistrationRefused:
        return redirect(page)
    return redirect(personal_path(registration, "replace"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_new_mailbox(TAKE_OVER)
def take(request: HttpRequest, registration: Registration, signature: str) -> HttpResponse:
    place = registration.confirmed_place
    quota = place.quota if place else None
    data = request.POST if request.method == "POST" else None
    form = SuccessorForm(data, quota=quota, initial={"language": language_now()})
    if quota is None or not may_replace(registration, clock.now()):
        return show_over(request)
    if not form.is_valid():
        context = {"form": form, "quota": quota, "registration": registration}
        return render(request, "registration/take_over.html", context)
    try:
        taken = take_over(
            registration_id=registration.pk,
            signature=signature,
            successor=form.to_successor(),
            now=clock.now(),
        )
    except (LinkOver, AddressTaken, NotAllowed):
        return show_over(request)
    return redirect(f"{personal_path(taken, 'my_registration')}?done=taken_over")
