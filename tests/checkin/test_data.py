"""What the program of a door sends: scans, together or later, and only as data."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.checkin.models import Door, Outcome, Scan, digest_of, proof_of
from tests.checkin.factories import MORNING, make_door, make_people, show
from tests.registration.factories import make_registration

pytestmark = pytest.mark.django_db

KEYS = {
    *("nonce", "outcome", "tone", "icon", "title", "line", "name", "organisation", "facts"),
    *("hint", "actions"),
}


def scan_of(code: str, **values: Any) -> dict[str, Any]:
    nonce = str(uuid.uuid4())
    return {"nonce": nonce, "code": code, "kind": "entry", "age": 0, "forced": False, **values}


def send(client: Client, *scans: Any, door: str = "a") -> Any:
    body = json.dumps({"scans": scans})
    address = reverse("registration:checkin:scans", args=[door])
    return client.post(address, body, content_type="application/json")


def test_scans_are_answered_in_their_order_with_all_that_is_shown(steward: Client) -> None:
    one, two = make_people(2)

    answer = send(steward, scan_of(two.ticket_code), scan_of("?"), scan_of(one.short_code))

    results = answer.json()["results"]
    assert [row["name"] for row in results] == [two.full_name, "", one.full_name]
    assert [row["tone"] for row in results] == ["ok", "no", "ok"]
    assert {frozenset(row) for row in results} == {frozenset(KEYS)}
    assert answer.json()["present"] == 2
    assert "no-store" in answer["Cache-Control"]
    for secret in (one.email, one.ticket_code):
        assert secret not in answer.content.decode()


def test_scan_keeps_the_time_at_which_it_was_made(steward: Client) -> None:
    ticket = make_registration()

    result = send(steward, scan_of(ticket.ticket_code, age=1260.5)).json()["results"][0]

    assert Scan.objects.get().at == MORNING - dt.timedelta(seconds=1260.5)
    assert ["Arrivée", "8\u202fh\u202f19"] in result["facts"]


def test_what_waits_on_a_device_names_a_ticket_without_its_code(steward: Client) -> None:
    rows = [
        scan_of("", index=digest_of(code).upper(), proof=proof_of(code).upper(), age=30)
        for code in (make_registration().ticket_code, "nobody")
    ]
    results = send(steward, *rows).json()["results"]

    assert [row["outcome"] for row in results] == [Outcome.WELCOME, Outcome.UNKNOWN]


def test_list_of_a_door_names_nobody_to_whoever_was_shown_no_ticket(steward: Client) -> None:
    make_people(3)
    sealed = steward.get(reverse("registration:checkin:list", args=["a"])).json()["entries"]

    rows = [
        scan_of("", index=index, proof=proof, kind="exit")
        for index, _text in sealed
        for proof in ("", index)
    ]
    answer = send(steward, *rows)

    assert {row["outcome"] for row in answer.json()["results"]} == {Outcome.UNKNOWN}
    assert "Martin" not in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"age": 0}, Outcome.ALREADY_IN),
        ({"age": 4}, Outcome.ALREADY_IN),
        ({"age": 5}, Outcome.CONFLICT),
        ({"age": 0, "offline": True}, Outcome.CONFLICT),
    ],
)
def test_second_entry_is_a_conflict_only_if_the_device_decided_alone(
    steward: Client, values: dict[str, Any], outcome: str
) -> None:
    ticket = make_registration()
    show(make_door("b"), ticket, minutes=-9)

    result = send(steward, scan_of(ticket.ticket_code, **values)).json()["results"][0]

    assert (result["outcome"], result["tone"]) == (outcome, "again")
    assert "Porte\u00a0B" in result["line"]


def test_one_upload_may_hold_entry_exit_and_entry_of_one_ticket(steward: Client) -> None:
    code = make_registration().ticket_code
    kinds = [("entry", 90), ("exit", 60), ("entry", 30)]

    results = send(steward, *[scan_of(code, kind=kind, age=age) for kind, age in kinds]).json()

    assert [row["outcome"] for row in results["results"]] == ["welcome", "left", "welcome"]
    assert results["present"] == 1


def test_forced_entry_is_recorded_with_the_steward(steward: Client) -> None:
    ticket = make_people(1, way="online")[0]

    result = send(steward, scan_of(ticket.ticket_code, forced=True)).json()["results"][0]

    scan = Scan.objects.get()
    assert (scan.forced, scan.by.email, result["tone"]) == (True, "steward@example.org", "ok")


NO_LISTS = [
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"{}",
    b'{"scans": {}}',
    b'{"scans": [null]}',
    b'{"scans": ["x"]}',
    b'{"scans": ' + b"[" * 3000 + b"]" * 3000 + b"}",
]
NO_SCANS: list[dict[str, Any]] = [
    {"nonce": "x"},
    {"nonce": None},
    {"nonce": 7},
    {"kind": "undo"},
    {"kind": ["entry"]},
    {"age": -1},
    {"age": float("nan")},
    {"age": float("inf")},
    {"age": 10**400},
    {"age": 604_801},
    {"age": "5"},
    {"age": True},
    {"age": None},
    {"code": 7},
    {"code": ""},
    {"code": "X" * 201},
    {"index": {}},
    {"index": "X" * 64},
    {"index": "a" * 63},
    {"index": "\0" * 64},
    {"index": "\ud800" * 64},
    {"index": "a" * 64 + "\n"},
    {"proof": "a" * 65},
    {"proof": None},
    {"code": "", "proof": "a" * 64},
]


def test_body_that_is_no_list_of_scans_is_refused_as_data(steward: Client) -> None:
    address = reverse("registration:checkin:scans", args=["a"])

    answers = [steward.post(address, body, content_type="application/json") for body in NO_LISTS]

    assert [answer.status_code for answer in answers] == [400] * len(NO_LISTS)
    assert [list(answer.json()) for answer in answers] == [["error"]] * len(NO_LISTS)


def test_one_bad_scan_refuses_the_upload_and_records_none(steward: Client) -> None:
    good = scan_of(make_registration().ticket_code)

    answers = [send(steward, good, {**scan_of("A"), **values}) for values in NO_SCANS]

    assert [answer.status_code for answer in answers] == [400] * len(NO_SCANS)
    assert Scan.objects.count() == 0


def test_more_than_two_hundred_scans_are_refused(steward: Client) -> None:
    assert send(steward, *[scan_of("A")] * 201).status_code == 400


def test_body_beyond_the_limit_is_refused_as_data(steward: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = send(steward, scan_of("A" * 150))

    assert (answer.status_code, list(answer.json())) == (413, ["error"])


def test_number_of_another_ticket_refuses_the_upload(steward: Client) -> None:
    one, two = make_people(2)
    first = scan_of(one.ticket_code)
    send(steward, first)

    answer = send(steward, {**first, "code": two.ticket_code})

    assert (answer.status_code, Scan.objects.count()) == (400, 1)


def test_door_that_is_gone_is_told_as_data(steward: Client) -> None:
    answer = send(steward, scan_of("A"), door="gone")

    assert (answer.status_code, list(answer.json())) == (404, ["error"])


def test_upload_costs_a_few_queries_and_an_insert_for_each_scan(
    steward: Client, django_assert_max_num_queries: Any
) -> None:
    people = make_people(40)
    send(steward, scan_of("A"))

    with django_assert_max_num_queries(40 + 28):
        answer = send(steward, *[scan_of(ticket.ticket_code) for ticket in people])

    assert answer.json()["present"] == Door.objects.count() * 40
