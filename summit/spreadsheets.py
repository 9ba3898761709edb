"""Files for spreadsheet programs, in which no cell typed by a stranger can run as a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.encoding import iri_to_uri

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What one cell of an XLSX sheet holds, in UTF-16 units. A longer one makes Excel repair the file.
XLSX_CELL_LIMIT = 32_767

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


def xlsx_file(rows: Iterable[Iterable[Any]], *, sheet: str) -> IO[bytes]:
    """A workbook of one sheet in a temporary file, ready to be read; the caller closes it.

    The first row is the head. Each cell is a string, so none is a formula, a link or a number,
    and each starts like its twin in CSV, since people save the one as the other. Rows are written
    as they come, so a long list takes no more memory than a short one.
    """
    file = TemporaryFile()  # noqa: SIM115  # handed on open
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    worksheet = workbook.add_worksheet(sheet)
    worksheet.freeze_panes(1, 0)
    bold = workbook.add_format({"bold": True})
    for index, row in enumerate(rows):
        cells = list(row)
        if index == 0:
            worksheet.set_column(0, len(cells) - 1, 22)
        for column, cell in enumerate(cells):
            worksheet.write_string(index, column, _xlsx_text(cell), None if index else bold)
    workbook.close()
    file.seek(0)
    return file


def xlsx_response(rows: Iterable[Iterable[Any]], *, filename: str, sheet: str) -> FileResponse:
    response = FileResponse(
        xlsx_file(rows, sheet=sheet), as_attachment=True, filename=filename, content_type=XLSX_TYPE
    )
    response["Cache-Control"] = "no-store"
    return response


def _xlsx_text(value: Any) -> str:
    text = safe_cell(value).encode("utf-16-le", "replace")
    return text[: 2 * XLSX_CELL_LIMIT].decode("utf-16-le", "ignore")
