"""What every page with sessions says to the script of stars."""

from django import template
from django.template import Context

from agenda.services.current import current_programme

register = template.Library()


@register.simple_tag(takes_context=True)
def release_number(context: Context) -> int:
    """The release that the page shows, as it knows it already; 0 before any."""
    if programme := context.get("programme"):
        return programme.number
    reading = getattr(context.get("request"), "reading", None)
    return (reading.programme if reading else current_programme()).number
