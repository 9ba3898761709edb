"""Addresses without a language: the front door, robots and the icon."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from summit.edition.models import Edition
from summit.edition.public import MAX_AGE


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """To the home page in the first language the browser asks for that we have, else French."""
    with override(_preferred_language(request)):
        response = HttpResponseRedirect(reverse("home:home"))
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


def _preferred_language(request: HttpRequest) -> str:
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything is closed while the edition asks to stay out of search engines."""
    lines = ["User-agent: *"]
    if Edition.objects.seen().noindex:
        lines.append("Disallow: /")
    else:
        lines += [
            f"Disallow: /{language}/{path}/"
            for language, _name in settings.LANGUAGES
            for path in ("admin", "account")
        ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address without being told to."""
    return HttpResponseRedirect(static("img/favicon.svg"))
