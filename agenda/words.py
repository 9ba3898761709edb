"""Words of a text, made comparable and marked. Pure.

Comparable: blind to case, accents, ligatures and the form of apostrophes and hyphens. An apostrophe
parts two words; a hyphen does too, and the whole is a word as well, so that “start-up” is found
as “startup” and the reverse.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from summit import folding
from summit.folding import singular

HYPHENS = "-\u2010\u2011"
WORD = re.compile(r"[^\W_]+")
CHUNK = re.compile(rf"[^\W_]+(?:[{HYPHENS}][^\W_]+)*")
ELLIPSIS = "…"


# Single words only: they come again, texts do not.
fold = lru_cache(maxsize=32_768)(folding.fold)


def key_of(text: str) -> str:
    """The folded words of a text, singular, on one line: texts alike have keys alike."""
    words = WORD.findall(unicodedata.normalize("NFC", text))
    return " ".join(singular(fold(word)) for word in words)


# Room for the titles, names and summaries of a thousand sessions in both languages.
@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text in reading order, wholes of hyphens after their parts."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[str]:
    for chunk in CHUNK.findall(unicodedata.normalize("NFC", text)):
        parts = [fold(word) for word in WORD.findall(chunk)]
        yield from parts
        if len(parts) > 1:
            yield "".join(parts)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: a word, or words joined by hyphens and what they make together."""

    parts: tuple[str, ...]

    @property
    def whole(self) -> str:
        return "".join(self.parts)


def terms_of(text: str) -> list[Term]:
    """What a query asks for, in order, each once."""
    found = (
        Term(tuple(singular(fold(word)) for word in WORD.findall(chunk)))
        for chunk in CHUNK.findall(unicodedata.normalize("NFC", text))
    )
    return list(dict.fromkeys(term for term in found if term.whole))


class Marker:
    """Marks the words of one search; what a page prints more than once is marked once."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(words)
        self._marked: dict[str, SafeString] = {}

    def holds(self, text: str) -> bool:
        return holds(text, self.words)

    def mark(self, text: str) -> SafeString:
        if text not in self._marked:
            self._marked[text] = mark(text, self.words)
        return self._marked[text]


def mark(text: str, words: Collection[str]) -> SafeString:
    """Escaped text with those of its words that `words` holds, folded, in <mark>."""
    if not holds(text, words):
        return escape(text)
    text = unicodedata.normalize("NFC", text)
    done, pieces = 0, []
    for start, end in _marked(text, words):
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    pieces.append(escape(text[done:]))
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is escaped above


def holds(text: str, words: Collection[str]) -> bool:
    return not frozenset(words).isdisjoint(words_of(text))


def _marked(text: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    for chunk in CHUNK.finditer(text):
        parts = [(word.start(), word.end(), fold(word[0])) for word in WORD.finditer(chunk[0])]
        if len(parts) > 1 and "".join(part[2] for part in parts) in words:
            yield chunk.span()
            continue
        for start, end, word in parts:
            if word in words:
                yield chunk.start() + start, chunk.start() + end


def excerpt(text: str, words: Collection[str], *, around: int = 70) -> str:
    """The stretch of `text` about the first of `words` in it; nothing when it holds none."""
    if not holds(text, words):
        return ""
    text = unicodedata.normalize("NFC", text)
    first = next(_marked(text, words))
    start, end = max(0, first[0] - around), min(len(text), first[1] + around)
    if start:
        start = text.find(" ", start, first[0]) + 1 or first[0]
    if end < len(text):
        end = max(text.rfind(" ", first[1], end), first[1])
    before = ELLIPSIS if start else ""
    after = ELLIPSIS if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"
