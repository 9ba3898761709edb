"""Pages that a mailed link opens: who may see them and how they leave no trace."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from registration.models import LinkPurpose, Registration
from summit.links import is_valid_signature

PersonalView = Callable[Concatenate[HttpRequest, Registration, ...], HttpResponse]


def personal(
    *purposes: LinkPurpose, posts: bool = False
) -> Callable[[PersonalView], Callable[..., HttpResponse]]:
    """Hands the registration of a valid link to the view; every other link meets one 404.

    So does whoever is erased in another tab while a view works. `posts` says that the page holds
    a form.
    """

    def decorate(view: PersonalView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(
            request: HttpRequest, public_id: UUID, signature: str, **kwargs: Any
        ) -> HttpResponse:
            try:
                registration = find_by_link(public_id, signature, purposes)
                response = view(request, registration, **kwargs)
            except Registration.DoesNotExist:
                response = render(request, "registration/link_not_valid.html", status=404)
            return keep_private(response, posts=posts)

        return wrapped

    return decorate


def find_by_link(
    public_id: UUID, signature: str, purposes: tuple[LinkPurpose, ...]
) -> Registration:
    """The same work for every link. Raises Registration.DoesNotExist for one that is not valid."""
    registration = Registration.objects.with_places().filter(public_id=public_id).first()
    version = registration.link_version if registration else 0
    valid = [
        is_valid_signature(signature, public_id=public_id, purpose=purpose, version=version)
        for purpose in purposes
    ]
    if registration is None or not any(valid):
        raise Registration.DoesNotExist
    return registration


def personal_path(
    registration: Registration, name: str, purpose: LinkPurpose = LinkPurpose.MANAGE
) -> str:
    """Signed path of a personal page in the active language."""
    link = registration.personal_link(f"registration:{name}", purpose)
    return reverse(link.url_name, args=[link.public_id, link.signature])


def session_path(registration: Registration, slug: str) -> str:
    """Signed path of one session's page, where its seat is booked and released."""
    link = registration.personal_link("registration:book", LinkPurpose.MANAGE)
    return reverse(link.url_name, args=[link.public_id, link.signature, slug])


def personal_paths(registration: Registration) -> dict[str, str]:
    """Every personal page by its URL name, for templates."""
    names = (
        "my_registration",
        "correct_details",
        "switch",
        "offer",
        "waiting",
        "my_sessions",
        "booking_offer",
        "register_again",
        "cancel",
        "calendar_file",
        "calendar",
        "letter",
        "export",
        "export_file",
        "erase",
        "change_address",
        "replace",
    )
    paths = {name: personal_path(registration, name) for name in names}
    shown = ("ticket", "ticket_pdf")
    tickets = {name: personal_path(registration, name, LinkPurpose.TICKET) for name in shown}
    return {
        **paths,
        **tickets,
        "join_personal": personal_path(registration, "join_personal", LinkPurpose.JOIN),
        "reminders": personal_path(registration, "reminders", LinkPurpose.REMINDERS),
    }


def keep_private(response: HttpResponse, *, posts: bool = False) -> HttpResponse:
    """Nothing is stored, indexed or told to another site.

    A page that posts keeps its address within this site: with `no-referrer` the browser would
    send `Origin: null`, which the check of the form token refuses.
    """
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin" if posts else "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
