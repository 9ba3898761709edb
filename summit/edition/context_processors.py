from typing import Any

from django.conf import settings
from django.http import HttpRequest

from summit.edition import clock
from summit.edition.models import Edition


def edition(request: HttpRequest) -> dict[str, Any]:
    """`edition`, `phase` and `rehearsal_now` (None outside a rehearsal) for every template.

    A view that works with one edition leaves it at `request.edition`, so that the frame of its
    page says the same.
    """
    current = getattr(request, "edition", None) or Edition.objects.seen()
    now = clock.now(current)
    rehearsing = settings.SUMMIT_REHEARSAL and bool(current.clock_offset)
    return {
        "edition": current,
        "phase": current.phase_at(now),
        "rehearsal_now": now if rehearsing else None,
        "style_guide": settings.SUMMIT_STYLE_GUIDE,
    }
