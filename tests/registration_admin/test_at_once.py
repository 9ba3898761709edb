"""What the desk does while others do the same: real threads and a real worker."""

from functools import partial
from typing import Any

import pytest

from registration.exceptions import NotWaiting
from registration.models import Booking, DecisionRun, Place, PlaceState, Quota, Way
from registration.services.adding import confirm_with_added_place
from registration.services.deciding import carry_out_decisions, plan_selected, start_decisions
from registration.services.turns import put_seat_first
from summit.accounts.models import User
from summit.edition.snapshots import forget_all
from summit.mail.models import OutgoingEmail
from tests.mail.test_wake import wait_for
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)
from tests.registration.test_races import race
from tests.services.worker import WorkerProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run() -> DecisionRun:
    make_business_day(in_person=2)
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    forget_all()
    people = [make_registration(f"{name}@example.org").pk for name in "abc"]
    boss = User.objects.create_user("boss@example.org", is_staff=True)
    return start_decisions(plan_selected(people, approves=True), by=boss)


@pytest.mark.embedded
def test_two_people_let_in_at_once_get_a_place_each_and_no_third_is_given() -> None:
    make_business_day(in_person=1)
    make_registration("holder@example.org")
    guests = [make_registration(f"g{n}@example.org", wait_in_person=True) for n in range(3)]
    common: dict[str, Any] = {"now": NOW, "by": "system", "reason": "Invité"}
    jobs = [
        partial(confirm_with_added_place, registration_id=guest.pk, **common)
        for guest in (guests[1], guests[1], guests[2])
    ]

    ends = race(*jobs)

    assert [type(end) for end in ends if isinstance(end, Exception)] == [NotWaiting]
    places = Place.objects.filter(quota__way=Way.IN_PERSON)
    taken = places.filter(state=PlaceState.CONFIRMED).count()
    assert (taken, Quota.objects.get(way=Way.IN_PERSON).capacity) == (3, 3)
    assert list(places.waiting().values_list("registration", flat=True)) == [guests[0].pk]


@pytest.mark.embedded
def test_two_put_first_at_once_stand_one_behind_the_other() -> None:
    make_business_day()
    (session,) = make_sessions(1)
    line = [book(make_registration(f"p{n}@example.org"), session, wait=True) for n in range(4)]
    common: dict[str, Any] = {"by": "system", "reason": "Anime la table"}

    race(*(partial(put_seat_first, booking_id=row.pk, **common) for row in line[2:]))

    order = list(Booking.objects.waiting().values_list("pk", flat=True))
    assert sorted(order[:2]) == [line[2].pk, line[3].pk]
    assert order[2] == line[1].pk


@pytest.mark.embedded
def test_two_workers_decide_each_row_once(run: DecisionRun) -> None:
    before = OutgoingEmail.objects.count()

    race(carry_out_decisions, carry_out_decisions)

    assert sorted(run.rows.values_list("outcome", flat=True)) == ["approved", "approved", "queued"]
    assert OutgoingEmail.objects.count() == before + 3


@pytest.mark.long
def test_worker_carries_the_decisions_out_without_being_asked_again(
    celery_worker_process: WorkerProcess, run: DecisionRun
) -> None:
    wait_for(lambda: DecisionRun.objects.get(pk=run.pk).is_finished)

    assert not run.rows.filter(outcome="").exists()
