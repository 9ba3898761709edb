"""What the browser is given: small, ours alone, and ready for hashed names."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


@pytest.mark.parametrize("file", [*SHEETS, *SCRIPTS, *STATIC.glob("img/*.svg")], ids=str)
def test_static_file_names_no_other_site(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text) == []


@pytest.mark.parametrize("file", [*SHEETS, *SCRIPTS], ids=str)
def test_static_file_points_to_no_source_map(file: Path) -> None:
    assert "sourceMappingURL" not in file.read_text()


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_address_in_a_sheet_is_relative_and_exists(sheet: Path) -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)\"?\)", sheet.read_text())
    missing = [a for a in addresses if not (sheet.parent / a).resolve().is_file()]
    assert missing == []


def test_public_sheet_and_script_fit_the_budget_of_a_first_view() -> None:
    sheet = len(gzip.compress((STATIC / "css" / "summit.css").read_bytes(), 9))
    script = len(gzip.compress((STATIC / "js" / "summit.js").read_bytes(), 9))
    assert sheet < 16_000
    assert script < 3_500


@pytest.mark.parametrize("family", ["inter", "bricolage-grotesque"])
def test_face_is_one_small_file_with_its_licence(family: str) -> None:
    assert (STATIC / "fonts" / f"{family}.woff2").stat().st_size < 50_000
    assert (
        "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / f"{family}.LICENSE.txt").read_text().upper()
    )


def test_mail_header_is_light_enough_for_a_mail() -> None:
    assert (STATIC / "img" / "mail-header.png").stat().st_size < 20_000
