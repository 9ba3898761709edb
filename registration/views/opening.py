"""“Tell me when registration opens”, while it is not open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from registration import rate_limits
from registration.forms.codes import TellMeForm
from registration.services.availability import availability
from registration.services.opening import ask_to_be_told
from registration.views.facts import day_facts
from registration.views.tokens import answers_lost_token
from summit.accounts.emails import email_key
from summit.edition import clock
from summit.edition.models import RegistrationWindow
from summit.languages import language_now


def show_lost_token(request: HttpRequest) -> HttpResponse:
    return show_form(request, TellMeForm(request.POST), notice="lost_token", status=403)


@answers_lost_token(show_lost_token)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_me(request: HttpRequest) -> HttpResponse:
    """Known or not, an address is answered alike."""
    if not is_still_to_open():
        return redirect("registration:register")
    if request.method != "POST":
        return show_form(request, TellMeForm())
    form = TellMeForm(request.POST)
    if not form.is_valid():
        return show_form(request, form)
    email = form.cleaned_data["email"]
    near = rate_limits.TELL_ME_FROM_ADDRESS.hit(rate_limits.client_network(request))
    if not (near and rate_limits.TELL_ME_EMAIL.hit(email_key(email))):
        response = show_form(request, form, notice="too_many", status=429)
        response["Retry-After"] = "60"
        return response
    ask_to_be_told(email=email, language=language_now())
    return redirect("registration:will_tell")


@require_safe
def will_tell(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/will_tell.html")


def is_still_to_open() -> bool:
    windows = {place.window for place in availability(clock.now())}
    return RegistrationWindow.NOT_YET in windows and RegistrationWindow.OPEN not in windows


def show_form(
    request: HttpRequest, form: TellMeForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": notice, **day_facts(availability(clock.now()))}
    response = render(request, "registration/tell_me.html", context, status=status)
    add_never_cache_headers(response)
    return response
