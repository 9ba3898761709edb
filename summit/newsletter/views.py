"""Subscribing, confirming and unsubscribing. Opening a mailed link changes nothing: a press does.

Confirm and unsubscribe carry no form token: their signed address is what proves the right, and
mail programs unsubscribe by POST on their own (RFC 8058).
"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from summit.edition.public import public_page
from summit.languages import language_now
from summit.limits import Limit, client_network
from summit.newsletter.forms import SubscriptionForm
from summit.newsletter.models import Newsletter
from summit.newsletter.notifications import words
from summit.newsletter.services.subscribing import (
    confirm_subscription,
    find_by_confirm_link,
    find_by_unsubscribe_link,
    request_subscription,
)
from summit.newsletter.services.subscribing import (
    unsubscribe as end_subscription,
)

# Each press may send a mail to a stranger: narrower than registration.
SUBSCRIBE_FROM_ADDRESS = Limit("newsletter-from", 60, 60)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form. The answer is the same whether or not the address is known."""
    newsletter = Newsletter.objects.first()
    form = SubscriptionForm(newsletter, request.POST if request.method == "POST" else None)
    if form.is_bound and not SUBSCRIBE_FROM_ADDRESS.hit(client_network(request)):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(SUBSCRIBE_FROM_ADDRESS.seconds)
        return response
    if form.is_bound and form.is_valid():
        if not form.is_from_robot:
            request_subscription(
                email=form.cleaned_data["email"],
                language=language_now(),
                consent_text=str(form.fields["consent"].label),
                now=timezone.now(),
            )
        return redirect("newsletter:requested")
    context = {"form": form, "newsletter": newsletter}
    status = 422 if form.is_bound else 200
    return render(request, "newsletter/subscribe.html", context, status=status)


@public_page
@require_safe
def requested(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/requested.html", words())


@public_page
@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/confirmed.html", words())


@public_page
@require_safe
def unsubscribed(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/unsubscribed.html", words())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, public_id: uuid.UUID, signature: str) -> HttpResponse:
    if request.method == "POST":
        now = timezone.now()
        if confirm_subscription(public_id=public_id, signature=signature, now=now):
            return _personal(redirect("newsletter:confirmed"))
        return _dead_link(request)
    subscription = find_by_confirm_link(public_id, signature)
    if subscription is None:
        return _dead_link(request)
    context = {"subscription": subscription, **words()}
    return _personal(render(request, "newsletter/confirm.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, public_id: uuid.UUID, signature: str) -> HttpResponse:
    if request.method == "POST":
        now = timezone.now()
        if not end_subscription(public_id=public_id, signature=signature, now=now):
            return _dead_link(request)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return _personal(HttpResponse(b"Unsubscribed.\n", content_type="text/plain"))
        return _personal(redirect("newsletter:unsubscribed"))
    subscription = find_by_unsubscribe_link(public_id, signature)
    if subscription is None:
        return _dead_link(request)
    context = {"subscription": subscription, **words()}
    return _personal(render(request, "newsletter/unsubscribe.html", context))


def _dead_link(request: HttpRequest) -> HttpResponse:
    return _personal(render(request, "newsletter/dead_link.html", words(), status=404))


def _personal(response: HttpResponse) -> HttpResponse:
    """The address holds a key: it is neither kept nor passed on."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
