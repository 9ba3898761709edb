"""Templates of what a page repeats hundreds of times: rendered once, then only filled in.

Such a template may print its values and ask whether they are there, nothing else: what it does
to a value, it would do to the mark that stands for it.
"""

import html
import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Signs that no template holds; values come in after they have been looked for.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(rf"{_OPEN}(\w+){_CLOSE}")


def fill(name: str, values: Mapping[str, object], language: str) -> SafeString:
    """The template `name` with `values`, which must be safe as markup; `language` is active."""
    cut = _cut.__wrapped__ if settings.DEBUG else _cut
    there = tuple(map(bool, values.values()))
    return SafeString(cut(name, language, tuple(values), there) % values)


def escaped(text: str) -> SafeString:
    """The same as Django's `escape`, which takes longer to ask whether the text is lazy."""
    return SafeString(html.escape(text))


@lru_cache(maxsize=256)
def _cut(name: str, _language: str, keys: tuple[str, ...], there: tuple[bool, ...]) -> str:
    """A format for values that are there; those that are not are empty for the template too."""
    marks = {
        key: SafeString(f"{_OPEN}{key}{_CLOSE}") if is_there else ""
        for key, is_there in zip(keys, there, strict=True)
    }
    return _MARK.sub(r"%(\1)s", render_to_string(name, marks).replace("%", "%%"))
