"""The languages of the site, and which of them is read now."""

from django.conf import settings
from django.utils.translation import get_language

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def language_now() -> str:
    """One of LANGUAGES: the active one, the site's own where none is."""
    active = (get_language() or "").partition("-")[0]
    return active if active in LANGUAGES else str(settings.LANGUAGE_CODE)
