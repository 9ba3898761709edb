"""Seats at the desk: freed with a reason, put first, taken for somebody; all of it told."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from registration.exceptions import NotWaiting, ReasonMissing
from registration.models import Booking, PlaceState, Registration
from registration.services.booking import cancel_booking
from registration.services.turns import put_seat_first
from summit.accounts.models import User
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)

pytestmark = pytest.mark.django_db

LIST = "admin:registration_booking_changelist"


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def line(desk: Client) -> list[Booking]:
    """One who has the only seat, and two who wait."""
    make_business_day()
    (session,) = make_sessions(1)
    people = [make_registration(f"p{number}@example.org") for number in range(3)]
    return [book(person, session, wait=True) for person in people]


def free(desk: Client, bookings: list[Booking], **data: str) -> Any:
    keys = [booking.pk for booking in bookings]
    return desk.post(reverse(LIST), {"action": "let_go", "_selected_action": keys, **data})


def last_told(registration: Registration) -> dict[str, str]:
    return LogEntry.objects.filter(object_id=registration.pk).latest("pk").additional_data


def test_whole_list_that_grew_since_the_question_is_asked_about_again(
    desk: Client, line: list[Booking]
) -> None:
    everyone = {"select_across": "1", "index": "0"}
    asked = free(desk, line[:1], **everyone)
    answer = {**everyone, "confirmed": "1", "reason": "Salle fermée"}
    late = book(make_registration("late@example.org"), line[0].seats.session, wait=True)

    again = free(desk, line[:1], **answer, concerned=asked.context["concerned"])

    late.refresh_from_db()
    assert late.state == "waiting"
    assert "la sélection contient maintenant d’autres lignes" in again.content.decode()
    assert again.context["form"]["reason"].value() == "Salle fermée"
    assert len(again.context["rows"]) == 4

    free(desk, line[:1], **answer, concerned=again.context["concerned"])
    assert not Booking.objects.held().exists()


def test_seats_are_freed_only_after_a_reason_which_the_history_keeps(
    desk: Client, line: list[Booking]
) -> None:
    asked = free(desk, line[:1])
    empty = free(desk, line[:1], confirmed="1", reason=" ")
    line[0].refresh_from_db()
    assert (asked.status_code, empty.status_code, line[0].state) == (200, 200, "confirmed")
    assert line[0].registration.full_name in asked.content.decode()
    assert list(empty.context["form"].errors) == ["reason"]

    free(desk, line[:1], confirmed="1", reason="Salle fermée")

    line[0].refresh_from_db()
    assert line[0].state == PlaceState.RELEASED
    assert last_told(line[0].registration) == {
        "event": "seat_cancelled",
        "by": "desk",
        "reason": "Salle fermée",
    }


def test_last_in_line_is_put_first_with_a_reason(desk: Client, line: list[Booking]) -> None:
    page = desk.get(reverse(LIST)).content.decode()
    links = [reverse("admin:registration_booking_first", args=[booking.pk]) for booking in line]
    assert [link in page for link in links] == [False, False, True]

    desk.post(links[2], {"reason": "Anime la table"})

    order = list(Booking.objects.waiting().values_list("pk", flat=True))
    assert order == [line[2].pk, line[1].pk]
    assert last_told(line[2].registration)["reason"] == "Anime la table"
    history = desk.get(
        reverse("admin:registration_registration_history", args=[line[2].registration_id])
    ).content.decode()
    assert "Anime la table" in history
    assert "desk@example.org" in history


def test_nobody_is_put_first_without_a_reason_or_out_of_the_line(line: list[Booking]) -> None:
    with pytest.raises(ReasonMissing):
        put_seat_first(booking_id=line[2].pk, reason=" ", by="system")
    with pytest.raises(NotWaiting):
        put_seat_first(booking_id=line[0].pk, reason="Invitée", by="system")

    assert list(Booking.objects.waiting()) == line[1:]


def test_offered_seat_is_taken_for_whoever_says_yes_by_telephone(
    desk: Client, line: list[Booking]
) -> None:
    cancel_booking(booking_id=line[0].pk, now=NOW, by="system")
    link = reverse("admin:registration_booking_accept", args=[line[1].pk])
    assert link in desk.get(reverse(LIST)).content.decode()

    desk.post(link)

    line[1].refresh_from_db()
    assert (line[1].state, last_told(line[1].registration)["by"]) == ("confirmed", "desk")


def test_whoever_may_only_look_decides_nothing(client: Client, line: list[Booking]) -> None:
    reader = User.objects.create_user("reader@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_booking"))
    client.force_login(reader)
    link = reverse("admin:registration_booking_first", args=[line[2].pk])

    assert (client.get(link).status_code, client.get(reverse(LIST)).status_code) == (403, 200)
    assert link not in client.get(reverse(LIST)).content.decode()
    free(client, line[:1], confirmed="1", reason="x")
    line[0].refresh_from_db()
    assert line[0].state == "confirmed"


def test_list_of_a_session_tells_and_filters_by_access_needs(
    desk: Client, line: list[Booking]
) -> None:
    told = line[1].registration
    Registration.objects.filter(pk=told.pk).update(
        access_needs=["sign_language"], access_note="Au premier rang"
    )
    person = reverse("admin:registration_registration_change", args=[told.pk])

    everyone = desk.get(reverse(LIST)).content.decode()
    page = desk.get(reverse(LIST), {"needs": "yes"}).content.decode()

    assert all(f"/registration/{row.registration_id}/change/" in everyone for row in line)
    assert person in page
    assert f"/registration/{line[0].registration_id}/change/" not in page
    assert "<small>Interprétation en langue des signes, Mot pour l’accueil</small>" in page
    assert "Au premier rang" not in page
