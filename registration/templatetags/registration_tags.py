"""Registration's pieces on other pages: live places and the button."""

import datetime as dt
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.programme import Session
from registration.invites import venue_of
from registration.models import Quota, Registration
from registration.services.availability import WayAvailability, availability
from registration.services.seats import SeatsAvailability
from registration.views.personal import session_path
from summit.edition import clock
from summit.edition.models import Edition, RegistrationWindow
from summit.languages import language_now

register = template.Library()


@register.inclusion_tag("registration/_places_panel.html", takes_context=True)
def places_panel(context: Context) -> dict[str, Any]:
    """The Business Day's places in person and online, refreshed while the page is open.

    `ways` of the page, where it has counted them already.
    """
    return {"ways": context["ways"] if "ways" in context else availability(_now(context))}


@register.inclusion_tag("registration/_register_button.html", takes_context=True)
def register_button(context: Context, way: str = "", **options: Any) -> dict[str, Any]:
    """{% register_button %}: opening date, button or one plain line, as the window says.

    Options: `label`, `small=True`, `block=True`, `kind="secondary"`.
    """
    edition = _edition(context)
    return {
        "way": way,
        "label": options.get("label") or _("Register for the Business Day"),
        "small": options.get("small", False),
        "block": options.get("block", False),
        "kind": options.get("kind", "primary"),
        "window": _window(context),
        "opens_at": edition.registration_opens_at,
    }


@register.simple_tag(takes_context=True)
def registration_window(context: Context) -> str:
    """`not_yet`, `open` or `closed`: what a page may promise to someone who leaves."""
    return str(_window(context).value)


@register.inclusion_tag("registration/_session_seats.html")
def session_seats(session: Session) -> dict[str, Any]:
    """A session's seats on its public page: no number, no query; those come as a fragment."""
    return {"session": session}


@register.simple_tag
def session_page(registration: Registration, session: Session) -> str:
    """Signed address of the page where this person's seat in the session is seen to."""
    return session_path(registration, session.url_slug)


@register.filter
def released_venue(quota: Quota) -> dict[str, str]:
    """Where a quota's people come, as the public reads it: name, address, directions."""
    venue, language = venue_of(quota), language_now()
    return {
        "name": venue["name"][language],
        "address": venue["address"],
        "directions": venue["directions"][language],
    }


@register.filter
def time_left(left: dt.timedelta) -> str:
    """The two largest units, as a countdown that works without a script."""
    minutes = max(int(left.total_seconds() + 59) // 60, 1)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(n)d day", "%(n)d days", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes and not days:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    return _("In %(time)s") % {"time": _(" and ").join(parts)}


@register.filter
def percent_taken(place: WayAvailability | SeatsAvailability) -> int:
    """Share of a limited number of places that is gone, for a gauge."""
    limit = place.limit if isinstance(place, SeatsAvailability) else place.capacity
    if not limit:
        return 100
    return min(100, round(100 * place.taken / limit))


def _edition(context: Context) -> Edition:
    edition = context.get("edition")
    return edition if isinstance(edition, Edition) else Edition.objects.seen()


def _now(context: Context) -> Any:
    return clock.now(_edition(context))


def _window(context: Context) -> RegistrationWindow:
    return _edition(context).registration_window_at(_now(context))
