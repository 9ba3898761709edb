"""What a mistyped address was probably meant to be. Pure."""

from collections.abc import Iterable
from typing import TypeVar

from rapidfuzz import fuzz, process

from agenda.words import key_of

Thing = TypeVar("Thing")

CLOSE_ENOUGH = 60.0
SHOWN = 3
MAX_LENGTH = 200


def nearest(wanted: str, known: Iterable[tuple[str, Thing]]) -> list[Thing]:
    """Up to three of `known`, pairs of text and thing, whose text looks like `wanted`.

    A thing may stand under several texts; words may stand in another order.
    """
    pairs = list(known)
    matches = process.extract(
        key_of(wanted[:MAX_LENGTH]),
        [key_of(text) for text, _thing in pairs],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=CLOSE_ENOUGH,
        limit=SHOWN * 3,
    )
    found: list[Thing] = []
    for _text, _score, place in matches:
        if pairs[place][1] not in found:
            found.append(pairs[place][1])
    return found[:SHOWN]
