"""What every page with sessions says to the script of stars."""

from django import template

from agenda.services.current import current_programme

register = template.Library()


@register.simple_tag
def release_number() -> int:
    """The release that the public reads now; 0 before any."""
    return current_programme().number
