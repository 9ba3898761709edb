from pathlib import Path
from typing import Any

import pytest

from summit.breaker import Breaker
from summit.edition.models import Edition
from summit.mail import wake
from tests.mail.factories import make_edition


@pytest.fixture(autouse=True)
def _templates_of_these_tests(settings: Any) -> None:
    (engine,) = settings.TEMPLATES
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], folder]}]


@pytest.fixture(autouse=True)
def broker(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """What this process has seen of the broker: nothing yet."""
    fresh = Breaker()
    monkeypatch.setattr(wake, "broker", fresh)
    return fresh


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition()
