"""docs/states.md says what the code does: every step, its service, its audit entry, its mails."""

import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.template.loader import get_template

from registration.events import EVENTS
from registration.models import TRANSITIONS
from summit.mail.kinds import label_of

DOC = Path(__file__).parents[2] / "docs" / "states.md"
Row = tuple[str, ...]


def rows_of(title: str) -> list[Row]:
    """The cells of the table under this heading, without its head."""
    part = DOC.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


STEPS = [*rows_of("Places"), *rows_of("Bookings")]


def allowed() -> set[tuple[str, str]]:
    return {(old, str(new)) for old, news in TRANSITIONS.items() for new in news}


def step(row: Row) -> tuple[str, str]:
    return ("" if row[0] == "(none)" else row[0], row[1])


def module_of(row: Row) -> ModuleType:
    return importlib.import_module(f"registration.services.{row[2].split('.')[0]}")


def test_tables_hold_every_allowed_step_and_no_other() -> None:
    told = {step(row) for row in (*STEPS, *rows_of("Steps that only approval makes"))}

    assert told == allowed()


def test_drawing_shows_every_allowed_step_and_no_other() -> None:
    drawn = re.findall(r"^    (\S+) --> (\w+)", DOC.read_text(encoding="utf-8"), re.MULTILINE)

    assert {("" if old == "[*]" else old, new) for old, new in drawn} == allowed()


@pytest.mark.parametrize("row", STEPS, ids=" ".join)
def test_each_step_is_a_service_with_an_audit_entry_and_its_mails(row: Row) -> None:
    module, (_from, _to, service, event, mails) = module_of(row), row

    assert inspect.isfunction(getattr(module, service.split(".")[1]))
    assert event in EVENTS
    for kind in [] if mails == "–" else mails.split(", "):
        assert label_of(kind) != kind
        for part in ("subject.txt", "message.txt", "message.html"):
            assert get_template(f"mail/{kind}_{part}")


def test_every_audit_entry_of_a_step_is_written_somewhere_in_the_services() -> None:
    folder = Path(__file__).parents[2] / "registration" / "services"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))

    missing = [event for event in sorted({row[3] for row in STEPS}) if f'"{event}"' not in source]

    assert missing == []
