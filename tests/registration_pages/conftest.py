from typing import Any

import pytest

from agenda.models import OrganisationType
from registration.models import Quota
from summit.edition import clock
from tests.registration.factories import NOW, make_business_day


@pytest.fixture(autouse=True)
def _patient_form(settings: Any) -> None:
    """Tests fill forms faster than people; the time trap has tests of its own."""
    settings.SUMMIT_FORM_MIN_SECONDS = 0


@pytest.fixture
def day(db: None) -> dict[str, Quota]:
    OrganisationType.objects.create(slug="pme", name_fr="PME", name_en="SME")
    quotas = make_business_day()
    clock.set_rehearsal(NOW)
    return quotas
