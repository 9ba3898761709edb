"""Names of people inside other words."""

from collections.abc import Iterable

from django import template

from agenda.programme import Appearance

register = template.Library()

NO_BREAK_SPACE = "\u00a0"


@register.filter
def keep_names(title: object, appearances: Iterable[Appearance]) -> str:
    """`title` with the name of each of its speakers on one line."""
    text = str(title)
    for appearance in appearances:
        name = appearance.speaker.name
        text = text.replace(name, name.replace(" ", NO_BREAK_SPACE))
    return text
