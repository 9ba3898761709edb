"""Places left, as everyone sees them."""

import datetime as dt
from typing import Any

import pytest
from django.db import models
from pytest_django.fixtures import DjangoAssertNumQueries

from registration.models import Place, Quota, Way
from registration.services.availability import availability, places_left, queue_position
from summit.edition.models import RegistrationMode
from summit.statements import Statement
from tests.registration.factories import (
    NOW,
    at,
    make_business_day,
    make_registration,
    register,
)


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "left"),
    [
        (None, 9000, 0, None),
        (5, 0, 0, 5),
        (5, 4, 0, 1),
        (5, 5, 0, 0),
        (5, 7, 0, 0),  # lowered below what is taken
        (5, 4, 1, 0),  # a freed place is kept for whoever waits
        (5, 2, 1, 2),  # what is beyond the queue is open to all
        (0, 0, 0, 0),
    ],
)
def test_places_left(capacity: int | None, taken: int, waiting: int, left: int | None) -> None:
    assert places_left(capacity=capacity, taken=taken, waiting=waiting) == left


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("capacity", "people", "state"),
    [
        (None, 3, "open"),
        (100, 3, "open"),
        (13, 2, "open"),
        (13, 3, "few"),
        (3, 2, "few"),
        (3, 3, "full"),
        (0, 0, "full"),
    ],
)
def test_state_follows_the_places_left(capacity: int | None, people: int, state: str) -> None:
    make_business_day(in_person=capacity)
    for number in range(people):
        register(f"person{number}@example.org")

    in_person, online = availability(NOW)

    assert (in_person.way, in_person.taken, in_person.state) == (Way.IN_PERSON, people, state)
    assert (online.way, online.state, online.left) == (Way.ONLINE, "open", None)


@pytest.mark.django_db
def test_few_of_a_large_quota_is_its_last_twentieth() -> None:
    quota = make_business_day(in_person=3500)[Way.IN_PERSON]
    register()

    def state_at(capacity: int) -> str:
        quota.capacity = capacity
        quota.save()
        return availability(NOW)[0].state

    assert (state_at(3500), state_at(176), state_at(11)) == ("open", "open", "few")


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_availability_costs_two_queries(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_business_day(in_person=1)
    for number in range(people):
        register(f"person{number}@example.org", wait_in_person=True)

    with django_assert_num_queries(2):
        ways = availability(NOW)
        assert [way.quota.venue.slug for way in ways] == ["station-f", "en-ligne"]


SECOND = dt.timedelta(seconds=1)
OPENS, CLOSES = NOW, at(8)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "quota", "moment", "window"),
    [
        ({}, {}, NOW, "open"),
        ({}, {}, at(18, 15) - SECOND, "open"),
        ({}, {}, at(18, 15), "closed"),
        ({"registration_opens_at": OPENS}, {}, OPENS - SECOND, "not_yet"),
        ({"registration_opens_at": OPENS}, {}, OPENS, "open"),
        ({"registration_closes_at": CLOSES}, {}, CLOSES - SECOND, "open"),
        ({"registration_closes_at": CLOSES}, {}, CLOSES, "closed"),
        ({"registration_closes_at": CLOSES}, {"closes_at": at(12)}, at(11), "open"),
        ({}, {"opens_at": at(7)}, at(6), "not_yet"),
        ({"registration_mode": RegistrationMode.CLOSED}, {}, NOW, "closed"),
        ({"registration_mode": RegistrationMode.OPEN}, {"opens_at": at(7)}, at(6), "open"),
    ],
)
def test_window_by_the_second(
    edition: dict[str, Any], quota: dict[str, Any], moment: dt.datetime, window: str
) -> None:
    row = make_business_day(**edition)[Way.IN_PERSON]
    for name, value in quota.items():
        setattr(row, name, value)
    row.save()

    assert availability(moment)[0].window == window


@pytest.mark.django_db
def test_availability_without_an_edition_is_empty() -> None:
    assert availability(NOW) == ()


@pytest.mark.django_db
def test_queue_position_counts_who_came_before() -> None:
    make_business_day(in_person=0)
    people = [
        make_registration(f"person{number}@example.org", wait_in_person=True) for number in range(3)
    ]

    positions = [queue_position(Place.objects.get(registration=p, state="waiting")) for p in people]

    assert positions == [1, 2, 3]


@pytest.mark.django_db
@pytest.mark.parametrize("written", [("pk", "capacity"), ("capacity", "pk")])
def test_count_reads_its_columns_right_in_whatever_order_a_process_writes_them(
    written: tuple[str, str],
) -> None:
    quota = make_business_day(in_person=7)[Way.IN_PERSON]
    rows = models.QuerySet(Quota)
    statement = Statement(lambda pk: rows.filter(pk=pk).values_list(*written), "pk", "capacity")

    assert statement.rows(quota.pk) == [(quota.pk, 7)]
