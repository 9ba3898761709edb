from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from registration.checkin.models import Door
from tests.checkin.factories import MORNING, make_door, make_steward


@pytest.fixture
def door(db: None) -> Door:
    return make_door()


@pytest.fixture
def morning() -> Iterator[Any]:
    """The doors have just opened."""
    with time_machine.travel(MORNING, tick=False) as moment:
        yield moment


@pytest.fixture
def steward(client: Client, settings: Any, door: Door, morning: Any) -> Client:
    """Signed in with the right of the doors and no other, on the morning of the day."""
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(make_steward())
    return client
