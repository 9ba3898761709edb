"""The outline icons, inlined so that they take the colour of the text and cost no request."""

import json
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@cache
def load_drawings() -> dict[str, SafeString]:
    content = json.loads((Path(__file__).parent / "icons.json").read_text())
    return {name: mark_safe(drawing) for name, drawing in content["icons"].items()}  # noqa: S308 - our file


@lru_cache(maxsize=512, typed=True)
def draw_icon(name: str, css_class: str = "", label: str = "") -> SafeString:
    """The SVG of icon `name`; hidden from assistive technology unless it has a `label`.

    Raises KeyError when the set (icons.txt) does not hold it.
    """
    meaning = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon icon-{}{}" viewBox="0 0 24 24" width="18" height="18" {}>{}</svg>',
        name,
        f" {css_class}" if css_class else "",
        meaning,
        load_drawings()[name],
    )
