"""The last place is never given twice: real threads, real connections, committed rows.

Each race has its canary: with the guard off, the same race must be seen to go wrong.
"""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.transaction import Atomic

from registration.exceptions import AddressTaken, PlacesRanOut, RegistrationRefused
from registration.models import Place, PlaceState, Quota, Registration, Way
from registration.services.availability import LOCK_LIMITED
from registration.services.changing import cancel_registration, move_way
from registration.services.plans import Outcome, RegistrationRequest
from registration.services.registering import LOCK_ADDRESS, register_by_hand, register_person
from registration.services.waiting import confirm_waiting
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    make_business_day,
    make_registration,
    make_request,
)
from tests.services.environment import EMBEDDED, stack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

THREADS, PLACES = 40, 5


def race(*jobs: Callable[[], Any]) -> list[Any]:
    """Run every job at once, each in its own thread and connection; results or exceptions."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return job()
        except Exception as error:  # noqa: BLE001 - the race judges every end
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        return list(pool.map(run, jobs))


def registering(request: RegistrationRequest) -> Callable[[], Outcome]:
    return lambda: register_person(request=request, now=NOW)


def people(**values: Any) -> list[RegistrationRequest]:
    return [make_request(f"person{number}@example.org", **values) for number in range(THREADS)]


def confirmed(way: Way) -> int:
    return Place.objects.confirmed().filter(quota__way=way).count()


# --- Forty people, five places ----------------------------------------------------------------


def run_race_for_the_last_places() -> Counter[str]:
    """Forty people for five places; how it ended for each."""
    make_business_day(in_person=PLACES)
    ends = race(*map(registering, people()))
    return Counter(type(end).__name__ for end in ends)


def test_forty_people_for_five_places_give_five() -> None:
    ends = run_race_for_the_last_places()

    assert ends == {"Outcome": PLACES, "PlacesRanOut": THREADS - PLACES}
    assert (confirmed(Way.IN_PERSON), Registration.objects.count()) == (PLACES, PLACES)
    assert OutgoingEmail.objects.count() == PLACES


def test_forty_people_who_may_wait_are_all_placed() -> None:
    make_business_day(in_person=PLACES)

    ends = race(*map(registering, people(wait_in_person=True)))

    assert Counter(ends) == {
        Outcome(Way.IN_PERSON, waiting=False): PLACES,
        Outcome(Way.ONLINE, waiting=True): THREADS - PLACES,
    }
    assert (confirmed(Way.IN_PERSON), confirmed(Way.ONLINE)) == (PLACES, THREADS - PLACES)
    assert Place.objects.waiting().count() == OutgoingEmail.objects.count() - PLACES


@pytest.mark.long
@pytest.mark.parametrize("_repeat", range(20))
def test_forty_people_for_five_places_give_five_every_time(_repeat: int) -> None:
    assert run_race_for_the_last_places()["Outcome"] == confirmed(Way.IN_PERSON) == PLACES


@pytest.mark.long
def test_five_hundred_people_for_fifty_places_leave_a_queue_in_order() -> None:
    make_business_day(in_person=50)
    requests = [
        make_request(f"person{number}@example.org", wait_in_person=True) for number in range(500)
    ]

    def register_each(share: list[RegistrationRequest]) -> list[Outcome]:
        return [register_person(request=request, now=NOW) for request in share]

    shares = [requests[start::THREADS] for start in range(THREADS)]
    ends = race(*[partial(register_each, share) for share in shares])

    queue = list(Place.objects.waiting().values_list("queued_at", "pk"))
    assert Counter(end.waiting for share in ends for end in share) == {False: 50, True: 450}
    assert (confirmed(Way.IN_PERSON), len(queue)) == (50, 450)
    assert queue == sorted(queue)
    assert OutgoingEmail.objects.count() == 500


# --- Canaries: the guard off ------------------------------------------------------------------


@pytest.fixture
def _without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what Django offers as a lock: row locks, or SQLite's write lock at BEGIN.

    On SQLite the transaction itself is the lock, so there it goes entirely. What comes after
    the places then fails for want of a transaction; the places are what this is about.
    Everybody has counted before anybody looks for the address and writes: the worst moment.
    """
    counted = threading.Barrier(THREADS)

    def select_without_lock(self: Any, **options: bool) -> Any:
        if self.model is Registration:
            counted.wait(timeout=30)
        return self.all()

    monkeypatch.setattr(QuerySet, "select_for_update", select_without_lock)
    for statement in (LOCK_LIMITED, LOCK_ADDRESS):
        monkeypatch.setattr(statement, "written", statement.write)
    if stack() == EMBEDDED:
        monkeypatch.setattr(Atomic, "__enter__", lambda self: None)
        monkeypatch.setattr(Atomic, "__exit__", lambda self, *error: None)


@pytest.mark.usefixtures("_without_guard")
def test_canary_without_the_guard_five_places_are_oversold() -> None:
    run_race_for_the_last_places()

    assert confirmed(Way.IN_PERSON) == THREADS


