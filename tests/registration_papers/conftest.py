import pytest

from registration.models import Quota
from summit.edition import clock
from tests.registration.factories import NOW, make_business_day


@pytest.fixture
def day(db: None) -> dict[str, Quota]:
    quotas = make_business_day()
    clock.set_rehearsal(NOW)
    return quotas
