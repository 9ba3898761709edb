"""Sessions in lists: their rows under the hours, and what other lists print of them."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from agenda.rows import draw_slots, draw_time, place_of, rows_of
from agenda.search import Found
from agenda.timetable import Slot

register = template.Library()

NOTHING = Found()

register.simple_tag(draw_time, name="session_time")
register.simple_tag(place_of, name="session_place")


@register.simple_tag(takes_context=True)
def session_slots(context: Context, slots: Iterable[Slot]) -> SafeString:
    """{% session_slots listing.slots %}: list items; words found by the `listing` are marked."""
    listing = context.get("listing")
    rows = rows_of(listing.programme if listing else None)
    return draw_slots(slots, rows, listing.found if listing else NOTHING)
