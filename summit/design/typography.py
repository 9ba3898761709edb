"""French typography, added at display time: the stored text keeps plain spaces.

Narrow no-break spaces go before : ; ? ! » and after «, inside hours and between groups of three
digits; no-break spaces bind a day to its month and a number to its unit. English text only gets the
day bound to its month. In both, a name keeps its last letter or Roman number (Station F, Salle IV).
Only existing spaces are replaced, so addresses never change.
"""

import re
from functools import lru_cache

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# Letters that are a word of their own, or an initial, may start a line.
_LETTER = re.compile(r"(?<=\w)[ ](?=(?:[B-HJ-XZ]|[IVX]{2,})\b(?![’'.&]))")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[ \u00a0]+(?=[:;?!»])"), NARROW),
    (re.compile(r"(?<=«)[ \u00a0]+"), NARROW),
    (re.compile(r"\b(\d{1,2})[ \u00a0](?=h\b)"), rf"\1{NARROW}"),
    (re.compile(r"(?<=\dh|\u202fh)[ \u00a0](?=[0-5]\d\b)"), NARROW),
    (re.compile(r"(?<![\d.,])(\d{1,3})[ \u00a0](?=\d{3}(?!\d))"), rf"\1{NARROW}"),
    (re.compile(r"(?<=\d)[ \u00a0](?=%)"), NARROW),
    (re.compile(r"(?<=\d)[ \u00a0](?=(?:€|millions?|milliards?)\b|€)"), NO_BREAK),
    (re.compile(rf"\b(\d{{1,2}}|1er)[ \u00a0](?=(?:{_MONTHS})\b)"), rf"\1{NO_BREAK}"),
    (re.compile(r"\b(de|sur|à)[ \u00a0](?=l’IA\b)"), rf"\1{NO_BREAK}"),
    (_LETTER, NO_BREAK),
)
_ENGLISH_DAY = re.compile(
    r"\b(\d{1,2})[ ](?=(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b)"
)
_TAG = re.compile(r"(<[^<>]*>)")


def set_french_spaces(text: str) -> str:
    """`text` (no markup) with French no-break spaces."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def set_english_spaces(text: str) -> str:
    return _LETTER.sub(NO_BREAK, _ENGLISH_DAY.sub(rf"\1{NO_BREAK}", text))


@lru_cache(maxsize=4096, typed=True)
def set_spaces(text: str, language: str, *, markup: bool = False) -> str:
    """`text` as it is printed in `language`; with `markup`, tags and their attributes stay."""
    set_language = set_french_spaces if language.startswith("fr") else set_english_spaces
    if not markup:
        return set_language(text)
    return "".join(
        part if part.startswith("<") else set_language(part) for part in _TAG.split(text)
    )