if stack() == EMBEDDED:

    @pytest.fixture
    def _deferred_transactions() -> Iterator[None]:
        """SQLite as Django has it by default: the write lock is taken at the first write."""
        database = connections.settings["default"]
        options = database["OPTIONS"]
        database["OPTIONS"] = {**options, "transaction_mode": "DEFERRED"}
        yield
        database["OPTIONS"] = options

    @pytest.mark.usefixtures("_deferred_transactions")
    def test_canary_with_deferred_transactions_people_are_turned_away_with_errors() -> None:
        ends = run_race_for_the_last_places()

        assert ends["OperationalError"] > 0


# --- One address ------------------------------------------------------------------------------


def test_twenty_presses_at_once_make_one_row_one_mail_and_one_answer() -> None:
    make_business_day(in_person=1)
    request = make_request(press_key="of-this-form")

    ends = race(*[registering(request) for _ in range(20)])

    assert set(ends) == {Outcome(Way.IN_PERSON, waiting=False)}
    assert (Registration.objects.count(), Place.objects.count()) == (1, 1)
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.parametrize("way", [Way.IN_PERSON, Way.ONLINE])
def test_twenty_forms_with_one_address_at_once_make_one_row_and_one_mail(way: Way) -> None:
    make_business_day()

    ends = race(*[registering(make_request(way=way)) for _ in range(20)])

    assert set(ends) == {Outcome(way, waiting=False)}
    assert (Registration.objects.count(), OutgoingEmail.objects.count()) == (1, 1)


def test_desk_and_person_at_once_make_one_row() -> None:
    make_business_day()
    request = make_request(way=Way.ONLINE)

    ends = race(
        registering(request),
        lambda: register_by_hand(request=request, now=NOW, by="system"),
    )

    assert Registration.objects.count() == 1
    assert not [end for end in ends if isinstance(end, Exception) and type(end) is not AddressTaken]


# --- Cancelling, moving and confirming at once ------------------------------------------------


def test_everything_at_once_never_goes_over_capacity() -> None:
    make_business_day(in_person=PLACES)
    holders = [make_registration(f"holder{n}@example.org") for n in range(PLACES)]
    waiters = [make_registration(f"waiter{n}@example.org", wait_in_person=True) for n in range(5)]
    online = [make_registration(f"online{n}@example.org", way=Way.ONLINE) for n in range(5)]

    def cancel(who: Registration) -> Callable[[], None]:
        return lambda: cancel_registration(registration_id=who.pk, now=NOW, by="self")

    def confirm(who: Registration) -> Callable[[], None]:
        return lambda: confirm_waiting(registration_id=who.pk, now=NOW, by="system")

    def move(who: Registration) -> Callable[[], Outcome]:
        return lambda: move_way(registration_id=who.pk, way=Way.IN_PERSON, now=NOW, by="self")

    ends = race(
        *map(cancel, holders[:3]),
        *map(confirm, waiters),
        *map(move, online),
        *map(registering, people()[:10]),
    )

    unexpected = [
        end
        for end in ends
        if isinstance(end, Exception) and not isinstance(end, RegistrationRefused)
    ]
    assert unexpected == []
    assert confirmed(Way.IN_PERSON) <= PLACES
    assert not Place.objects.confirmed().filter(quota__way=Way.IN_PERSON, registration__in=online)
    nobody_twice = Place.objects.confirmed().values_list("registration", flat=True)
    assert len(nobody_twice) == len(set(nobody_twice))


def test_last_free_place_is_confirmed_for_one_of_those_who_wait() -> None:
    make_business_day(in_person=0)
    waiters = [make_registration(f"waiter{n}@example.org", wait_in_person=True) for n in range(10)]
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)

    ends = race(
        *[
            lambda who=who: confirm_waiting(registration_id=who.pk, now=NOW, by="system")
            for who in waiters
        ]
    )

    assert Counter(type(end) for end in ends) == {type(None): 1, PlacesRanOut: 9}
    assert confirmed(Way.IN_PERSON) == 1


def test_double_click_on_cancel_sends_one_mail() -> None:
    make_business_day()
    registration = make_registration()

    race(
        *[
            lambda: cancel_registration(registration_id=registration.pk, now=NOW, by="self")
            for _ in range(10)
        ]
    )

    assert OutgoingEmail.objects.filter(kind="registration_cancelled").count() == 1
    assert Registration.objects.get().sequence == 1


def test_lowered_capacity_while_people_register_is_respected_from_then_on() -> None:
    quota = make_business_day(in_person=20)[Way.IN_PERSON]

    def lower() -> None:
        Quota.objects.filter(pk=quota.pk).update(capacity=PLACES)

    race(lower, *map(registering, people()))

    more = race(*map(registering, [make_request(f"late{n}@example.org") for n in range(5)]))
    taken = confirmed(Way.IN_PERSON)
    assert PLACES <= taken <= 20
    assert all(isinstance(end, PlacesRanOut) for end in more)


def test_queue_keeps_the_order_of_arrival() -> None:
    make_business_day(in_person=0)
    for number in range(3):
        register_person(
            request=make_request(f"early{number}@example.org", wait_in_person=True),
            now=NOW - dt.timedelta(minutes=10 - number),
        )

    race(*map(registering, people(wait_in_person=True)[:10]))

    queue = Place.objects.filter(state=PlaceState.WAITING).waiting()
    emails = [place.registration.email for place in queue]
    assert emails[:3] == [f"early{number}@example.org" for number in range(3)]
    assert len(emails) == 13
