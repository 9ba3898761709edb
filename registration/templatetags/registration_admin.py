from typing import Any

from django import template

from registration import figures
from summit.edition import clock
from summit.edition.models import Edition

register = template.Library()

LABEL_ROOM = 28


@register.simple_tag
def registration_dashboard() -> dict[str, Any]:
    """What the organisers' home page shows of registrations."""
    edition = Edition.objects.current()
    now = clock.now(edition)
    counted = figures.figures_at(now, edition)
    plot = counted.plot
    return {
        "now": now,
        "figures": counted,
        "seats": figures.seat_figures(),
        "plot_box": f"{plot.width + 48} {plot.height + LABEL_ROOM + 12}",
        "plot_middle_y": plot.height // 2,
        "plot_label_y": plot.height + LABEL_ROOM - 8,
    }


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG reads it, in every language."""
    return f"{number:g}"
