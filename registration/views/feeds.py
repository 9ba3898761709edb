"""My calendar: the page that says how to subscribe, and the feed itself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agenda.subscribing import Subscription
from registration.models import LinkPurpose, Registration
from registration.services.feeds import feed_of, put_stars_in_feed, revoke_feed
from registration.views.personal import personal, personal_paths
from summit.edition import clock
from summit.links import absolute_url, is_valid_signature

MAX_AGE = 600
FILENAME = "programme.ics"
OLDEST = 100
"""How many addresses given out earlier still get an explanation."""


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def calendar(request: HttpRequest, registration: Registration) -> HttpResponse:
    paths = personal_paths(registration)
    if request.method == "POST":
        return redirect(f"{paths['calendar']}?done={_change(request.POST, registration)}")
    context = {
        "registration": registration,
        "paths": paths,
        "feed": subscription_of(registration),
        "done": request.GET.get("done"),
        "sign_in": reverse("account_request_login_code"),
    }
    return render(request, "registration/calendar.html", context)


def _change(data: QueryDict, registration: Registration) -> str:
    """Do what was pressed; the word for the page that says so."""
    if wanted := data.get("stars"):
        put_stars_in_feed(registration_id=registration.pk, wanted=wanted == "yes", by="self")
        return "stars"
    version = data.get("version", "")
    if version.isdecimal():
        revoke_feed(registration_id=registration.pk, version=int(version[:9]), by="self")
    return "revoked"


class PersonalSubscription(Subscription):
    @property
    def filename(self) -> str:
        """Not the last part of the address: that one opens the calendar."""
        return FILENAME


def subscription_of(registration: Registration) -> Subscription:
    """The address in the ways in which calendars take it."""
    link = registration.personal_link("registration:feed", LinkPurpose.FEED)
    with translation.override(registration.language):
        path = reverse(link.url_name, args=[link.public_id, link.signature])
        name = _("%(event)s – my programme") % {"event": registration.edition.name}
    return PersonalSubscription(name, path)


@require_safe
def feed(request: HttpRequest, public_id: UUID, signature: str) -> HttpResponseBase:
    """The subscription: no sign-in, no cookie; 304 is answered without writing the calendar.

    An address that its owner revoked answers 410, every other one 404.
    """
    registration = (
        Registration.objects.select_related("edition").filter(public_id=public_id).first()
    )
    if registration is None or not _is_signed(registration, signature, registration.feed_version):
        was_valid = registration is not None and _was_signed(registration, signature)
        return _no_calendar(410 if was_valid else 404)
    found = feed_of(registration, now=clock.now(registration.edition))
    changed = int(found.changed_at.timestamp())
    response = get_conditional_response(request, etag=found.etag, last_modified=changed)
    if response is None:
        response = HttpResponse(found.write(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{FILENAME}"'
    response["ETag"], response["Last-Modified"] = found.etag, http_date(changed)
    return _for_one_reader(response)


def _is_signed(registration: Registration, signature: str, version: int) -> bool:
    return is_valid_signature(
        signature, public_id=registration.public_id, purpose=LinkPurpose.FEED, version=version
    )


def _was_signed(registration: Registration, signature: str) -> bool:
    last = registration.feed_version - 1
    versions = range(last, max(last - OLDEST, 0), -1)
    return any(_is_signed(registration, signature, version) for version in versions)


def _no_calendar(status: int) -> HttpResponseBase:
    """For the person who looks into why a calendar stopped: programs do not read pages."""
    words = (
        _("This calendar has a new address. Your registration shows it:")
        if status == 410  # noqa: PLR2004 - Gone
        else _("This calendar does not exist. Your registration shows the right address:")
    )
    page = absolute_url(reverse("registration:find_registration"))
    text = f"{words}\n{page}\n"
    return _for_one_reader(
        HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    )


def _for_one_reader(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, max_age=MAX_AGE)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
