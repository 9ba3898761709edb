"""What the lists of the organisers cost, whatever they hold."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registration.models import Invitee, OnlineAttendance, Quota, Way
from registration.services.deciding import plan_selected, start_decisions
from summit.accounts.models import User
from tests.registration.factories import NOW, make_business_day, make_registration
from tests.registration_gates.test_codes import make_code

pytestmark = pytest.mark.django_db

QUERIES = {
    "registration": 14,
    "pendingplace": 10,
    "waitingplace": 9,
    "invitationcode": 9,
    "invitee": 9,
    "quota": 9,
    "onlineattendance": 11,
}


@pytest.fixture
def organiser(client: Client, settings: Any) -> Client:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    return client


def add_row(number: int) -> None:
    """One more in each list: who asks, who waits, who is invited by a code, who watched."""
    in_person = Quota.objects.filter(way=Way.IN_PERSON)
    in_person.update(requires_approval=True, capacity=9)
    person = make_registration(f"p{number}@example.org")
    in_person.update(requires_approval=False, capacity=0)
    make_registration(f"w{number}@example.org", wait_in_person=True)
    Invitee.objects.create(
        code=make_code(5),
        email=f"i{number}@example.org",
        first_name="Zoé",
        last_name="Petit",
        language="fr",
        invited_at=NOW,
    )
    moment = timezone.now()
    OnlineAttendance.objects.create(
        registration=person, kind="live", first_seen_at=moment, last_seen_at=moment
    )
    boss = User.objects.get(email="boss@example.org")
    start_decisions(plan_selected([person.pk], approves=True), by=boss)


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", QUERIES)
def test_list_costs_the_same_for_one_row_and_for_three(organiser: Client, name: str) -> None:
    address = reverse(f"admin:registration_{name}_changelist")
    make_business_day()
    add_row(1)
    one = cost(organiser, address)
    add_row(2)
    add_row(3)

    assert (one, cost(organiser, address)) == (QUERIES[name], QUERIES[name])
