"""Organisers: the queues, the seats and the numbers of places, and whom a change serves."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registration.models import Booking, Place, Quota, Registration, Rules, Seats, Way
from summit.accounts.models import User
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def organiser(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="boss@example.org", password=None))
    return client


def queue(count: int) -> list[Registration]:
    make_business_day(in_person=1)
    make_registration("holder@example.org")
    return [make_registration(f"waits{n}@example.org", wait_in_person=True) for n in range(count)]


def save(client: Client, row: Any, **changes: Any) -> list[str]:
    """Change fields in the row's admin form as it is shown; the messages that are answered."""
    name = f"admin:registration_{row._meta.model_name}_change"
    address = reverse(name, args=[row.pk])
    form = client.get(address).context["adminform"].form
    data = {}
    for field in form:
        value = form.get_initial_for_field(field.field, field.name)
        parts = (
            field.field.widget.decompress(value)
            if hasattr(field.field.widget, "decompress")
            else None
        )
        if parts is None:
            data[field.html_name] = "" if value is None else value
        else:
            data |= {f"{field.html_name}_{n}": part or "" for n, part in enumerate(parts)}
    response = client.post(address, data | changes)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_raised_capacity_serves_those_who_wait_and_says_how_many(organiser: Client) -> None:
    queue(3)

    told = save(organiser, Quota.objects.get(way=Way.IN_PERSON), capacity=3)

    assert "2 personnes en attente ont été prévenues que leur tour est venu." in told
    assert (Place.objects.offered().count(), Place.objects.waiting().count()) == (2, 1)


def test_raised_seats_serve_those_who_wait_and_say_how_many(organiser: Client) -> None:
    make_business_day()
    (session,) = make_sessions(1)
    for number in range(2):
        book(make_registration(f"wants{number}@example.org"), session, wait=True)

    told = save(organiser, Seats.objects.get(), capacity=2)

    assert "1 personne en attente a été prévenue que son tour est venu." in told
    assert Booking.objects.offered().count() == 1


def test_person_is_put_first_with_a_reason(organiser: Client) -> None:
    first, second = queue(2)
    page = organiser.get(reverse("admin:registration_waitingplace_changelist"))
    address = reverse("admin:registration_registration_first", args=[second.pk])
    assert address in page.content.decode()
    assert reverse("admin:registration_registration_first", args=[first.pk]) not in (
        page.content.decode()
    )

    organiser.post(address, {"reason": "Invitée par la ville"})

    order = Place.objects.waiting().values_list("registration", flat=True)
    assert list(order) == [second.pk, first.pk]
    history = organiser.get(reverse("admin:registration_registration_history", args=[second.pk]))
    assert "Invitée par la ville" in history.content.decode()


def test_organiser_frees_a_seat_and_the_next_is_offered_it(organiser: Client) -> None:
    make_business_day()
    (session,) = make_sessions(1)
    seat = book(make_registration("has@example.org"), session)
    waiting = book(make_registration("waits@example.org"), session, wait=True)

    organiser.post(
        reverse("admin:registration_booking_changelist"),
        {
            "action": "let_go",
            "_selected_action": [seat.pk],
            "confirmed": 1,
            "reason": "Salle fermée",
        },
    )

    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.release_reason, waiting.state) == ("cancelled_by_desk", "offered")


def test_rules_are_one_row(organiser: Client) -> None:
    address = reverse("admin:registration_rules_changelist")
    assert organiser.get(address).url == reverse("admin:registration_rules_add")
    row = Rules.objects.create()

    assert organiser.get(address).url == reverse("admin:registration_rules_change", args=[row.pk])
    assert organiser.get(reverse("admin:registration_rules_add")).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("name", ["waitingplace", "booking", "seats"])
def test_lists_cost_the_same_for_few_and_many(organiser: Client, name: str, people: int) -> None:
    queue(people)
    (session,) = make_sessions(1)
    for number in range(people):
        Quota.objects.update(capacity=50)
        book(make_registration(f"wants{number}@example.org", way=Way.IN_PERSON), session, wait=True)
    address = reverse(f"admin:registration_{name}_changelist")
    organiser.get(address)

    with CaptureQueriesContext(connection) as queries:
        response = organiser.get(address)

    assert response.status_code == 200
    assert len(queries) == COST[name]


COST = {"waitingplace": 9, "booking": 11, "seats": 8}


def test_list_numbers_those_who_wait_and_not_those_who_hold_an_offer(organiser: Client) -> None:
    queue(3)
    save(organiser, Quota.objects.get(way=Way.IN_PERSON), capacity=2)

    rows = organiser.get(reverse("admin:registration_waitingplace_changelist")).context["cl"]

    page = rows.model_admin
    assert [page.position(row) for row in rows.result_list] == [None, 1, 2]
