import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit.spreadsheets import FORMULA_STARTS, csv_lines, safe_cell


@pytest.mark.parametrize(
    "hostile",
    [
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
    ],
)
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
