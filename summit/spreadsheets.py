"""Files for spreadsheet programs, in which no cell typed by a stranger can run as a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.encoding import iri_to_uri

# NFKC turns the full-width forms of these into them.
FORMULA_STARTS = frozenset("=+-@|%")
# Spreadsheet programs skip these before they look for a formula.
_SKIPPED_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})


def safe_cell(value: Any) -> str:
    """Text of a cell that stays text: a leading apostrophe where a formula could begin.

    Control characters become spaces. Looks behind leading blanks, tabs, byte order marks and
    zero-width characters, and at full-width signs.
    Source: OWASP, CSV injection; ASVS 5.0, 1.2.10.
    """
    text = "" if value is None else str(value)
    clean = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    return f"'{clean}" if _starts_formula(text) else clean


def _starts_formula(text: str) -> bool:
    for character in text:
        if unicodedata.category(character) not in _SKIPPED_CATEGORIES:
            return unicodedata.normalize("NFKC", character)[:1] in FORMULA_STARTS
    return False


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """CSV as French and English Excel read it: semicolons, CRLF, byte order mark."""
    writer = csv.writer(_Echo(), delimiter=";", quoting=csv.QUOTE_ALL)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_response(rows: Iterable[Iterable[Any]], *, filename: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{iri_to_uri(filename)}"'
    response["Cache-Control"] = "no-store"
    return response
