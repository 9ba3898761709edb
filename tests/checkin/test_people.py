"""Scans are about people: they go with them, and people may read them."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.checkin.models import Door, Outcome, ReplacedTicket, Scan, digest_of
from registration.checkin.services.undoing import take_back
from registration.models import Registration
from registration.services.erasing import erase_registration
from registration.services.exporting import export_json, export_of
from registration.services.replacing import Successor, replace_by_hand
from registration.services.retained import figures_to_keep
from tests.checkin.factories import MORNING, make_door, make_steward, show
from tests.checkin.test_data import scan_of, send
from tests.registration.factories import NOW, make_registration

pytestmark = pytest.mark.django_db


def came_and_went(door: Door, ticket: Registration) -> list[Scan]:
    """In, twice at another door, out, and that taken back."""
    other = make_door("b")
    first = show(door, ticket)
    second = show(other, ticket, minutes=1, offline=True)
    left = show(other, ticket, minutes=5, kind="exit", by=make_steward())
    return [first, second, left, take_back(scan_id=left.pk, door=door, at=MORNING, by=None)]


def pass_on(ticket: Registration) -> Registration:
    successor = Successor(
        first_name="Sasha",
        last_name="Bernard",
        organisation="Coopérative",
        audience_id=ticket.audience_id,
        language="en",
    )
    return replace_by_hand(
        registration_id=ticket.pk,
        successor=successor,
        email="sasha@example.org",
        now=NOW,
        by="system",
        reason="Demande",
    )


def test_person_who_is_erased_takes_every_scan_along(door: Door) -> None:
    ticket, other = make_registration(), make_registration("other@example.org")
    came_and_went(door, ticket)
    kept = show(door, other)

    erase_registration(registration_id=ticket.pk, now=NOW, by="self")

    assert list(Scan.objects.all()) == [kept]
    assert ReplacedTicket.objects.count() == 0
    assert show(door, ticket).outcome == Outcome.UNKNOWN


def test_place_that_is_passed_on_forgets_who_came_with_the_old_ticket(door: Door) -> None:
    ticket = make_registration()
    came_and_went(door, ticket)

    after = pass_on(ticket)

    assert Scan.objects.count() == 0
    assert show(door, ticket).outcome == Outcome.REPLACED
    assert show(door, after).outcome == Outcome.WELCOME


def test_replaced_ticket_is_told_from_an_unknown_one_by_code_and_by_index(
    steward: Client, door: Door
) -> None:
    ticket = make_registration()
    pass_on(ticket)
    index = digest_of(ticket.ticket_code)

    answer = send(steward, scan_of(ticket.ticket_code), scan_of("", index=index), scan_of("X" * 26))
    sealed = dict(steward.get(reverse("registration:checkin:list", args=["a"])).json()["entries"])

    outcomes = [row["outcome"] for row in answer.json()["results"]]
    assert outcomes == [Outcome.REPLACED, Outcome.REPLACED, Outcome.UNKNOWN]
    assert sealed[index] == ""
    assert ticket.ticket_code not in json.dumps(list(ReplacedTicket.objects.values()), default=str)


def test_person_reads_when_they_came_and_not_who_stood_there(door: Door) -> None:
    ticket = make_registration()
    came_and_went(door, ticket)

    text = export_json(ticket).decode()
    section = next(part for part in export_of(ticket) if part.key == "scans")

    assert [row["outcome"] for row in json.loads(text)["scans"]] == [
        "welcome",
        "undone",
        "conflict",
        "left",
    ]
    assert len(section.records) == 4
    assert "steward@example.org" not in text


def test_number_of_people_who_came_is_kept_after_the_event_each_once(door: Door) -> None:
    ticket, back = make_registration(), make_registration("back@example.org")
    came_and_went(door, ticket)
    show(door, ticket, minutes=9, kind="exit")
    show(door, ticket, minutes=12)
    take_back(scan_id=show(door, back).pk, door=door, at=MORNING, by=None)

    assert {"fr": "Personnes venues", "en": "People who came", "n": 1} in figures_to_keep()


def test_scan_stays_when_the_account_of_its_steward_goes(door: Door) -> None:
    steward: Any = make_steward()
    scan = show(door, make_registration(), by=steward)

    steward.delete()

    scan.refresh_from_db()
    assert scan.by is None
