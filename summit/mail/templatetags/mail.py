"""Tags for mails, which have no request: every address is absolute, in the mail's language."""

from django import template
from django.urls import reverse

from summit.links import absolute_url

register = template.Library()


@register.simple_tag
def absolute_page(name: str, *args: str) -> str:
    """Absolute address of the page with this URL name, in the active language."""
    return absolute_url(reverse(name, args=args))
