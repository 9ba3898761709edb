"""Rows of a table that an organiser pasted or read from a file: text in, cells out."""

import csv
import io

ROWS_AT_MOST = 500
CELL_AT_MOST = 500


class TableRefused(Exception):
    """Not a table that can be read; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def decode_table(content: bytes) -> str:
    """UTF-8 with or without mark, else the encoding that Excel writes in French."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableRefused("unreadable")


def read_table(text: str) -> list[tuple[int, list[str]]]:
    """(line number, cells) of each row that holds something, at most 500.

    Cells are parted by tabs (pasted from a spreadsheet), semicolons or commas, whichever the
    first line holds. The apostrophe that exports put before a formula is taken off.
    """
    if "\0" in text:
        raise TableRefused("unreadable")
    first = text.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    delimiter = next((sign for sign in "\t;," if sign in first), ";")
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    except csv.Error:
        raise TableRefused("unreadable") from None
    found = [
        (number, [_clean(cell) for cell in row])
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    ]
    if len(found) > ROWS_AT_MOST + 1:
        raise TableRefused("too_long")
    return found


def _clean(cell: str) -> str:
    text = " ".join(cell.split())[:CELL_AT_MOST]
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "|", "%") else text
