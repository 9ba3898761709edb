"""Known pages of the agenda, answered before anything else is asked."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from agenda.views import kept
from agenda.views.public import conditional_answer, entity_tag, read_now


class KeptPagesMiddleware:
    """Sends the bytes of a public page that this process has built before, or 304.

    Stands above all that asks who the visitor is, since these pages are the same for everyone.
    What is kept has passed the layers below, so that it carries their headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request.path_info)
        if not language or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        reading = read_now()
        etag = entity_tag(request, reading, language)
        if page := kept.pages_for(request).get(etag):
            request.get_host()  # refuses a host that is not ours, as for any page
            request.resolver_match = page.match
            known = page.to_response()
            return conditional_answer(request, reading, etag, known) or known
        request.reading = reading  # type: ignore[attr-defined]  # the view need not look again
        response = self.get_response(request)
        if getattr(response, "is_public_page", False) and isinstance(response, HttpResponse):
            kept.keep_page(request, response)
        return response


def language_of(path: str) -> str:
    """The language of an address of the agenda; empty for other addresses."""
    for prefix, language in _prefixes():
        if path.startswith(prefix):
            return language
    return ""


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append((reverse("agenda:day_list"), language))
    return tuple(found)
