"""The three parts of a mail, made from its templates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from summit import ics

SUBJECT_LENGTH = 250


@dataclass(frozen=True, slots=True)
class Parts:
    """`subject` may still be longer than a row holds."""

    subject: str
    text: str
    html: str


def render_parts(kind: str, language: str, values: Mapping[str, Any]) -> Parts:
    """Render mail/<kind>_{subject.txt,message.txt,message.html} in `language`."""
    values = {**values, "language": language}
    with translation.override(language):
        subject, text, html = (
            _render_template(f"mail/{kind}_{part}", values)
            for part in ("subject.txt", "message.txt", "message.html")
        )
    return Parts(ics.one_line(subject), _tidy(text), ics.plain_text(html).strip() + "\n")


def _tidy(text: str) -> str:
    """Without what template tags leave behind: trailing blanks, rows of empty lines."""
    lines = "\n".join(line.rstrip() for line in ics.plain_text(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _render_template(name: str, values: dict[str, Any]) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(values, autoescape=name.endswith(".html"))))
