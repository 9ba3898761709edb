"""What makes the site readable without a connection, and able to stand on a home screen."""

import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from agenda.views.public import templates_digest
from summit.edition.models import Edition
from summit.edition.public import public_page

ICON_SIZES = (192, 512)
COLOURS = {"background_color": "#fbfaf7", "theme_color": "#fbfaf7"}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, for the whole site, so it is served from the root.

    Its text names the version of templates and assets: browsers take a new one when that moves.
    Without SUMMIT_OFFLINE it is one that takes itself and all copies away.
    """
    if settings.SUMMIT_OFFLINE:
        pages = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                pages[language] = reverse("home:offline")
        known = {"VERSION": templates_digest()[:16], "OFFLINE": pages}
        lines = [f"const {name} = {json.dumps(value)};" for name, value in known.items()]
        text = "\n".join([*lines, _script("js/worker.js")])
    else:
        text = _script("js/worker-off.js")
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


def _script(name: str) -> str:
    return _read_script(name) if settings.DEBUG else _script_once(name)


@lru_cache(maxsize=2)
def _script_once(name: str) -> str:
    return _read_script(name)


def _read_script(name: str) -> str:
    return (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8")


@require_safe
@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    edition, language = Edition.objects.seen(), get_language() or ""
    start = reverse("agenda:my_agenda")
    content = {
        "id": reverse("home:home"),
        "name": str(edition.name),
        "short_name": str(edition.name),
        "description": str(edition.summary),
        "lang": language,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        **COLOURS,
        "icons": [
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(_icon(f"icon-{size}.png", size, "any") for size in ICON_SIZES),
            *(_icon(f"icon-maskable-{size}.png", size, "maskable") for size in ICON_SIZES),
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    kind = {"sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
    return {"src": static(f"img/{name}"), **kind}


@require_safe
@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser without a connection shows for an address that it has not kept."""
    return render(request, "home/offline.html")
