"""Where organisers approve each person: request, decision, and what each may do meanwhile."""

import pytest

from registration.exceptions import NotPending
from registration.models import Place, Quota, Registration, Way
from registration.services.approving import approve_request, refuse_request
from registration.services.changing import cancel_registration, move_way
from registration.services.plans import Outcome
from registration.services.registering import register_by_hand
from summit import ics
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    book,
    make_registration,
    make_request,
    make_sessions,
    register,
)
from tests.registration.reading import held

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def _approved_in_person(day: dict[str, Quota]) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)


def last() -> OutgoingEmail:
    return OutgoingEmail.objects.latest("pk")


def approve(registration: Registration) -> str:
    return approve_request(registration_id=registration.pk, now=NOW, by="system")


def refuse(registration: Registration, words: str = "") -> None:
    refuse_request(registration_id=registration.pk, now=NOW, by="system", words=words)


def test_request_is_pending_with_a_place_online_meanwhile() -> None:
    asked = register()

    registration = Registration.objects.get()
    assert asked == Outcome("online", waiting=False, pending=True)
    assert held(registration) == [("in_person", "pending"), ("online", "confirmed")]
    assert (last().kind, OutgoingEmail.objects.count()) == ("registration_pending", 1)
    assert "Station F" not in last().calendar


def test_request_without_a_place_online_gets_no_invitation() -> None:
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)

    registration = make_registration()

    assert held(registration) == [("in_person", "pending")]
    assert (last().kind, last().calendar) == ("registration_pending", "")


def test_way_without_approval_is_confirmed_at_once() -> None:
    assert register(way=Way.ONLINE) == Outcome("online", waiting=False)


def test_pending_people_take_no_place_in_advance() -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    first, second = make_registration("a@example.org"), make_registration("b@example.org")

    assert (approve(second), approve(first)) == ("confirmed", "waiting")
    assert held(first) == [("in_person", "waiting"), ("online", "confirmed")]
    assert held(second) == [("in_person", "confirmed")]


def test_approval_confirms_frees_online_and_sends_one_mail() -> None:
    registration = make_registration()

    approve(registration)

    assert held(registration) == [("in_person", "confirmed")]
    assert (last().kind, last().calendar_method) == ("registration_confirmed_in_person", "REQUEST")
    assert OutgoingEmail.objects.count() == 2


def test_approval_when_full_says_waiting_without_invitation() -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)
    registration = make_registration()

    assert approve(registration) == "waiting"
    assert (last().kind, last().calendar) == ("registration_waiting", "")


def test_whoever_asked_first_waits_first_whenever_approved() -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)
    first, second = make_registration("a@example.org"), make_registration("b@example.org")

    approve(second)
    approve(first)

    queue = Place.objects.waiting().filter(quota__way=Way.IN_PERSON)
    assert [place.registration for place in queue] == [first, second]


def test_refusal_keeps_online_and_says_the_organisers_words_safely() -> None:
    registration = make_registration()

    refuse(registration, words="<b>Complet</b> pour votre secteur.")

    assert held(registration) == [("online", "confirmed")]
    assert (last().kind, last().calendar) == ("request_refused", "")
    assert "&lt;b&gt;Complet&lt;/b&gt;" in last().html_body


def test_decision_is_made_once() -> None:
    registration = make_registration()
    approve(registration)

    with pytest.raises(NotPending):
        approve(registration)
    with pytest.raises(NotPending):
        refuse(registration)


def test_switching_in_person_asks_instead_of_slipping_by() -> None:
    registration = make_registration(way=Way.ONLINE)

    asked = move_way(registration_id=registration.pk, way=Way.IN_PERSON, now=NOW, by="self")
    move_way(registration_id=registration.pk, way=Way.IN_PERSON, now=NOW, by="self")

    assert asked == Outcome("online", waiting=False, pending=True)
    assert held(registration) == [("in_person", "pending"), ("online", "confirmed")]
    assert [last().kind, OutgoingEmail.objects.count()] == ["registration_pending", 2]


def test_cancelled_request_cannot_be_approved_and_comes_back_as_a_request() -> None:
    registration = make_registration()
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    assert held(registration) == []
    register()
    assert held(registration) == [("in_person", "pending"), ("online", "confirmed")]


def test_what_the_desk_enters_needs_no_approval() -> None:
    registration = register_by_hand(request=make_request(), now=NOW, by="system")

    assert held(registration) == [("in_person", "confirmed")]


def test_seats_booked_in_person_leave_the_calendar_with_an_approval_to_come_online() -> None:
    (session,) = make_sessions(5)
    Quota.objects.update(requires_approval=False)
    registration = make_registration()
    booking = book(registration, session)
    Quota.objects.filter(way=Way.ONLINE).update(requires_approval=True)
    move_way(registration_id=registration.pk, way=Way.ONLINE, now=NOW, by="self")

    approve(registration)

    calendars = ics.split_objects(last().calendar.encode())
    told = [(facts.method, facts.uid) for facts in map(ics.read_facts, calendars)]
    assert told == [
        ("REQUEST", str(registration.calendar_uid)),
        ("CANCEL", str(booking.calendar_uid)),
    ]
    assert session.title_fr in last().text_body
    assert session.title_fr in last().html_body
