from typing import Any

from django import template

from agenda.models import Release, Session, SessionState
from agenda.services.current import programme_of
from registration import figures
from registration.services.seats import is_bookable
from registration.services.seats import seats_to_be_lost as lost_by
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


@register.inclusion_tag("admin/registration/_seats_to_be_lost.html")
def seats_to_be_lost(release: Release | None = None) -> dict[str, Any]:
    """Whose seats go when the programme as edited is published, or `release` once more."""
    if release is None:
        held = Session.objects.visible().exclude(state=SessionState.CANCELLED)
        bookable = set(held.filter(booking=True).values_list("pk", flat=True))
    else:
        programme = programme_of(release)
        bookable = {session.id for session in programme.sessions if is_bookable(session)}
    return {"sessions": lost_by(bookable)}


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG reads it, in every language."""
    return f"{number:g}"
