"""“I lost my link”: the link goes to the mailbox, the page tells nobody anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from registration import rate_limits
from registration.forms import LostLinkForm
from registration.services.changing import mail_lost_link
from registration.views.tokens import answers_lost_token
from summit.accounts.emails import email_key
from summit.languages import language_now


def show_lost_token(request: HttpRequest) -> HttpResponse:
    return show_form(request, LostLinkForm(request.POST), notice="lost_token", status=403)


@answers_lost_token(show_lost_token)
@require_http_methods(["GET", "HEAD", "POST"])
def find_registration(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show_form(request, LostLinkForm())
    form = LostLinkForm(request.POST)
    if not form.is_valid():
        return show_form(request, form)
    email = form.cleaned_data["email"]
    near = rate_limits.LOST_LINK_FROM_ADDRESS.hit(rate_limits.client_network(request))
    if not (near and rate_limits.LOST_LINK_EMAIL.hit(email_key(email))):
        response = show_form(request, form, notice="too_many", status=429)
        response["Retry-After"] = "60"
        return response
    mail_lost_link(email, language_now())
    return redirect("registration:link_sent")


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/link_sent.html")


def show_form(
    request: HttpRequest, form: LostLinkForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": notice}
    response = render(request, "registration/find_registration.html", context, status=status)
    add_never_cache_headers(response)
    return response
