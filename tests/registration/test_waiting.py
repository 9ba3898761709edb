"""The waiting list: whose turn it is, and what becomes of an offer."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registration.exceptions import NotWaiting, OfferOver, PlacesRanOut, ReasonMissing
from registration.models import Place, PlaceState, Quota, Registration, Rules, Way
from registration.services.changing import cancel_registration, move_way
from registration.services.estimates import Outlook, estimate, waiting_outlook
from registration.services.offers import offer_end
from registration.services.plans import Outcome
from registration.services.waiting import (
    accept_offer,
    confirm_waiting,
    decline_offer,
    expire_offers,
    fill_free_places,
    fill_what_is_free,
    leave_queue,
    put_first,
    take_automatically,
)
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_business_day, make_registration

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def held(registration: Registration) -> list[tuple[str, str]]:
    rows = Place.objects.held().filter(registration=registration).order_by("quota__way")
    return list(rows.values_list("quota__way", "state"))


def mails(registration: Registration) -> list[str]:
    rows = OutgoingEmail.objects.filter(to=registration.email).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def waiters(count: int, *, online: int | None = None) -> list[Registration]:
    """The only place in person is taken; so many wait for it."""
    make_business_day(in_person=1, online=online)
    make_registration("holder@example.org")
    return [make_registration(f"waits{n}@example.org", wait_in_person=True) for n in range(count)]


def free_the_place(now: dt.datetime = NOW) -> None:
    holder = Registration.objects.for_email("holder@example.org").get()
    cancel_registration(registration_id=holder.pk, now=now, by="self")


def accept(registration: Registration, now: dt.datetime = NOW) -> Outcome:
    return accept_offer(registration_id=registration.pk, now=now, by="self")


def test_freed_place_is_offered_to_the_first_alone() -> None:
    first, second = waiters(2)

    free_the_place()

    assert held(first) == [("in_person", "offered"), ("online", "confirmed")]
    assert held(second) == [("in_person", "waiting"), ("online", "confirmed")]
    assert (mails(first)[-1], mails(second)) == ("place_offered", ["registration_waiting"])
    assert Place.objects.offered().get().offered_until == NOW + DAY


def test_move_online_passes_the_place_on() -> None:
    (first,) = waiters(1)
    holder = Registration.objects.for_email("holder@example.org").get()

    move_way(registration_id=holder.pk, way=Way.ONLINE, now=NOW, by="self")

    assert (held(holder), held(first)[0]) == (
        [("online", "confirmed")],
        ("in_person", "offered"),
    )


def test_accepted_offer_frees_the_online_place_and_raises_the_number_once() -> None:
    (first,) = waiters(1)
    free_the_place()

    answers = {accept(first), accept(first)}

    first.refresh_from_db()
    assert answers == {Outcome(Way.IN_PERSON, waiting=False)}
    assert (held(first), first.sequence) == ([("in_person", "confirmed")], 1)
    assert mails(first)[1:] == ["place_offered", "registration_confirmed_in_person"]


def test_declined_offer_passes_on_and_keeps_the_online_place() -> None:
    first, second = waiters(2)
    free_the_place()

    for _ in range(2):
        decline_offer(registration_id=first.pk, now=NOW, by="self")

    assert (held(first), held(second)[0]) == (
        [("online", "confirmed")],
        ("in_person", "offered"),
    )
    assert mails(first)[1:] == ["place_offered"]
    with pytest.raises(OfferOver):
        accept(first)


@pytest.mark.parametrize("act", ["accept", "decline", "sweep"])
def test_expired_offer_passes_on_whoever_sees_it_first(act: str) -> None:
    first, second = waiters(2)
    free_the_place()
    later = NOW + DAY

    if act == "accept":
        with pytest.raises(OfferOver):
            accept(first, later)
    elif act == "decline":
        decline_offer(registration_id=first.pk, now=later, by="self")
    else:
        assert [expire_offers(later), expire_offers(later)] == [1, 0]

    assert held(first) == [("online", "confirmed")]
    assert Place.objects.get(registration=first, state="released").release_reason == "expired"
    assert (held(second)[0], mails(first)[-1]) == (("in_person", "offered"), "place_expired")


def test_offer_stands_until_its_last_second() -> None:
    (first,) = waiters(1)
    free_the_place()

    assert accept(first, NOW + DAY - dt.timedelta(seconds=1)).way == Way.IN_PERSON


def test_registration_without_online_place_survives_an_expired_offer() -> None:
    (first,) = waiters(1, online=0)
    free_the_place()

    expire_offers(NOW + DAY)
    outcome = move_way(
        registration_id=first.pk, way=Way.IN_PERSON, now=NOW + DAY, by="self", wait=True
    )

    first.refresh_from_db()
    assert (first.is_cancelled, outcome) == (False, Outcome(Way.IN_PERSON, waiting=False))


def test_place_wanted_automatically_is_confirmed_in_the_same_transaction() -> None:
    (first,) = waiters(1)
    for _ in range(2):
        take_automatically(registration_id=first.pk, wanted=True, by="self")

    free_the_place()

    first.refresh_from_db()
    assert (held(first), first.sequence) == ([("in_person", "confirmed")], 1)
    assert mails(first)[1:] == ["place_given"]


def test_automatic_taking_is_for_those_who_wait() -> None:
    make_business_day()
    registration = make_registration()

    with pytest.raises(NotWaiting):
        take_automatically(registration_id=registration.pk, wanted=True, by="self")


def test_leaving_the_queue_moves_the_next_up_without_a_mail() -> None:
    first, second = waiters(2)

    leave_queue(registration_id=first.pk, now=NOW, by="self")
    free_the_place()

    assert (held(first), mails(first)) == ([("online", "confirmed")], ["registration_waiting"])
    assert held(second)[0] == ("in_person", "offered")


def test_raised_capacity_is_offered_in_order_of_arrival() -> None:
    first, second, third = waiters(3)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=3)

    passed = fill_free_places(Quota.objects.get(way=Way.IN_PERSON).pk, now=NOW)

    states = [held(person)[0][1] for person in (first, second, third)]
    assert (passed.offered, states) == (2, ["offered", "offered", "waiting"])


def test_lifted_capacity_serves_everybody() -> None:
    people = waiters(3)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=None)

    assert fill_what_is_free(NOW) == 3
    assert {held(person)[0] for person in people} == {("in_person", "offered")}


def test_lowered_capacity_gives_nothing_until_it_fits() -> None:
    first, second = waiters(2)
    free_the_place()
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)

    accept(first)
    cancel_registration(registration_id=first.pk, now=NOW, by="self")

    assert held(second)[0] == ("in_person", "waiting")


def test_nothing_is_offered_once_the_day_has_begun() -> None:
    (first,) = waiters(1)

    free_the_place(at(9))

    assert held(first)[0] == ("in_person", "waiting")
    confirm_waiting(registration_id=first.pk, now=at(9), by="system", reason="At the door")
    assert held(first) == [("in_person", "confirmed")]


def test_person_put_first_is_next_and_the_history_says_why() -> None:
    first, second = waiters(2)

    with pytest.raises(ReasonMissing):
        put_first(registration_id=second.pk, by="system", reason=" ")
    put_first(registration_id=second.pk, by="system", reason="Invited speaker")
    free_the_place()

    assert [held(person)[0][1] for person in (first, second)] == ["waiting", "offered"]


def test_confirming_by_hand_never_exceeds_the_places() -> None:
    (first,) = waiters(1)

    with pytest.raises(PlacesRanOut):
        confirm_waiting(registration_id=first.pk, now=NOW, by="system")


def test_rules_say_how_long_an_offer_stands() -> None:
    waiters(1)
    Rules.objects.create(offer_lifetime=dt.timedelta(hours=2))

    free_the_place()

    assert Place.objects.offered().get().offered_until == NOW + dt.timedelta(hours=2)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (dt.timedelta(days=20), dt.timedelta(hours=24)),
        (dt.timedelta(days=2), dt.timedelta(hours=12)),
        (dt.timedelta(hours=4), dt.timedelta(hours=1)),
        (dt.timedelta(hours=1), dt.timedelta(minutes=30)),
        (dt.timedelta(minutes=10), dt.timedelta(minutes=10)),
    ],
)
def test_offer_shrinks_near_the_event_and_never_outlasts_it(
    before: dt.timedelta, expected: dt.timedelta
) -> None:
    end = offer_end(now=at(9) - before, lifetime=dt.timedelta(hours=24), starts_at=at(9))

    assert end == at(9) - before + expected


def test_no_offer_ends_after_the_start() -> None:
    assert offer_end(now=at(9), lifetime=DAY, starts_at=at(9)) is None


# --- What the person is told ------------------------------------------------------------------


def test_outlook_counts_the_places_of_the_last_week() -> None:
    first, second, third = waiters(3)
    free_the_place(NOW + 4 * DAY)
    decline_offer(registration_id=first.pk, now=NOW + 4 * DAY, by="self")

    place = Place.objects.get(registration=third, state=PlaceState.WAITING)

    assert waiting_outlook(place, NOW + 5 * DAY) == Outlook(
        position=1, freed_lately=2, days=7, estimate="likely"
    )
    assert held(second)[0] == ("in_person", "offered")


def test_outlook_tells_who_was_put_before_those_that_asked_earlier() -> None:
    people = waiters(4)
    put_first(registration_id=people[2].pk, by="system", reason="Invited speaker")

    told = [
        waiting_outlook(Place.objects.waiting().get(registration=person), NOW).put_before
        for person in people
    ]

    assert told == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("position", "freed", "seen", "left", "expected"),
    [
        (1, 0, 1, 20, "unknown"),
        (1, 0, 7, 20, "unlikely"),
        (5, 7, 7, 10, "likely"),
        (10, 7, 7, 10, "uncertain"),
        (100, 7, 7, 10, "unlikely"),
        (1, 7, 7, 0, "unlikely"),
    ],
)
def test_estimate_follows_the_pace_of_the_last_days(
    position: int, freed: int, seen: int, left: int, expected: str
) -> None:
    found = estimate(position=position, freed=freed, seen=seen * DAY, left=left * DAY)

    assert found == expected


# --- What it costs ----------------------------------------------------------------------------


def statements(queries: CaptureQueriesContext) -> int:
    return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("queue", [0, 1, 5])
def test_cancelling_costs_the_same_however_many_wait(queue: int) -> None:
    waiters(queue)
    holder = Registration.objects.for_email("holder@example.org").get()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        cancel_registration(registration_id=holder.pk, now=NOW, by="self")

    assert statements(queries) == (17 if queue == 0 else 23)


def test_accepting_costs_few_statements() -> None:
    first, _second = waiters(2)
    free_the_place()

    with CaptureQueriesContext(connection) as queries:
        accept(first)

    assert statements(queries) == 16


def test_looking_for_overdue_offers_costs_two_statements_at_rest() -> None:
    waiters(2)

    with CaptureQueriesContext(connection) as queries:
        assert (expire_offers(NOW), fill_what_is_free(NOW)) == (0, 0)

    assert statements(queries) == 4
