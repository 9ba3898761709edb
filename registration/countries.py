"""Countries in the reader's language, for a select."""

import unicodedata
from functools import cache

from babel import Locale

from summit.languages import language_now

# Territories of the Unicode data that no one lives in under an ISO 3166 code: islands counted
# under another country, unions, pseudo-languages and "unknown". Kosovo (XK) stays.
NOT_COUNTRIES = frozenset(
    "AC AQ BV CP CQ DG EA EU EZ HM IC QO TA UM UN XA XB ZZ".split()  # noqa: SIM905
)


def country_choices() -> tuple[tuple[str, str], ...]:
    """(code, name) in the active language, in its alphabetical order."""
    return _choices(language_now())


def country_name(code: str) -> str:
    return dict(country_choices()).get(code, code)


@cache
def country_codes() -> frozenset[str]:
    return frozenset(code for code, _name in _choices("en"))


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories
    countries = (
        (code, name.replace("'", "’"))
        for code, name in names.items()
        if len(code) == 2 and code not in NOT_COUNTRIES  # noqa: PLR2004
    )
    return tuple(sorted(countries, key=lambda country: _without_accents(country[1])))


def _without_accents(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
