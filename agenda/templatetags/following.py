"""Ways to keep up with the programme, as parts of the pages that show it."""

import datetime as dt
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from agenda import subscribing
from agenda.history import last_change
from agenda.programme import Programme, Session, Theme, Venue
from agenda.structured import event_json
from summit.edition import clock
from summit.edition.models import Edition

register = template.Library()


@register.inclusion_tag("agenda/_subscribe.html")
def subscribe_to_day(date: dt.date) -> dict[str, Any]:
    return {"feed": subscribing.to_day(date)}


@register.inclusion_tag("agenda/_subscribe.html")
def subscribe_to_theme(theme: Theme) -> dict[str, Any]:
    return {"feed": subscribing.to_theme(theme)}


@register.inclusion_tag("agenda/_subscribe.html")
def subscribe_to_venue(venue: Venue) -> dict[str, Any]:
    return {"feed": subscribing.to_venue(venue)}


@register.inclusion_tag("agenda/_session_changed.html")
def session_changed(session: Session) -> dict[str, Any]:
    """When a release last changed it, with before and after; nothing if none did."""
    known = last_change(session)
    if known is None:
        return {}
    (number, _digest, published_at), change = known
    return {"number": number, "published_at": clock.as_told(published_at), "change": change}


@register.filter
def as_told(moment: dt.datetime, edition: Edition | None = None) -> dt.datetime:
    """When a release came out, by the clock that the pages go by; `edition` is the page's own."""
    return clock.as_told(moment, edition)


@register.simple_tag
def event_data(session: Session, edition: Edition, programme: Programme) -> SafeString:
    """JSON-LD as a data block, which no browser runs."""
    data = event_json(session, edition, programme.partners)
    block = f'<script type="application/ld+json">{data}</script>'
    return mark_safe(block)  # noqa: S308 - event_json escapes what could end the element
