"""Names in our mail and invitations: typed by anyone, sent from our address to anyone's.

Whoever fills in the form chooses both the name and the address, so a name could carry a
stranger's message or link under our signature. A name that does not look like one is left out:
the greeting goes on without it, and nothing in the mail becomes a link.
"""

import re
import unicodedata

LONGEST = 40
MOST_WORDS = 4
SIGNS = frozenset(" '’ʼ-‐‑.·")
# A full stop between letters makes an address of it (evil.example); "J.R." does not.
DOTTED = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}|[^\W\d_]\.[^\W\d_]{2,}")


def name_for_mail(name: str) -> str:
    """`name` on one line, or "" when it may be more than a name."""
    text = " ".join(unicodedata.normalize("NFC", name).split())
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS or DOTTED.search(text):
        return ""
    return text if all(may_stand_in_name(sign) for sign in text) else ""


def full_name_for_mail(first_name: str, last_name: str) -> str:
    """Both names, or "" when one of them may be more than a name."""
    first, last = name_for_mail(first_name), name_for_mail(last_name)
    return f"{first} {last}" if first and last else ""


def may_stand_in_name(sign: str) -> bool:
    return sign in SIGNS or unicodedata.category(sign)[0] in "LM"
