"""Addresses without a language: the front door, what search engines ask for, the icon."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from agenda.services.current import current_programme
from summit.edition import clock
from summit.edition.models import Edition
from summit.edition.public import MAX_AGE, public_page
from summit.home.sitemaps import SitePages
from summit.links import absolute_url

# What is read most widely by those who read no French.
ABROAD = "en"


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """To the home page in the language that the browser asks for first of those we have.

    Who asks for others alone is led to English, and who asks for none to French.
    """
    with override(_preferred_language(request)):
        response = HttpResponseRedirect(reverse("home:home"))
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


def _preferred_language(request: HttpRequest) -> str:
    header = request.headers.get("Accept-Language", "")
    asked = [code for code, _quality in parse_accept_lang_header(header)]
    for code in asked:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    asks_for_another = any(code != "*" for code in asked)
    return ABROAD if asks_for_another else settings.LANGUAGE_CODE


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
        lines += ["", f"Sitemap: {absolute_url(reverse('sitemap'))}"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


@public_page
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """404 while the edition asks to stay out of search engines."""
    edition = Edition.objects.seen()
    if edition.noindex:
        raise Http404
    today = clock.now(edition).astimezone(edition.zone).date()
    pages = SitePages(programme=current_programme(), today=today)
    context = {"urls": pages.get_urls()}
    return render(request, "home/sitemap.xml", context, content_type="application/xml")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address without being told to."""
    return HttpResponseRedirect(static("img/favicon.svg"))
