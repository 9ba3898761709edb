"""Django's admin behind the staff door: password, and a second factor where it is required."""

import re
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from auditlog.context import set_actor
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from summit.accounts.admin_navigation import sections_of
from summit.edition.labels import name_split_moments

View = Callable[..., HttpResponse]

# Here, because it has to be said before the first page is registered.
name_split_moments()


# What organisers do most stands first; apps that are not named come last.
APP_ORDER = (
    "registration",
    "checkin",
    "agenda",
    "mail",
    "faq",
    "home",
    "newsletter",
    "edition",
    "accounts",
    "auth",
    "account",
    "mfa",
    "auditlog",
)

# Models of packages whose own names are English.
MODEL_NAMES = {"mfa.Authenticator": _("Second factors")}

NUL = "\0"
ROW_NUMBER = re.compile(r"[0-9]{1,18}")


def has_required_factors(user: Any) -> bool:
    return not settings.SUMMIT_STAFF_MFA or is_mfa_enabled(user)


class SummitAdminSite(admin.AdminSite):
    site_title = _("Summit administration")
    site_header = _("Summit administration")
    index_title = _("Overview")
    enable_nav_sidebar = False  # the frame has a menu of its own

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and has_required_factors(request.user)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Every row saved by a page of the admin is logged under the organiser's name."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def page_as_actor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_what_no_page_sends(request)
            try:
                with set_actor(request.user):
                    return page(request, *args, **kwargs)
            except IncorrectLookupParameters as fault:
                # A list shows itself whole instead; a file with everybody would be no answer.
                raise SuspiciousOperation("No list of the administration filters so.") from fault

        return page_as_actor

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                key = f"{app['app_label']}.{model['object_name']}"
                model["name"] = MODEL_NAMES.get(key, model["name"])
        return sorted(apps, key=lambda app: _rank(app["app_label"]))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        home = reverse("admin:index")
        return {
            **context,
            "home_url": home,
            "menu": sections_of(context["available_apps"], request.path),
        }

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Never a form of its own: leads to the staff door or to the missing second factor."""
        target = _safe_target(request) or reverse("admin:index")
        if not request.user.is_authenticated:
            query = urlencode({REDIRECT_FIELD_NAME: target})
            return redirect(f"{reverse('account_login')}?{query}")
        if not request.user.is_staff:
            raise PermissionDenied
        if not has_required_factors(request.user):
            return redirect("mfa_activate_totp")
        return redirect(target)


def refuse_what_no_page_sends(request: HttpRequest) -> None:
    """Answer 400 to an address with a NUL, and to a selection by anything but row numbers.

    The pages of Django's admin hand both to the database, and PostgreSQL refuses them. A NUL in
    a field of a form is left to the form, which says so in words.
    """
    query = request.GET.lists()
    words = [request.path, *request.GET, *chain.from_iterable(values for _name, values in query)]
    selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if any(NUL in word for word in words) or not all(map(ROW_NUMBER.fullmatch, selected)):
        raise SuspiciousOperation("No page of the administration sends this.")


def _rank(app_label: str) -> int:
    return APP_ORDER.index(app_label) if app_label in APP_ORDER else len(APP_ORDER)


def _safe_target(request: HttpRequest) -> str:
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else ""
