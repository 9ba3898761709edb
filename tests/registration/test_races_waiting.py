"""Offers, promotions and seats at once: real threads, real connections, committed rows.

At every commit nothing is given twice; at rest nothing lies idle while somebody waits.
"""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from registration.exceptions import OfferOver, RegistrationRefused
from registration.models import Booking, Place, PlaceState, Quota, Registration, Seats, Way
from registration.services.booking import accept_booking_offer, book_session, cancel_booking
from registration.services.changing import cancel_registration, move_way
from registration.services.waiting import (
    accept_offer,
    decline_offer,
    expire_offers,
    fill_free_places,
    take_automatically,
)
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)
from tests.registration.test_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

LATER = NOW + dt.timedelta(days=2)


def job(service: Callable[..., Any], *, now: dt.datetime = NOW, **values: Any) -> Callable[[], Any]:
    return partial(service, now=now, by="self", **values)


def of(service: Callable[..., Any], who: Registration, **values: Any) -> Callable[[], Any]:
    return job(service, registration_id=who.pk, **values)


def people(count: int, name: str, **values: Any) -> list[Registration]:
    return [make_registration(f"{name}{n}@example.org", **values) for n in range(count)]


class Watch:
    """Counts again and again, in its own connection, what is committed while a race runs."""

    def __init__(self, capacity: int) -> None:
        self.capacity, self.most, self.looks = capacity, 0, 0
        self.over = threading.Event()

    def __call__(self) -> None:
        while not self.over.wait(0.005):
            taken = Place.objects.taken().filter(quota__way=Way.IN_PERSON).count()
            self.most, self.looks = max(self.most, taken), self.looks + 1


def watched(capacity: int, *jobs: Callable[[], Any]) -> list[Any]:
    """Race the jobs and look at every commit; returns their ends without the watcher's."""
    watch = Watch(capacity)
    left = len(jobs)
    lock = threading.Lock()

    def run(one: Callable[[], Any]) -> Any:
        nonlocal left
        try:
            return one()
        finally:
            with lock:
                left -= 1
                if not left:
                    watch.over.set()

    ends = race(watch, *[partial(run, one) for one in jobs])[1:]
    assert watch.looks
    assert watch.most <= capacity
    assert not [end for end in ends if isinstance(end, Exception) and not is_refusal(end)]
    return ends


def is_refusal(end: object) -> bool:
    return isinstance(end, RegistrationRefused)


def assert_at_rest() -> None:
    """Nothing free while somebody waits, nobody twice, one mail for each offer, in order."""
    for row in [*Quota.objects.with_counts(), *Seats.objects.with_session().with_counts()]:
        limit = row.capacity if isinstance(row, Quota) else row.limit
        if limit is not None:
            assert row.taken <= limit
            assert not row.waiting or row.taken == limit
    held = Place.objects.held().order_by().values_list("registration", "state")
    assert len(held) == len(set(held))
    told = OutgoingEmail.objects.filter(kind="place_offered").count()
    offered = Place.objects.exclude(offered_until=None).count()
    lapsed = Place.objects.filter(release_reason__in=["expired", "declined"]).count()
    accepted = OutgoingEmail.objects.filter(kind="registration_confirmed_in_person")
    taken = accepted.filter(dedupe_key__contains=":moved:").count()
    assert told >= offered
    assert told <= offered + lapsed + taken + Registration.objects.cancelled().count()


def make_offer() -> tuple[Registration, Registration]:
    """One place in person: offered to the first of two who wait."""
    make_business_day(in_person=1)
    (holder,) = people(1, "holder")
    first, second = people(2, "waits", wait_in_person=True)
    cancel_registration(registration_id=holder.pk, now=NOW, by="self")
    return first, second


def state_of(who: Registration) -> str:
    place = Place.objects.filter(registration=who, quota__way=Way.IN_PERSON).latest("pk")
    return place.state


# --- Offers -----------------------------------------------------------------------------------


def run_cancel_against_accept() -> None:
    first, second = make_offer()

    watched(1, of(cancel_registration, first), of(accept_offer, first))

    assert (state_of(first), state_of(second)) == (PlaceState.RELEASED, PlaceState.OFFERED)
    assert_at_rest()


def test_cancel_against_accept_gives_the_place_to_the_next() -> None:
    run_cancel_against_accept()


def run_expiry_against_accept() -> None:
    """Half a second before its end the offer is accepted while another clock says it is over."""
    first, second = make_offer()

    ends = watched(1, partial(expire_offers, LATER), of(accept_offer, first))

    accepted = not isinstance(ends[1], OfferOver)
    expected = ("confirmed", "waiting") if accepted else ("released", "offered")
    assert (state_of(first), state_of(second)) == expected
    assert_at_rest()


def test_expiry_against_accept_has_one_winner() -> None:
    run_expiry_against_accept()


def test_double_clicks_on_accept_and_decline_have_one_effect() -> None:
    first, second = make_offer()

    watched(1, *[of(accept_offer, first)] * 5, *[of(decline_offer, first)] * 5)

    kinds = Counter(OutgoingEmail.objects.filter(to=first.email).values_list("kind", flat=True))
    assert {state_of(first), state_of(second)} in (
        {"confirmed", "waiting"},
        {"released", "offered"},
    )
    assert set(kinds.values()) == {1}
    assert_at_rest()


def test_two_sweeps_at_once_expire_each_offer_once() -> None:
    first, _second = make_offer()

    ends = watched(1, *[partial(expire_offers, LATER)] * 4)

    assert sum(ends) == 1
    assert OutgoingEmail.objects.filter(kind="place_expired", to=first.email).count() == 1
    assert_at_rest()


