"""Text made comparable: blind to case, accents, ligatures, plurals and signs nobody sees. Pure."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# Shorter words are not taken for plurals.
PLURAL_FROM = 4


def fold(text: str) -> str:
    """Lower case without accents, ligatures opened; other signs stay."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def singular(word: str) -> str:
    """A folded word without the mark of its plural."""
    return word[:-1] if len(word) >= PLURAL_FROM and word[-1] in "sx" else word


def one_visible_line(text: str) -> str:
    """Controls, invisible marks and halves of characters part words; blanks are collapsed."""
    visible = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return " ".join("".join(visible).split())
