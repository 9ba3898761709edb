"""The service worker of the doors, apart from the one of the public pages."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from agenda.views.public import templates_digest


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Holds for the doors alone, whose addresses begin as its own, and tells nothing of anybody.

    Without SUMMIT_OFFLINE it is one that takes itself and all copies away.
    """
    name = "js/checkin/worker.js" if settings.SUMMIT_OFFLINE else "js/worker-off.js"
    script = (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8")
    version = json.dumps(templates_digest()[:16])
    text = f"const VERSION = {version};\n{script}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response
