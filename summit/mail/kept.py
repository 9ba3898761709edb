"""Mails that differ in a name, a code and some links are rendered once for many people.

Rendering a mail costs more than all else that writing it takes. So a mail is rendered with
marks where the personal values stand, kept in the process under all else that it is made of,
and the marks are replaced for each person, escaped as the template would.

The result equals plain rendering, or plain rendering is used: for values that a filter might
treat otherwise than a mark (signs that typography moves, markup, digits beside blanks) and for
templates that put a mark where its neighbours could matter.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import partial
from inspect import getattr_static
from threading import Lock
from typing import Any
from unicodedata import is_normalized
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from django.utils.html import escape

from summit.design.typography import set_spaces
from summit.links import PLACEHOLDER_PATH, absolute_url
from summit.mail.rendering import Parts, render_parts

LIMIT = 64
PART_NAMES = ("subject", "text", "html")

# Words of letters with single signs between them; and codes in groups.
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’‑-][^\W\d_]+)*|[0-9A-Z]+(?:-[0-9A-Z]+)*")
# What may stand around a mark: the end of a line or tag, a quote, a comma; before it a word too.
_BLANK = "[ \u00a0\u202f]"
_WORD = rf"(?<!\w)(?!(?:de|sur)\b)[^\W\d_]{{2,}}(?:{_BLANK}?:|,)?{_BLANK}"
_BEFORE = re.compile(rf'(?:^|\n *|>|"|{_WORD})$')
_AFTER = re.compile(r'$|[\n<",]|\.(?!\w)')
_LONGEST_BEFORE = 40
# A piece of a mark this long is left behind by a filter that changed it.
_TELLTALE = 9


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a personal value stands; `first_upper` where a template writes it with a capital."""

    name: str
    first_upper: bool = False

    def fill(self, value: str, *, in_html: bool) -> str:
        if self.first_upper:
            value = value[:1].upper() + value[1:]
        return escape(value) if in_html else value


Pieces = tuple[str | Slot, ...]


class CannotName(Exception):
    """What a mail is made of cannot be told in a key."""


class KeptMails:
    """Renderings of this process, by all that they are made of but the personal values."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, tuple[Pieces, ...] | None] = OrderedDict()
        self._lock = Lock()

    def render(
        self,
        kind: str,
        language: str,
        values: Mapping[str, Any],
        *,
        personal: Collection[str],
        links: Mapping[str, str],
    ) -> Parts:
        """As render_parts(kind, language, {**values, **links}).

        `personal` names the values that differ from person to person; templates write them or
        leave them out when they are empty, and ask no more of them. `links` are placeholders.
        """
        given = {name: values[name] for name in personal if values.get(name)}
        if settings.DEBUG or not all(_is_plain(value, language) for value in given.values()):
            return render_parts(kind, language, {**values, **links})
        others = {name: value for name, value in values.items() if name not in given}
        try:
            rest = _name(others)
        except CannotName:
            return render_parts(kind, language, {**values, **links})
        key = (kind, language, settings.SITE_URL, tuple(given), tuple(links), rest)
        pieces = self._take(key, partial(_render_with_marks, kind, language, others, given, links))
        if pieces is None:
            return render_parts(kind, language, {**values, **links})
        return _join(pieces, {**given, **links})

    def _take(
        self, key: object, make: Callable[[], tuple[Pieces, ...] | None]
    ) -> tuple[Pieces, ...] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        pieces = make()
        with self._lock:
            self._kept[key] = pieces
            while len(self._kept) > LIMIT:
                self._kept.popitem(last=False)
        return pieces


def _is_plain(value: object, language: str) -> bool:
    """Whether no filter, tag or normalisation treats this value otherwise than a mark."""
    return (
        type(value) is str
        and _PLAIN.fullmatch(value) is not None
        and "IA" not in value
        and is_normalized("NFC", value)
        and set_spaces(value, language) == value
    )


def _render_with_marks(
    kind: str,
    language: str,
    others: Mapping[str, Any],
    personal: Collection[str],
    links: Collection[str],
) -> tuple[Pieces, ...] | None:
    """The parts cut at their marks; None where a mark was changed or its neighbours matter."""
    tokens = {name: f"q{secrets.token_hex(20)}q" for name in (*personal, *links)}
    marks = {name: tokens[name] for name in personal}
    addresses = {name: absolute_url(f"{PLACEHOLDER_PATH}{tokens[name]}") for name in links}
    parts = render_parts(kind, language, {**others, **marks, **addresses})
    slots = {mark: Slot(name) for name, mark in {**marks, **addresses}.items()}
    slots |= {mark.capitalize(): Slot(name, first_upper=True) for name, mark in marks.items()}
    cut = re.compile(f"({'|'.join(map(re.escape, slots))})")
    found = []
    for part in PART_NAMES:
        pieces = cut.split(getattr(parts, part))
        texts = pieces[::2]
        left = "".join(texts).lower()
        is_whole = not any(token[:_TELLTALE] in left for token in tokens.values())
        if not (is_whole and all(map(_is_calm, texts, texts[1:]))):
            return None
        found.append(tuple(slots.get(piece, piece) for piece in pieces))
    return tuple(found)


def _is_calm(before: str, after: str) -> bool:
    return bool(_BEFORE.search(before[-_LONGEST_BEFORE:]) and _AFTER.match(after))


def _join(parts: tuple[Pieces, ...], values: Mapping[str, str]) -> Parts:
    subject, text, html = (
        "".join(
            piece.fill(values[piece.name], in_html=name == "html")
            if isinstance(piece, Slot)
            else piece
            for piece in pieces
        )
        for name, pieces in zip(PART_NAMES, parts, strict=True)
    )
    return Parts(subject, text, html)


def _name(value: Any) -> object:
    """A hashable value that differs whenever a template could show something else."""
    if value is None or isinstance(value, str | int | float | Decimal | date | time | UUID):
        return type(value).__name__, str(value)
    if isinstance(value, Mapping):
        return tuple((key, _name(one)) for key, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_name, value))
    if isinstance(value, Model):
        return _name_row(value)
    raise CannotName


def _name_row(row: Model) -> object:
    """All that stands in a row, in every language, and in the rows that were read with it."""
    held, near = vars(row), row._state.fields_cache
    values = []
    for field in row._meta.concrete_fields:
        if field.attname not in held:
            # Only the languages of a translated field stand in the row.
            if isinstance(getattr_static(type(row), field.attname), DeferredAttribute):
                raise CannotName
        elif field.is_relation and held[field.attname] is not None and field.name not in near:
            raise CannotName  # a template could go and read it
        else:
            values.append(str(held[field.attname]))
    rows = tuple(_name_row(one) for one in near.values() if isinstance(one, Model))
    return row._meta.label, tuple(values), rows


mails = KeptMails()
