import datetime as dt

import pytest

from registration.models import Consent
from registration.services.purging import purge_access_needs
from tests.registration.factories import PARIS, make_business_day, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

NEEDS = {
    "access_needs": ("step_free",),
    "access_note": "Near the door",
    "access_consent_text": "I agree.",
}


@pytest.mark.parametrize(
    ("moment", "emptied"),
    [
        (dt.datetime(2025, 2, 18, 23, 59, 59, tzinfo=PARIS), 0),
        (dt.datetime(2025, 2, 19, 0, 0, tzinfo=PARIS), 1),
    ],
)
def test_access_needs_are_erased_when_seven_days_have_passed(
    moment: dt.datetime, emptied: int
) -> None:
    make_business_day()
    registration = make_registration(**NEEDS)
    make_registration("other@example.org")

    assert purge_access_needs(moment) == emptied

    registration.refresh_from_db()
    kept = bool(registration.access_needs or registration.access_note)
    assert kept == (not emptied)
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == (0 if emptied else 1)


def test_purging_twice_changes_nothing_more() -> None:
    make_business_day()
    make_registration(**NEEDS)
    later = dt.datetime(2025, 3, 1, tzinfo=PARIS)
    assert (purge_access_needs(later), purge_access_needs(later)) == (1, 0)
