"""A place that is offered, and the waiting for it. Opening a page changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registration.exceptions import RegistrationRefused
from registration.models import LinkPurpose, Registration, ReleaseReason, Way
from registration.services.estimates import waiting_outlook
from registration.services.waiting import (
    accept_offer,
    decline_offer,
    leave_queue,
    take_automatically,
)
from registration.views.notices import done_notice
from registration.views.personal import personal, personal_path, personal_paths
from registration.views.standing import standing_of
from summit.edition import clock


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def offer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The page that the mail about an offer leads to."""
    answer = request.POST.get("answer", "")
    if registration.is_cancelled:
        return redirect(personal_path(registration, "my_registration"))
    if request.method != "POST" or answer not in ("accept", "decline"):
        return show_offer(request, registration)
    return answer_offer(registration, answer)


def answer_offer(registration: Registration, answer: str) -> HttpResponse:
    page, now = personal_path(registration, "my_registration"), clock.now()
    if answer == "decline":
        decline_offer(registration_id=registration.pk, now=now, by="self")
        return redirect(f"{page}?done=declined" if _has_declined(registration) else page)
    try:
        outcome = accept_offer(registration_id=registration.pk, now=now, by="self")
    except RegistrationRefused:
        return redirect(f"{personal_path(registration, 'offer')}?done=over")
    # Whoever was offered nothing keeps what they had, which is no news.
    done = "?done=accepted" if outcome.way == Way.IN_PERSON else ""
    return redirect(f"{page}{done}")


def _has_declined(registration: Registration) -> bool:
    """Just now or by an earlier press; not whoever had accepted, or came too late."""
    latest = registration.places.order_by("-pk").first()
    return latest is not None and latest.release_reason == ReleaseReason.DECLINED


def show_offer(request: HttpRequest, registration: Registration) -> HttpResponse:
    now = clock.now()
    standing = standing_of(registration, now)
    if standing.is_over_at(now):
        return redirect(personal_path(registration, "my_registration"))
    context = {
        "registration": registration,
        "standing": standing,
        "notice": done_notice(request),
        "paths": personal_paths(registration),
    }
    return render(request, "registration/offer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def waiting(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Where one stands in the queue, and what happens when one's turn comes."""
    now = clock.now()
    standing = standing_of(registration, now)
    if registration.is_cancelled or standing.queued is None or standing.is_over_at(now):
        return redirect(personal_path(registration, "my_registration"))
    if request.method == "POST" and (done := change_waiting(request, registration)):
        leads_to = "my_registration" if done == "left" else "waiting"
        return redirect(f"{personal_path(registration, leads_to)}?done={done}")
    context = {
        "registration": registration,
        "standing": standing,
        "outlook": waiting_outlook(standing.queued, now),
        "notice": done_notice(request),
        "paths": personal_paths(registration),
    }
    return render(request, "registration/waiting.html", context)


def change_waiting(request: HttpRequest, registration: Registration) -> str:
    """What was done, as `done` names it; empty for a button that is not on the page."""
    now, action = clock.now(), request.POST.get("action", "")
    if action == "leave":
        leave_queue(registration_id=registration.pk, now=now, by="self")
        return "left"
    if action in ("automatic", "ask"):
        wanted = action == "automatic"
        try:
            take_automatically(registration_id=registration.pk, wanted=wanted, by="self")
        except RegistrationRefused:
            return "over"
        return "automatic" if wanted else "asked_first"
    return ""