# --- Many at once -----------------------------------------------------------------------------


def run_switching(count: int) -> None:
    make_business_day(in_person=count // 2)
    here = people(count // 2, "here")
    there = people(count // 2, "there", way=Way.ONLINE)

    watched(
        count // 2,
        *[of(move_way, who, way=Way.ONLINE) for who in here],
        *[of(move_way, who, way=Way.IN_PERSON, wait=True) for who in there],
    )

    confirmed = Counter(Place.objects.confirmed().values_list("registration", flat=True))
    assert set(confirmed.values()) == {1}
    assert len(confirmed) == count
    assert_at_rest()


def test_people_switching_both_ways_at_once_lose_nothing() -> None:
    run_switching(20)


def run_promotions_under_load() -> None:
    make_business_day(in_person=5)
    holders = people(5, "holder")
    waiters = people(10, "waits", wait_in_person=True)
    for who in waiters[::2]:
        take_automatically(registration_id=who.pk, wanted=True, by="self")
    newcomers = people(5, "new", way=Way.ONLINE)

    watched(
        5,
        *[of(cancel_registration, who) for who in holders],
        *[of(accept_offer, who) for who in waiters],
        *[of(move_way, who, way=Way.IN_PERSON) for who in newcomers],
    )

    promoted = Place.objects.taken().filter(quota__way=Way.IN_PERSON)
    emails = set(promoted.values_list("registration__email", flat=True))
    assert emails == {who.email for who in waiters[:5]}
    assert_at_rest()


def test_promotions_under_load_keep_the_order_and_let_nobody_overtake() -> None:
    run_promotions_under_load()


def test_capacity_lowered_below_taken_while_people_leave_gives_nothing() -> None:
    quota = make_business_day(in_person=6)[Way.IN_PERSON]
    holders = people(6, "holder")
    people(3, "waits", wait_in_person=True)
    Quota.objects.filter(pk=quota.pk).update(capacity=2)

    watched(6, *[of(cancel_registration, who) for who in holders[:4]])

    assert Place.objects.taken().filter(quota=quota).count() == 2
    assert Place.objects.waiting().count() == 3


def test_capacity_raised_twice_at_once_serves_each_person_once() -> None:
    quota = make_business_day(in_person=0)[Way.IN_PERSON]
    people(6, "waits", wait_in_person=True)
    Quota.objects.filter(pk=quota.pk).update(capacity=4)

    ends = watched(4, *[partial(fill_free_places, quota.pk, now=NOW)] * 4)

    assert sum(end.offered for end in ends) == 4
    assert OutgoingEmail.objects.filter(kind="place_offered").count() == 4
    assert_at_rest()


# --- Seats ------------------------------------------------------------------------------------


def booking(who: Registration, session: Any, **values: Any) -> Callable[[], Any]:
    return of(book_session, who, session_id=session.pk, **values)


def test_last_seat_is_given_once() -> None:
    make_business_day()
    (session,) = make_sessions(1)

    watched(100, *[booking(who, session) for who in people(10, "wants")])

    assert Booking.objects.confirmed().count() == 1
    assert_at_rest()


def test_double_click_on_booking_makes_one_seat_and_one_mail() -> None:
    make_business_day()
    (session,) = make_sessions(5)
    (who,) = people(1, "wants")

    ends = watched(100, *[booking(who, session)] * 8)

    assert {end.pk for end in ends} == set(Booking.objects.values_list("pk", flat=True))
    assert OutgoingEmail.objects.filter(kind="booking_confirmed").count() == 1


def run_swaps() -> None:
    """Each holds what the other wants, and a seat of each is free: nobody waits for ever."""
    make_business_day()
    one, two = make_sessions(6, 6)
    left, right = people(5, "left"), people(5, "right")
    mine = {who.pk: book(who, one) for who in left} | {who.pk: book(who, two) for who in right}

    watched(
        100,
        *[booking(who, two, swap_for=mine[who.pk].pk) for who in left],
        *[booking(who, one, swap_for=mine[who.pk].pk) for who in right],
    )

    held = Counter(Booking.objects.confirmed().values_list("registration", flat=True))
    assert set(held.values()) == {1}
    assert len(held) == 10
    assert_at_rest()


def test_swaps_against_each_other_never_block_nor_lose_a_seat() -> None:
    run_swaps()


def test_cancelled_registration_against_its_own_booking_holds_no_seat() -> None:
    make_business_day()
    one, two = make_sessions(1, 1)
    (who,) = people(1, "wants")
    book(who, one)

    watched(100, of(cancel_registration, who), booking(who, two))

    assert not Booking.objects.held().exists()
    assert_at_rest()


def test_seat_let_go_while_others_take_it_passes_on_in_order() -> None:
    make_business_day()
    (session,) = make_sessions(1)
    holder, first, *others = people(6, "wants")
    seat = book(holder, session)
    offered = book(first, session, wait=True)

    watched(
        100,
        job(cancel_booking, booking_id=seat.pk),
        job(accept_booking_offer, booking_id=offered.pk),
        *[booking(who, session) for who in others],
    )

    offered.refresh_from_db()
    assert offered.state in (PlaceState.OFFERED, PlaceState.CONFIRMED)
    assert not Booking.objects.held().exclude(pk=offered.pk).exists()


# --- The same, over and over ------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("_repeat", range(10))
@pytest.mark.parametrize(
    "run",
    [
        run_cancel_against_accept,
        run_expiry_against_accept,
        partial(run_switching, 50),
        run_promotions_under_load,
        run_swaps,
    ],
)
def test_race_ends_the_same_every_time(run: Callable[[], None], _repeat: int) -> None:
    run()
