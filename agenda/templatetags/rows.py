"""Sessions in lists: their rows under the hours, and what other lists print of them."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agenda.programme import Session
from agenda.rows import draw_slots, draw_time, place_of, rows_of
from agenda.search import Found
from agenda.timetable import Slot

register = template.Library()

NOTHING = Found()


@register.simple_tag
def session_time(session: Session) -> SafeString:
    return draw_time(session, get_language() or "")


@register.simple_tag
def session_place(session: Session) -> str:
    return place_of(session, get_language() or "")


@register.simple_tag(takes_context=True)
def session_slots(context: Context, slots: Iterable[Slot]) -> SafeString:
    """{% session_slots listing.slots %}: list items; words found by the `listing` are marked."""
    listing = context.get("listing")
    rows = rows_of(listing.programme if listing else None)
    return draw_slots(slots, rows, listing.found if listing else NOTHING)
