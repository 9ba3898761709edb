"""Marking the words that were searched for."""

import re
from collections.abc import Iterator

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from faq.search import WORD
from summit.folding import fold

register = template.Library()

# Tags and entities are left alone.
MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")


@register.filter
def mark_words(value: str, query: list[str]) -> SafeString:
    """HTML in which words that begin as one of `query` stand in <mark>; plain text is escaped."""
    html = str(conditional_escape(value))
    if not query:
        return mark_safe(html)  # noqa: S308 - escaped above
    parts = MARKUP.split(html)
    marked = (part if MARKUP.fullmatch(part) else "".join(_mark(part, query)) for part in parts)
    return mark_safe("".join(marked))  # noqa: S308 - only <mark> was added


def _mark(text: str, query: list[str]) -> Iterator[str]:
    """`text` with its found words marked, whole words at a time."""
    folded, origin = _fold_with_positions(text)
    done = 0
    for word in WORD.finditer(folded):
        if not word[0].startswith(tuple(query)):
            continue
        start, end = origin[word.start()], origin[word.end() - 1] + 1
        if start < done:
            continue
        yield f"{text[done:start]}<mark>{text[start:end]}</mark>"
        done = end
    yield text[done:]


def _fold_with_positions(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its signs, where it stands in the original."""
    folded, origin = [], []
    for position, sign in enumerate(text):
        for small in fold(sign):
            folded.append(small)
            origin.append(position)
    return "".join(folded), origin
