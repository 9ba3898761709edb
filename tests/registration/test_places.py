"""States of a place: the table of transitions, and the constraints behind it."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from registration.exceptions import TransitionRefused
from registration.models import TRANSITIONS, Place, PlaceState, ReleaseReason, Way
from tests.registration.factories import NOW, make_business_day, make_registration

ALLOWED = {
    ("", "requested"),
    ("", "pending"),
    ("", "waiting"),
    ("", "confirmed"),
    ("requested", "pending"),
    ("requested", "waiting"),
    ("requested", "confirmed"),
    ("requested", "released"),
    ("pending", "waiting"),
    ("pending", "confirmed"),
    ("pending", "released"),
    ("waiting", "offered"),
    ("waiting", "confirmed"),
    ("waiting", "released"),
    ("offered", "confirmed"),
    ("offered", "released"),
    ("confirmed", "released"),
}
STEPS = list(itertools.product(["", *PlaceState.values], PlaceState.values))


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_transition_is_allowed_only_by_the_table(old: str, new: str) -> None:
    assert (new in TRANSITIONS[old]) == ((old, new) in ALLOWED)


@pytest.mark.django_db
def test_move_to_outside_the_table_is_refused_and_writes_nothing() -> None:
    make_business_day()
    place = make_registration().confirmed_place
    assert place is not None

    with pytest.raises(TransitionRefused):
        place.move_to(PlaceState.WAITING, now=NOW)

    assert Place.objects.get().state == PlaceState.CONFIRMED


@pytest.mark.django_db
def test_release_keeps_when_and_why() -> None:
    make_business_day()
    place = make_registration().confirmed_place
    assert place is not None

    place.move_to(PlaceState.RELEASED, now=NOW, reason=ReleaseReason.MOVED)

    stored = Place.objects.get()
    assert (stored.state, stored.released_at, stored.release_reason) == ("released", NOW, "moved")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"state": "confirmed", "confirmed_at": NOW},
        {"state": "offered"},
        {"state": "released"},
        {"state": "released", "released_at": NOW},
        {"state": "waiting", "offered_until": NOW},
        {"state": "unheard-of"},
        {"state": "pending", "release_reason": "moved"},
    ],
)
def test_impossible_place_is_refused_by_the_database(values: dict[str, object]) -> None:
    quotas = make_business_day()
    registration = make_registration()

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(
            registration=registration, quota=quotas[Way.ONLINE], queued_at=NOW, **values
        )


@pytest.mark.django_db
def test_second_waiting_place_is_refused_by_the_database() -> None:
    quotas = make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Place(registration=registration, quota=quotas[Way.ONLINE]).move_to(
            PlaceState.WAITING, now=NOW
        )


@pytest.mark.django_db
def test_queue_is_first_come_first() -> None:
    make_business_day(in_person=0)
    for name in ("first", "second", "third"):
        make_registration(f"{name}@example.org", wait_in_person=True)

    queue = [place.registration.email for place in Place.objects.waiting()]

    assert queue == ["first@example.org", "second@example.org", "third@example.org"]
