"""Changing one's address: asked for on a personal page, confirmed from the new mailbox."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registration import rate_limits
from registration.exceptions import AddressTaken, LinkOver, RegistrationCancelled
from registration.forms.addresses import NewAddressForm, SuccessorAddressForm
from registration.models import LinkPurpose, Registration
from registration.services.addresses import (
    CONFIRM,
    ask_new_address,
    confirm_address,
    is_asked,
    opens,
)
from registration.views.personal import keep_private, personal, personal_path, personal_paths
from summit.accounts.emails import email_key

NewMailboxView = Callable[[HttpRequest, Registration, str], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def change_address(request: HttpRequest, registration: Registration) -> HttpResponse:
    if registration.is_cancelled:
        return redirect(personal_path(registration, "my_registration"))
    if request.method != "POST":
        return show_asking(request, registration, NewAddressForm(registration=registration))
    form = NewAddressForm(request.POST, registration=registration)
    if not form.is_valid():
        return show_asking(request, registration, form)
    email = form.cleaned_data["email"]
    if not may_ask(registration, email):
        return show_asking(request, registration, form, notice="too_many")
    try:
        ask_new_address(registration_id=registration.pk, email=email, by="self")
    except RegistrationCancelled:
        return redirect(personal_path(registration, "my_registration"))
    return redirect(personal_path(registration, "change_address"))


def may_ask(registration: Registration, email: str) -> bool:
    """Counted for whoever asks and for the mailbox that is written to."""
    asks = rate_limits.NEW_ADDRESS_PERSON.hit(str(registration.public_id))
    return asks and rate_limits.NEW_ADDRESS_EMAIL.hit(email_key(email))


def show_asking(
    request: HttpRequest, registration: Registration, form: NewAddressForm, *, notice: str = ""
) -> HttpResponse:
    """For a new address, or for a person who comes instead."""
    replaces = isinstance(form, SuccessorAddressForm)
    context = {
        "title": _("Pass my place on") if replaces else _("Change my address"),
        "form": form,
        "notice": notice,
        "registration": registration,
        "asked": is_asked(registration, timezone.now()),
        "paths": personal_paths(registration),
    }
    status = 429 if notice else 200
    template = "replace" if replaces else "change_address"
    response = render(request, f"registration/{template}.html", context, status=status)
    if notice:
        response["Retry-After"] = "600"
    return response


def for_new_mailbox(page: str) -> Callable[[NewMailboxView], Callable[..., HttpResponse]]:
    """Hands the view the registration whose new address was sent this link."""

    def decorate(view: NewMailboxView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(
            request: HttpRequest, public_id: UUID, signature: str, **_named: Any
        ) -> HttpResponse:
            found = Registration.objects.with_places().filter(public_id=public_id).first()
            registration = found or Registration(public_id=public_id)
            valid = opens(registration, signature, page, timezone.now())
            response = (
                view(request, registration, signature) if found and valid else show_over(request)
            )
            return keep_private(response, posts=True)

        return wrapped

    return decorate


def show_over(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/address_link_over.html", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@for_new_mailbox(CONFIRM)
def confirm(request: HttpRequest, registration: Registration, signature: str) -> HttpResponse:
    if request.method != "POST":
        context = {"registration": registration}
        return render(request, "registration/confirm_address.html", context)
    try:
        changed = confirm_address(registration_id=registration.pk, signature=signature)
    except (LinkOver, AddressTaken):
        return show_over(request)
    return redirect(f"{personal_path(changed, 'my_registration')}?done=address")
