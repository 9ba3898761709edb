"""Who may stand at a door: staff with the right to check in, signed in as for the admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from registration.checkin.models import Door
from registration.views.personal import keep_private
from summit.operations.middleware import PERMISSIONS_POLICY

RIGHT = "checkin.check_in_scan"
POLICY = PERMISSIONS_POLICY
for feature in ("camera", "screen-wake-lock"):
    POLICY = POLICY.replace(f"{feature}=()", f"{feature}=(self)")

View = Callable[..., HttpResponse]


def staff_page(view: View) -> View:
    """Signs in whoever is nobody yet, and refuses everybody else. Nothing is stored."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request, **kwargs)
        if not request.user.is_staff:
            raise PermissionDenied
        if not admin.site.has_permission(request):  # a factor is missing
            return _sign_in(request, **kwargs)
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return keep_private(view(request, **kwargs), posts=True)

    return wrapped


def _sign_in(request: HttpRequest, slug: str = "", **_named: Any) -> HttpResponse:
    """And back to the page; after a form, which cannot be opened by itself, to its door."""
    back = request.path
    if request.method not in ("GET", "HEAD"):
        back = reverse("registration:checkin:door", args=[slug])
    return redirect_to_login(back, reverse("admin:login"))


def door_page(view: View) -> View:
    """Hands the door to the view; its page may use the camera and keep the screen on."""

    @staff_page
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        response = view(request, find_door(slug), **kwargs)
        response["Permissions-Policy"] = POLICY
        return response

    return wrapped


def find_door(slug: str) -> Door:
    return get_object_or_404(Door.objects.with_day(), slug=slug)


class _FormToken(CsrfViewMiddleware):
    """Says in JSON what Django says on a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return error(_("This page is too old. Load it again."), 403)


def door_data(view: View) -> View:
    """The same for a program: every refusal is JSON."""

    @csrf_exempt  # `_refusal` asks for the same token and answers in JSON
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
        return keep_private(_refusal(request) or _answer(view, request, slug), posts=True)

    return wrapped


def _answer(view: View, request: HttpRequest, slug: str) -> HttpResponse:
    found = Door.objects.with_day().filter(slug=slug).first()
    if found is None:
        return error(_("There is no such door any more. Choose one again."), 404)
    return view(request, found)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return error(_("You are signed out. Sign in again."), 401)
    if not admin.site.has_permission(request) or not request.user.has_perm(RIGHT):
        return error(_("You may not check people in."), 403)
    return _FormToken(_never).process_view(request, _never, (), {})


def _never(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def error(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
