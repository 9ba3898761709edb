"""Templates of what a page repeats hundreds of times: rendered once, then only filled in.

Such a template may print its values and ask whether they are there, nothing else: what it does
to a value, it would do to the mark that stands for it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Signs that no template holds; values come in after they have been looked for.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(rf"{_OPEN}(\w+){_CLOSE}")


def fill(name: str, values: Mapping[str, object]) -> SafeString:
    """The template `name` in the active language with `values`, which must be safe as markup."""
    cut = _cut.__wrapped__ if settings.DEBUG else _cut
    there = tuple(map(bool, values.values()))
    return SafeString(cut(name, get_language() or "", tuple(values), there) % values)


@lru_cache(maxsize=256)
def _cut(name: str, _language: str, keys: tuple[str, ...], there: tuple[bool, ...]) -> str:
    """A format for values that are there; those that are not are empty for the template too."""
    marks = {
        key: SafeString(f"{_OPEN}{key}{_CLOSE}") if is_there else ""
        for key, is_there in zip(keys, there, strict=True)
    }
    return _MARK.sub(r"%(\1)s", render_to_string(name, marks).replace("%", "%%"))
