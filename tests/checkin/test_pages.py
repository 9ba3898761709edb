"""The steward's pages as a phone without a script, or a scanner that types, meets them."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.checkin.models import Door, Outcome, Scan
from registration.models import Registration, Way
from tests.checkin.factories import MORNING, make_door, make_people, show
from tests.registration.factories import make_registration

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"registration:checkin:{name}", args=args)


def words_of(response: Any) -> str:
    main = response.content.decode().split("<main", 1)[1]
    main = re.sub(r"<template.*?</template>", " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\u202f", " ").split())


def enter(steward: Client, **fields: Any) -> Any:
    return steward.post(address("enter", "a"), fields, follow=True)


def test_first_page_leads_to_each_door(steward: Client) -> None:
    make_door("b")

    page = steward.get(address("choose_door")).content.decode()

    assert [page.count(f'href="{address("door", slug)}"') for slug in "ab"] == [1, 1]


def test_first_page_without_a_door_says_where_one_is_added(steward: Client) -> None:
    Door.objects.all().delete()

    assert "administration" in words_of(steward.get(address("choose_door")))


def test_door_holds_nothing_personal_and_is_not_kept_by_the_browser(steward: Client) -> None:
    show(Door.objects.get(), make_registration())

    page = steward.get(address("door", "a"))

    assert "Martin" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]
    assert page["Referrer-Policy"] == "same-origin"


def test_typed_code_welcomes_and_loading_the_answer_again_records_nothing(steward: Client) -> None:
    ticket = make_registration(access_needs=["step_free"], access_consent_text="J’accepte")

    page = enter(steward, code=ticket.short_code, kind="entry", nonce=uuid.uuid4())
    words = words_of(steward.get(page.redirect_chain[-1][0]))

    assert (page.status_code, Scan.objects.count()) == (200, 1)
    for part in ("Camille Martin", "Atelier Martin", "8 h 41", "Accès de plain-pied"):
        assert part in words
    assert ticket.email not in page.content.decode()
    assert ticket.ticket_code not in page.content.decode()


def test_need_is_said_only_while_its_consent_stands(steward: Client) -> None:
    ticket = make_registration(
        access_needs=["captions"], access_note="Fauteuil", access_consent_text="J’accepte"
    )
    ticket.consents.update(withdrawn_at=MORNING)

    page = enter(steward, code=ticket.ticket_code, kind="entry").content.decode()

    assert [word for word in ("Sous-titrage", "Fauteuil") if word in page] == []


def test_double_press_and_a_second_scan_answer_differently(steward: Client) -> None:
    ticket, nonce = make_registration(), uuid.uuid4()

    first = enter(steward, code=ticket.ticket_code, kind="entry", nonce=nonce)
    pressed_twice = enter(steward, code=ticket.ticket_code, kind="entry", nonce=nonce)
    again = enter(steward, code=ticket.ticket_code, kind="entry", nonce=uuid.uuid4())

    assert first.redirect_chain == pressed_twice.redirect_chain
    assert again.context["result"].outcome == Outcome.ALREADY_IN
    assert "8 h 41" in words_of(again)


def test_page_that_the_browser_kept_welcomes_nobody_twice(steward: Client, morning: Any) -> None:
    old = {"code": make_registration().ticket_code, "nonce": uuid.uuid4()}
    enter(steward, **old, kind="entry")
    morning.shift(60)

    pages = [enter(steward, **old, kind=kind) for kind in ("entry", "exit")]

    assert [page.context["result"].outcome for page in pages] == [Outcome.ALREADY_IN, Outcome.LEFT]


def test_number_that_the_browser_filled_in_again_answers_for_the_new_ticket(
    steward: Client,
) -> None:
    nonce = uuid.uuid4()
    first, second = make_people(2)
    enter(steward, code=first.ticket_code, kind="entry", nonce=nonce)

    page = enter(steward, code=second.ticket_code, kind="entry", nonce=nonce)

    assert page.context["result"].name == second.full_name
    assert Scan.objects.counted().count() == 2


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"code": "   "}, 422),
        ({"code": "X" * 10_000, "nonce": "nothing"}, 200),
        ({"code": "ABCD\x00", "kind": "elsewhere"}, 200),
        ({"person": "nobody"}, 422),
        ({"person": str(uuid.uuid4())}, 422),
    ],
)
def test_bad_input_is_answered_in_words(steward: Client, fields: Any, status: int) -> None:
    page = enter(steward, **fields)

    assert page.status_code == status
    assert Scan.objects.counted().count() == 0


def test_person_is_found_by_name_without_accents_and_let_in(steward: Client) -> None:
    ticket = make_registration(first_name="Zoé", last_name="Lefèvre-Duc")
    make_registration("other@example.org", last_name="Lefèvre", way=Way.ONLINE)

    found = steward.post(address("find", "a"), {"name": "lefevre zoe", "kind": "entry"})
    page = enter(steward, person=found.context["people"][0].public_id, kind="entry")

    assert [person.name for person in found.context["people"]] == ["Zoé Lefèvre-Duc"]
    assert (page.context["result"].outcome, Scan.objects.get().registration) == ("welcome", ticket)


@pytest.mark.parametrize("typed", ["", "ma", "  m ", "Nobody", "m" * 5000])
def test_search_for_too_little_or_nobody_says_so(steward: Client, typed: str) -> None:
    make_registration()

    page = steward.post(address("find", "a"), {"name": typed})

    assert page.status_code == 422
    assert page.context["search_fault"]
    assert "Camille" not in words_of(page)


def test_search_shows_few_and_those_expected_here_first(
    steward: Client, django_assert_num_queries: Any
) -> None:
    make_people(9, Way.ONLINE)
    expected = make_people(1)

    page = steward.post(address("find", "a"), {"name": "martin"})

    people = page.context["people"]
    assert (len(people), people[0].public_id) == (8, expected[0].public_id)


def test_somebody_without_a_place_is_let_in_by_hand_and_it_is_said_by_whom(
    steward: Client,
) -> None:
    ticket = make_registration(way=Way.ONLINE)
    refused = enter(steward, code=ticket.ticket_code, kind="entry")
    assert refused.context["result"].actions == ["let_in", "call"]

    page = enter(steward, person=refused.context["person"], kind="entry", forced="yes")

    scan = Scan.objects.entries().counted().get()
    assert page.context["result"].tone == "ok"
    assert (scan.forced, scan.by.email) == (True, "steward@example.org")


def test_entry_is_taken_back_once_and_not_after_the_ticket_was_shown_again(
    steward: Client,
) -> None:
    ticket = make_registration()
    enter(steward, code=ticket.ticket_code, kind="entry")
    first = Scan.objects.get()

    back = steward.post(address("undo", "a", first.nonce), follow=True)
    enter(steward, code=ticket.ticket_code, kind="entry")
    second = Scan.objects.counted().get()
    enter(steward, code=ticket.ticket_code, kind="exit")
    late = steward.post(address("undo", "a", second.nonce))

    assert "undo" not in back.context["result"].actions
    assert (late.status_code, Scan.objects.present_at(MORNING).count()) == (409, 0)


def test_exit_is_noted(steward: Client) -> None:
    ticket = make_registration()
    enter(steward, code=ticket.ticket_code, kind="entry")

    page = enter(steward, code=ticket.ticket_code, kind="exit")

    assert page.context["result"].outcome == Outcome.LEFT
    assert steward.get(address("door", "a"), {"kind": "exit"}).context["is_exit"]


def test_supervisor_is_called_where_the_door_has_a_number(steward: Client) -> None:
    Door.objects.update(phone="+33 1 23 45 67 89")

    page = enter(steward, code="unknown", kind="entry").content.decode()

    assert 'href="tel:+33' in page


def test_answer_of_another_door_is_not_there(steward: Client) -> None:
    scan = show(make_door("b"), make_registration())

    assert steward.get(address("result", "a", scan.nonce)).status_code == 404
    assert steward.post(address("undo", "a", scan.nonce)).status_code == 404


def test_name_that_is_markup_stays_text(steward: Client) -> None:
    ticket = make_registration(last_name="<img src=x>")

    page = enter(steward, code=ticket.ticket_code, kind="entry").content.decode()

    assert "<img src=x>" not in page


def test_answer_costs_the_same_however_many_are_inside(
    steward: Client, django_assert_max_num_queries: Any
) -> None:
    door, people = Door.objects.get(), make_people(6)
    for number, ticket in enumerate(people[:5]):
        show(door, ticket, minutes=-number)

    with django_assert_max_num_queries(40):
        page = enter(steward, code=people[5].ticket_code, kind="entry")

    assert page.context["present"] == 6


def test_pages_speak_both_languages(steward: Client) -> None:
    ticket: Registration = make_registration(way=Way.ONLINE)
    enter(steward, code=ticket.ticket_code, kind="entry")
    french = address("result", "a", Scan.objects.get().nonce)

    said = [words_of(steward.get(french.replace("/fr/", f"/{one}/"))) for one in ("fr", "en")]

    assert "Pas pour ce jour" in said[0]
    assert "Not for this day" in said[1]
