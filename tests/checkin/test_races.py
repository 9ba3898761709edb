"""Doors at the same moment: real threads, real connections, committed rows."""

import json
import threading
import uuid
from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet
from django.db.transaction import Atomic
from django.test import Client
from django.urls import reverse

from registration.checkin.models import Door, Outcome, Scan
from registration.checkin.services.undoing import take_back
from registration.models import Registration
from registration.services.erasing import erase_registration
from tests.checkin.factories import MORNING, make_door, make_people, make_steward, show
from tests.registration.factories import NOW, make_registration
from tests.registration.test_races import race
from tests.services.environment import EMBEDDED, stack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

DEVICES = 12


def inside() -> int:
    return Scan.objects.present_at(MORNING).count()


def run_race_of_doors() -> Counter[str]:
    """One ticket at twelve doors; how each answered."""
    make_door()
    [ticket] = make_people(1)
    doors = [make_door(f"door-{number}") for number in range(DEVICES)]
    ends = race(*[partial(show, door, ticket) for door in doors])
    return Counter(getattr(end, "outcome", type(end).__name__) for end in ends)


def test_one_ticket_at_many_doors_at_once_enters_once() -> None:
    ends = run_race_of_doors()

    assert ends == {Outcome.WELCOME: 1, Outcome.ALREADY_IN: DEVICES - 1}
    assert (inside(), Scan.objects.counted().count()) == (1, 1)


@pytest.fixture
def _without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the lock of the person: everybody has looked before anybody writes."""
    looked = threading.Barrier(DEVICES)
    save = Scan.save

    def save_late(self: Scan, *args: Any, **values: Any) -> None:
        looked.wait(timeout=30)
        save(self, *args, **values)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    monkeypatch.setattr(Scan, "save", save_late)
    if stack() == EMBEDDED:
        monkeypatch.setattr(Atomic, "__enter__", lambda self: None)
        monkeypatch.setattr(Atomic, "__exit__", lambda self, *error: None)


@pytest.mark.usefixtures("_without_guard")
def test_canary_without_the_lock_every_door_lets_the_ticket_in() -> None:
    assert run_race_of_doors() == {Outcome.WELCOME: DEVICES}


def test_one_scan_sent_many_times_at_once_is_one_row() -> None:
    door = make_door()
    nonce, other = uuid.uuid4(), uuid.uuid4()
    ticket = make_registration()

    known = race(*[partial(show, door, ticket, nonce=nonce)] * DEVICES)
    unknown = race(*[partial(show, door, "unknown", nonce=other)] * DEVICES)

    assert {row.pk for row in (*known, *unknown)} == set(Scan.objects.values_list("pk", flat=True))
    assert Scan.objects.count() == 2


def test_taking_back_at_once_makes_one_row_and_scanning_meanwhile_never_counts_two() -> None:
    door = make_door()
    ticket = make_registration()
    entry = show(door, ticket)
    back = partial(take_back, scan_id=entry.pk, door=door, at=MORNING, by=None)

    race(*[back] * 4, *[partial(show, door, ticket, minutes=1)] * 4)

    assert Scan.objects.filter(undoes=entry).count() <= 1
    assert inside() <= 1


def test_person_erased_while_scanned_leaves_nothing() -> None:
    door = make_door()
    tickets = [make_registration(f"p{number}@example.org") for number in range(4)]

    ends = race(
        *[partial(erase_registration, registration_id=t.pk, now=NOW, by="self") for t in tickets],
        *[partial(show, door, ticket) for ticket in tickets for _ in range(2)],
    )

    assert not [end for end in ends if isinstance(end, Exception)]
    assert (Registration.objects.count(), inside()) == (0, 0)
    assert set(Scan.objects.values_list("outcome", flat=True)) <= {Outcome.UNKNOWN}


# --- Two devices without a connection -------------------------------------------------------------


def of_device(tickets: list[Registration], begin: int) -> dict[str, Any]:
    """A scan every six seconds, the last one a minute ago."""
    rows = [
        {
            "nonce": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{begin}:{number}")),
            "code": ticket.ticket_code,
            "kind": "entry",
            "age": 60 + begin + 6 * (len(tickets) - number),
            "forced": False,
            "offline": True,
        }
        for number, ticket in enumerate(tickets)
    ]
    return {"scans": rows}


def send(door: Door, upload: dict[str, Any], user: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    address = reverse("registration:checkin:scans", args=[door.slug])
    response = client.post(address, json.dumps(upload), content_type="application/json")
    assert response.status_code == 200
    return response.json()


def outcomes_of(*answers: dict[str, Any]) -> Counter[str]:
    return Counter(result["outcome"] for answer in answers for result in answer["results"])


def test_two_devices_with_twenty_tickets_in_common_give_180_entries_and_20_conflicts(
    settings: Any,
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    door, other, steward = make_door(), make_door("b"), make_steward()
    tickets = make_people(180)
    mine, theirs = of_device(tickets[:100], 0), of_device(tickets[80:], 3)

    answers = race(partial(send, door, mine, steward), partial(send, other, theirs, steward))

    assert outcomes_of(*answers) == {Outcome.WELCOME: 180, Outcome.CONFLICT: 20}
    rows = Scan.objects.order_by("pk").values_list("pk", "at", "outcome", "counts")
    before = list(rows)
    assert len(before) == 200
    assert Scan.objects.counted().count() == 180
    assert Scan.objects.conflicts().count() == 20

    again = [send(door, mine, steward), send(other, theirs, steward)]

    assert list(rows) == before
    assert [one["results"] for one in again] == [one["results"] for one in answers]
    assert {one["present"] for one in again} == {180}
