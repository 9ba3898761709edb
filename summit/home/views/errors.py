"""Answers when something went wrong; 500 and 503 need no database."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 30
ENDED_IDLE = "25P03"
"""PostgreSQL ended a transaction that did nothing for too long."""
NEVER_RETAINED = ("csrfmiddlewaretoken", "password", "code")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413 for a body beyond the limit; Django itself answers 400 to that as well."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    # More fields than are read would be refused again while this page is drawn.
    request.GET = QueryDict()
    return render(request, f"{status}.html", status=status)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After while the database is away, 500 otherwise; no context processor runs."""
    away = _is_away(sys.exc_info()[1])
    status = 503 if away else 500
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _is_away(error: BaseException | None) -> bool:
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return getattr(error and error.__cause__, "sqlstate", "") == ENDED_IDLE


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security cookie is gone: shown with what was typed, to be sent again.

    A view may answer itself: a function in its attribute `csrf_failure` takes the request.
    """
    answer = _own_answer(request)
    if answer is not None:
        return answer
    context = {"retained": retained_fields(request)}
    response = render(request, "403_csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def retained_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, without secrets; nothing when the form was sent from another site."""
    if request.headers.get("Origin") not in _own_origins(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(part in name for part in NEVER_RETAINED)
        for value in values
    ]


def _own_answer(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    view = getattr(match.func, "view_class", match.func) if match else None
    answer = getattr(view, "csrf_failure", None)
    return answer(request) if callable(answer) else None


def _own_origins(request: HttpRequest) -> set[str]:
    return {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
