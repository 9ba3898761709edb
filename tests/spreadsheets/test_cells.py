import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit.spreadsheets import FORMULA_STARTS, XLSX_CELL_LIMIT, csv_lines, safe_cell, xlsx_file

HOSTILE = [
    "=1+1",
    "+33 1 99 00",
    "-2+3",
    "@SUM(A1)",
    "|calc",
    "%0A",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\u00a0=1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u200e\u202e=1+1",
    "\x00=1+1",
    "\u0301=1",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_cell_that_could_begin_a_formula_gets_an_apostrophe(hostile: str) -> None:
    assert safe_cell(hostile).startswith("'")


@pytest.mark.parametrize("plain", ["Camille", "L’Oréal", "10 h", "a=b", "", "١٢", "😀"])
def test_plain_text_stays_as_it_is(plain: str) -> None:
    assert safe_cell(plain) == plain


def test_nothing_known_is_an_empty_cell() -> None:
    assert safe_cell(None) == ""


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=4))
def test_any_text_keeps_its_cell_and_never_begins_a_formula(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows)).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [len(row) for row in read] == [len(row) for row in rows]
    assert not any(cell.lstrip()[:1] in FORMULA_STARTS for row in read for cell in row if cell)


def read_back(rows: list[list[object]]) -> list[list[openpyxl.cell.Cell]]:
    with xlsx_file(rows, sheet="Registrations") as file:
        (sheet,) = openpyxl.load_workbook(file).worksheets
        return [list(row) for row in sheet.iter_rows()]


def test_workbook_no_cell_is_a_formula_a_number_or_a_link() -> None:
    plain = ["https://example.org", "12", "2025-02-11 09:00", "{=1}", "Camille", "<b>&amp;"]
    (_head, *rows) = read_back([["Head"], *([text] for text in HOSTILE + plain)])
    cells = [row[0] for row in rows]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == [safe_cell(text) for text in HOSTILE + plain]
    assert not any(cell.hyperlink for cell in cells)


def test_workbook_head_stays_in_sight_and_is_bold() -> None:
    with xlsx_file([["Name"], ["Camille"]], sheet="Inscriptions") as file:
        sheet = openpyxl.load_workbook(file)["Inscriptions"]
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet["A2"].font.b) == ("A2", True, False)


def test_workbook_text_longer_than_a_cell_is_cut_to_what_excel_opens() -> None:
    ((cell,),) = read_back([["😀" * XLSX_CELL_LIMIT]])
    assert cell.value == "😀" * (XLSX_CELL_LIMIT // 2)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1, max_size=4))
def test_workbook_any_text_is_read_back_as_text(rows: list[list[str]]) -> None:
    cells = [cell for row in read_back([["a", "b"], *rows]) for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not any(
        str(cell.value or "").lstrip()[:1] in FORMULA_STARTS for cell in cells if cell.value
    )
