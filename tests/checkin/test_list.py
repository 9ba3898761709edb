"""The list that a door keeps: complete, of no use without a ticket, quick to make."""

import base64
import hashlib
import json
import time
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registration.checkin.models import Door
from registration.checkin.services.listing import entries_of
from registration.models import Quota, Way
from registration.services.changing import cancel_registration
from tests.checkin.factories import MORNING, make_people, show
from tests.registration.factories import NOW, make_registration

pytestmark = pytest.mark.django_db


def ask(client: Client, **headers: str) -> Any:
    return client.get(reverse("registration:checkin:list", args=["a"]), headers=headers)


def index_of(code: str) -> str:
    return hashlib.sha256(f"summit-door-index:{code}".encode()).hexdigest()


def unseal(sealed: str, code: str) -> dict[str, Any]:
    """As a device does it, which has read the code of a ticket."""
    key = hashlib.sha256(f"summit-door-key:{code}".encode()).digest()
    content = base64.b64decode(sealed)
    return json.loads(AESGCM(key).decrypt(content[:12], content[12:], None))


def opened(client: Client, code: str) -> dict[str, Any]:
    return unseal(dict(ask(client).json()["entries"])[index_of(code)], code)


def test_ticket_opens_its_own_answer_as_the_door_would_give_it(steward: Client) -> None:
    ticket = make_registration(access_needs=["quiet_seat"], access_consent_text="J’accepte")

    entry = opened(steward, ticket.ticket_code)

    said = {key: entry[key] for key in ("outcome", "tone", "title", "line", "name", "entered_at")}
    assert said == {
        "outcome": "welcome",
        "tone": "ok",
        "title": "Bienvenue",
        "line": "Badge à remettre",
        "name": "Camille Martin",
        "entered_at": "",
    }
    assert entry["facts"] == [["Mode", "Sur place"], ["Besoin", "Place au calme"]]


def test_list_tells_nothing_to_whoever_has_no_ticket(steward: Client) -> None:
    ticket = make_registration(last_name="Quetzalcoatl")

    text = ask(steward).content.decode()

    for secret in (ticket.ticket_code, ticket.short_code, ticket.ticket_code[:12], "Quetzalcoatl"):
        assert secret not in text
    other = make_people(1)[0]
    with pytest.raises(InvalidTag):
        unseal(
            dict(ask(steward).json()["entries"])[index_of(ticket.ticket_code)], other.ticket_code
        )


def test_every_ticket_is_in_the_list_those_who_may_not_enter_too(steward: Client) -> None:
    online = make_registration("online@example.org", way=Way.ONLINE)
    gone = make_registration("gone@example.org")
    cancel_registration(registration_id=gone.pk, now=NOW, by="self")
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)
    waits = make_registration("waits@example.org", wait_in_person=True)
    second = make_registration("second@example.org", wait_in_person=True)

    said = {who.pk: opened(steward, who.ticket_code) for who in (online, gone, waits, second)}

    outcomes = [said[who.pk]["outcome"] for who in (online, gone, waits)]
    assert outcomes == ["online_only", "cancelled", "online_only"]
    assert ["Attente", "2e sur 2"] in said[second.pk]["facts"]
    assert {entry["tone"] for entry in said.values()} == {"no"}


def test_whoever_is_inside_is_said_to_be_with_the_hour_and_the_door(steward: Client) -> None:
    ticket = make_registration()
    show(Door.objects.get(), ticket, minutes=-5)

    entry = opened(steward, ticket.ticket_code)

    assert (entry["outcome"], entry["entered_at"]) == ("already_in", "2025-02-11T07:36:00+00:00")
    assert entry["line"] == "à 8\u202fh\u202f36, Porte A"


def test_words_for_tickets_that_the_list_does_not_hold_come_along(steward: Client) -> None:
    words = ask(steward).json()["words"]

    assert {kind: words[kind]["title"] for kind in words} == {
        "unknown": "Billet inconnu",
        "replaced": "Billet remplacé",
    }


def test_list_is_sent_again_only_when_something_changed(steward: Client, morning: Any) -> None:
    ticket = make_registration()
    first = ask(steward)
    morning.shift(600)

    unchanged = ask(steward, if_none_match=first["ETag"])
    show(Door.objects.get(), ticket)
    changed = ask(steward, if_none_match=first["ETag"])

    assert (unchanged.status_code, unchanged.content, changed.status_code) == (304, b"", 200)
    assert changed.json()["present"] == 1
    assert "no-store" in unchanged["Cache-Control"]


def test_list_costs_the_same_queries_for_one_and_for_many(door: Door) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            entries_of(door, MORNING)
        return len(queries)

    make_people(1)
    show(door, make_people(1, Way.ONLINE)[0], forced=True)
    one = cost()
    for ticket in make_registration("a@example.org"), make_registration("b@example.org"):
        show(door, ticket)

    assert one == cost() == 7


@pytest.mark.long
def test_list_of_four_thousand_is_made_within_two_seconds_of_work(door: Door) -> None:
    make_people(4000)
    begun = time.process_time()

    entries = entries_of(door, MORNING)

    assert len(entries) == 4000
    assert time.process_time() - begun < 2
