"""The form, its answer, and what stands there while nobody can register."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from registration import rate_limits
from registration.answers import Answer, open_answer
from registration.exceptions import PlacesRanOut, RegistrationClosed, RegistrationNotOpen
from registration.forms import RegistrationForm
from registration.models import Way
from registration.services.availability import availability, availability_seen
from registration.services.plans import Outcome
from registration.services.registering import register_person
from registration.views.blank_form import show_blank_form
from registration.views.facts import Ways, day_facts
from registration.views.kept_answer import show_answer
from registration.views.personal import keep_private
from registration.views.tokens import answers_lost_token
from summit.accounts.emails import email_key
from summit.edition import clock
from summit.edition.models import RegistrationWindow


def show_lost_token(request: HttpRequest) -> HttpResponse:
    ways = availability(clock.now())
    if not is_taking_people(ways):
        return show_not_taking(request, ways)
    form = RegistrationForm(request.POST, ways=ways)
    return show_form(request, form, notice="lost_token", status=403)


@answers_lost_token(show_lost_token)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    ways = availability_seen(now)
    if not is_taking_people(ways):
        return show_not_taking(request, ways)
    if request.method != "POST":
        return show_blank_form(request, ways)
    form = RegistrationForm(request.POST, ways=ways)
    if not form.is_valid():
        return show_form(request, form)
    return refuse_robot(request, form) or take(request, form, now)


def take(request: HttpRequest, form: RegistrationForm, now: dt.datetime) -> HttpResponse:
    try:
        outcome = register_person(request=form.to_request(), now=now)
    except PlacesRanOut as refused:
        return show_choice_again(request, form, refused)
    except (RegistrationClosed, RegistrationNotOpen):
        return show_not_taking(request, availability(clock.now()))
    return show_outcome(form, outcome)


def show_outcome(form: RegistrationForm, outcome: Outcome) -> HttpResponse:
    answer = Answer(
        email=form.cleaned_data["email"],
        way=outcome.way,
        waiting=outcome.waiting,
        newsletter=form.cleaned_data["newsletter"],
        pending=outcome.pending,
    )
    return redirect("registration:registered", answer=answer.seal())


@require_safe
def registered(request: HttpRequest, answer: str) -> HttpResponse:
    opened = open_answer(answer)
    if opened is None:
        return redirect("registration:find_registration")
    ways = {place.way: place for place in availability_seen(clock.now())}
    return keep_private(show_answer(request, opened, answer, ways))


def refuse_robot(request: HttpRequest, form: RegistrationForm) -> HttpResponse | None:
    """Shows the form again when it looks sent by a robot, or too often."""
    if form.is_suspicious():
        return show_form(request, form, notice="send_again")
    key = email_key(form.cleaned_data["email"])
    near = rate_limits.REGISTER_FROM_ADDRESS.hit(rate_limits.client_network(request))
    if near and rate_limits.REGISTER_EMAIL.hit(key):
        return None
    response = show_form(request, form, notice="too_many", status=429)
    response["Retry-After"] = "60"
    return response


def show_choice_again(
    request: HttpRequest, form: RegistrationForm, refused: PlacesRanOut
) -> HttpResponse:
    """Places went between the form's check and the lock."""
    form.ways = availability(clock.now())
    form.add_places_ran_out(refused.way)
    return show_form(request, form)


def is_taking_people(ways: Ways) -> bool:
    """Someone can register in some way: a window is open and not every way is full."""
    return any(
        place.is_open and (place.state != "full" or place.way == Way.IN_PERSON) for place in ways
    )


def show_form(
    request: HttpRequest, form: RegistrationForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": notice, **day_facts(form.ways)}
    response = render(request, "registration/register.html", context, status=status)
    add_never_cache_headers(response)
    return response


def show_not_taking(request: HttpRequest, ways: Ways) -> HttpResponse:
    """Not yet open, closed or full: each says what to do next."""
    windows = {place.window for place in ways}
    if RegistrationWindow.OPEN in windows:
        template = "registration/full.html"
    elif RegistrationWindow.NOT_YET in windows:
        template = "registration/not_yet_open.html"
    else:
        template = "registration/closed.html"
    response = render(request, template, day_facts(ways))
    add_never_cache_headers(response)
    return response
