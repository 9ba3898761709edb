from typing import Any

import pytest

from agenda.models import OrganisationType, Session
from registration.models import Booking, Quota, Registration
from summit.edition import clock
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)


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


@pytest.fixture
def mine(day: dict[str, Quota]) -> Registration:
    return make_registration()


@pytest.fixture
def full(day: dict[str, Quota]) -> tuple[Session, Booking]:
    """A session with one seat, and the booking that holds it."""
    [session] = make_sessions(1)
    return session, book(make_registration("first@example.org"), session)
