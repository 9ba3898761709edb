"""My space: the registrations of whoever signed in with a code sent to their address."""

from typing import cast

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registration.models import Registration
from registration.models.registrations import RegistrationQuerySet
from registration.views.personal import keep_private, personal_path
from summit.accounts.emails import email_key
from summit.accounts.models import User


@require_safe
@login_required
def my_space(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    registrations = registrations_of(user).with_places()
    rows = [(row, personal_path(row, "my_registration")) for row in registrations]
    context = {"rows": rows, "user": user}
    return keep_private(render(request, "registration/my_space.html", context), posts=True)


def registrations_of(user: User) -> RegistrationQuerySet:
    return Registration.objects.filter(email_key__in=verified_keys(user))


def verified_keys(user: User) -> set[str]:
    """Only an address that proved to be the user's opens the registrations behind it."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return {email_key(address.email) for address in addresses}
