"""Public pages that read live rows: the same bytes for everyone, with a validator.

The ETag is the hash of the page, so it moves with whatever the page is made of. Only right after
signing in or out a page carries a word for one visitor; nothing keeps that one.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import conditional_page

MAX_AGE = 60


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let browsers and proxies keep what `view` answers for a minute, then ask again."""

    @wraps(view)
    @conditional_page
    def respond(request: HttpRequest, *args: object, **arguments: object) -> HttpResponse:
        response = view(request, *args, **arguments)
        if request.COOKIES.get("messages"):
            add_never_cache_headers(response)
            return response
        if response.status_code == 200:  # noqa: PLR2004
            patch_cache_control(response, public=True, max_age=MAX_AGE)
        return response

    return respond
