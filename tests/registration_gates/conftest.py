from typing import Any

import pytest

from registration.models import Quota
from summit.edition import clock
from tests.registration.factories import NOW, make_business_day


@pytest.fixture(autouse=True)
def _patient_form(settings: Any) -> None:
    """Tests fill forms faster than people; the time trap has tests of its own."""
    settings.SUMMIT_FORM_MIN_SECONDS = 0


@pytest.fixture
def day(db: None) -> dict[str, Quota]:
    quotas = make_business_day()
    clock.set_rehearsal(NOW)
    return quotas
