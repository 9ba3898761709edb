"""Names of people inside other words."""

import re
from collections.abc import Iterable

from django import template

from agenda.programme import Appearance
from summit.design.typography import NO_BREAK

register = template.Library()

FITTING = 14  # letters of a heading on the narrowest phone


@register.filter
def keep_names(title: object, appearances: Iterable[Appearance]) -> str:
    """`title` with the name of each of its speakers on one line, where it fits on any."""
    text = str(title)
    for appearance in appearances:
        name = re.compile(rf"\S*{re.escape(appearance.speaker.name)}")
        text = name.sub(_bind, text)
    return text


def _bind(name: re.Match[str]) -> str:
    """A longer one would break inside a word."""
    return name[0].replace(" ", NO_BREAK) if len(name[0]) <= FITTING else name[0]
