"""The two-letter mark of a theme: colour is never its only sign."""

from django.utils.translation import get_language

# slug: class, French mark, English mark
_MARKS = {
    "interet-public": ("ip", "IP", "PI"),
    "avenir-du-travail": ("at", "AT", "FW"),
    "innovation-culture": ("ic", "IC", "IC"),
    "confiance": ("co", "CO", "TR"),
    "gouvernance-mondiale": ("gm", "GM", "GG"),
}


def find_mark(slug: str, name: str = "") -> tuple[str, str]:
    """CSS suffix and letters of a theme; a theme added later borrows its name's first letters."""
    if slug in _MARKS:
        suffix, french, english = _MARKS[slug]
        return suffix, french if (get_language() or "").startswith("fr") else english
    return "other", (name or slug)[:2].upper()
