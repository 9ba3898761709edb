from typing import Any

from django import template
from django.template.context import RequestContext

from registration.checkin.figures import figures_at, is_door_day
from registration.checkin.views.permitted import RIGHT
from summit.edition import clock
from summit.edition.models import Edition

register = template.Library()

LABEL_ROOM = 28


@register.simple_tag(takes_context=True)
def doors_at_home(context: RequestContext) -> dict[str, Any]:
    """The doors on the home page of the admin: a link for stewards, with figures for organisers.

    Organisers see them on the days of the event only.
    """
    user = context["user"]
    may_see = user.has_perm("checkin.view_scan")
    edition = Edition.objects.current()
    now = clock.now(edition)
    is_day = is_door_day(now, edition)
    if not is_day and user.has_perm("registration.view_registration"):
        return {}
    shown: dict[str, Any] = {"may_check_in": user.has_perm(RIGHT)}
    if may_see and is_day:
        figures = figures_at(now, edition)
        shown |= {
            "figures": figures,
            "plot_box": f"{figures.width + 48} {figures.height + LABEL_ROOM + 12}",
            "plot_middle_y": figures.height // 2,
            "plot_label_y": figures.height + LABEL_ROOM - 8,
        }
    return shown
