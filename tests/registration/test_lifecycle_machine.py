"""Random lives: every action in any order, and what must hold after each step."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from registration.exceptions import RegistrationRefused
from registration.models import Booking, Place, PlaceState, Quota, Registration, Seats, Way
from registration.services.booking import (
    accept_booking_offer,
    book_session,
    cancel_booking,
    decline_booking_offer,
    fill_free_seats,
    take_seat_automatically,
)
from registration.services.changing import cancel_registration, move_way
from registration.services.registering import register_person
from registration.services.waiting import (
    accept_offer,
    confirm_waiting,
    decline_offer,
    expire_offers,
    fill_free_places,
    leave_queue,
    put_first,
    take_automatically,
)
from summit.edition.snapshots import forget_all
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_business_day, make_request, make_sessions
from tests.registration.moments import with_moment

REACHED = {
    *(f"Place {state}" for state in ("waiting", "offered", "confirmed", "released declined")),
    *(f"Booking {state}" for state in ("waiting", "offered", "confirmed", "released cancelled")),
}
PEOPLE, SESSIONS = 6, 3
who = st.integers(0, PEOPLE - 1)
which = st.integers(0, SESSIONS - 1)
ways = st.sampled_from([Way.IN_PERSON, Way.ONLINE])


seen: Counter[str] = Counter()
"""Which states were reached: a walk that never gets anywhere proves nothing."""


class Lives(RuleBasedStateMachine):
    """Six people, three places in person, three sessions of which two meet. A clock that runs."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now, self.taken = NOW, {}
        forget_all()
        self.quota = make_business_day(in_person=3)[Way.IN_PERSON]
        self.sessions = make_sessions(1, 1, 1, hours=(10, 10, 14))
        for number in range(PEOPLE):
            request = make_request(f"person{number}@example.org", wait_in_person=True)
            self.act(register_person, request=request)
        for number in range(3):
            self.book(number=number, session=number % 2, wait=True)
            self.book(number=number, session=2, wait=True)

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- Acting -------------------------------------------------------------------------------

    def act(self, service: Callable[..., Any], **values: Any) -> None:
        """A refusal is a fine answer; anything else is not."""
        self.now += dt.timedelta(seconds=1)
        self.before = self.order()
        with suppress(RegistrationRefused):
            service(**values, **with_moment(service, self.now))

    def person(self, number: int) -> Registration | None:
        return Registration.objects.for_email(f"person{number}@example.org").first()

    def of(self, number: int, service: Callable[..., Any], **values: Any) -> None:
        if person := self.person(number):
            self.act(service, registration_id=person.pk, by="self", **values)

    def of_place(self, number: int, state: str, service: Callable[..., Any], **values: Any) -> None:
        """To somebody whose place is in this state, else to anybody: refusals count too."""
        found = Place.objects.filter(state=state).order_by("pk").values_list("registration")
        if people := [pk for (pk,) in found]:
            pk = people[number % len(people)]
            self.act(service, registration_id=pk, by="self", **values)
        else:
            self.of(number, service, **values)

    def coming(self, number: int) -> int | None:
        found = Place.objects.confirmed().filter(quota__way=Way.IN_PERSON).order_by("pk")
        people = list(found.values_list("registration", flat=True))
        return people[number % len(people)] if people else None

    def booking(self, number: int, *states: str) -> Booking | None:
        """One in such a state, else the latest there was."""
        found = list(Booking.objects.filter(state__in=states).order_by("pk"))
        if found:
            return found[number % len(found)]
        return Booking.objects.order_by("-pk").first()

    def of_booking(self, number: int, state: str, service: Callable[..., Any], **v: Any) -> None:
        if booking := self.booking(number, state):
            self.act(service, booking_id=booking.pk, by="self", **v)

    @rule(number=who, way=ways, wait=st.booleans())
    def register(self, number: int, way: Way, wait: bool) -> None:
        request = make_request(f"person{number}@example.org", way=way, wait_in_person=wait)
        self.act(register_person, request=request)

    @rule(number=who)
    def cancel(self, number: int) -> None:
        self.of(number, cancel_registration)

    @rule(number=who, way=ways, wait=st.booleans())
    def switch(self, number: int, way: Way, wait: bool) -> None:
        self.of(number, move_way, way=way, wait=wait)

    @rule(number=who, wanted=st.booleans())
    def automatic(self, number: int, wanted: bool) -> None:
        self.of_place(number, "waiting", take_automatically, wanted=wanted)

    @rule(number=who)
    def accept(self, number: int) -> None:
        self.of_place(number, "offered", accept_offer)

    @rule(number=who)
    def decline(self, number: int) -> None:
        self.of_place(number, "offered", decline_offer)

    @rule(number=who)
    def leave(self, number: int) -> None:
        self.of_place(number, "waiting", leave_queue)

    @rule(number=who)
    def jump(self, number: int) -> None:
        if person := self.person(number):
            self.act(put_first, registration_id=person.pk, by="system", reason="A guest")
            self.before = None

    @rule(number=who)
    def confirm_by_hand(self, number: int) -> None:
        if person := self.person(number):
            self.act(confirm_waiting, registration_id=person.pk, by="system")
            self.before = None

    @rule(hours=st.sampled_from([1, 25]))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        if self.now > NOW + dt.timedelta(days=15):
            self.now = NOW
        self.before = self.order()
        expire_offers(self.now)

    @rule(capacity=st.integers(0, 4))
    def change_capacity(self, capacity: int) -> None:
        Quota.objects.filter(pk=self.quota.pk).update(capacity=capacity)
        self.act(fill_free_places, quota_id=self.quota.pk)

    @rule(session=which, capacity=st.integers(0, 3))
    def change_seats(self, session: int, capacity: int) -> None:
        seats = Seats.objects.get(session=self.sessions[session])
        Seats.objects.filter(pk=seats.pk).update(capacity=capacity)
        self.act(fill_free_seats, seats_id=seats.pk)

    @rule(number=who, session=which, wait=st.booleans())
    def book(self, number: int, session: int, wait: bool) -> None:
        target = self.sessions[session].pk
        if pk := self.coming(number):
            self.act(book_session, registration_id=pk, session_id=target, by="self", wait=wait)

    @rule(number=who, session=which, wait=st.booleans())
    def book_whoever_asks(self, number: int, session: int, wait: bool) -> None:
        self.of(number, book_session, session_id=self.sessions[session].pk, wait=wait)

    @rule(number=who, session=which)
    def swap(self, number: int, session: int) -> None:
        if booking := self.booking(number, PlaceState.CONFIRMED):
            self.act(
                book_session,
                registration_id=booking.registration_id,
                session_id=self.sessions[session].pk,
                swap_for=booking.pk,
                by="self",
            )

    @rule(number=who)
    def accept_seat(self, number: int) -> None:
        self.of_booking(number, PlaceState.OFFERED, accept_booking_offer)

    @rule(number=who)
    def decline_seat(self, number: int) -> None:
        self.of_booking(number, PlaceState.OFFERED, decline_booking_offer)

    @rule(number=who)
    def cancel_seat(self, number: int) -> None:
        self.of_booking(number, PlaceState.CONFIRMED, cancel_booking)

    @rule(number=who, wanted=st.booleans())
    def automatic_seat(self, number: int, wanted: bool) -> None:
        self.of_booking(number, PlaceState.WAITING, take_seat_automatically, wanted=wanted)

    # --- What holds ---------------------------------------------------------------------------

    before: list[int] | None = None

    def order(self) -> list[int]:
        return [*Place.objects.waiting().values_list("pk", flat=True)]

    @invariant()
    def nothing_is_given_twice_and_nothing_lies_idle(self) -> None:
        """Capacity may be lowered below what is taken; then nothing new is given."""
        quotas = [(row, row.capacity) for row in Quota.objects.with_counts()]
        seats = [(row, row.limit) for row in Seats.objects.with_session().with_counts()]
        for row, limit in (*quotas, *seats):
            if limit is None:
                continue
            key, before = repr(row), self.taken.get(repr(row), 0)
            assert row.taken <= max(limit, before), "given beyond what there is"
            assert not row.waiting or row.taken >= limit, "free while somebody waits"
            self.taken[key] = row.taken

    @invariant()
    def nobody_is_confirmed_twice_or_alive_without_reason(self) -> None:
        held = Counter(
            Place.objects.held().values_list("registration", "state").order_by().iterator()
        )
        assert all(count == 1 for count in held.values())
        dead = Registration.objects.cancelled()
        assert not Place.objects.held().filter(registration__in=dead).exists()

    @invariant()
    def seats_belong_to_people_who_come_in_person(self) -> None:
        coming = Place.objects.confirmed().filter(quota__way=Way.IN_PERSON)
        strangers = Booking.objects.held().exclude(registration__in=coming.values("registration"))
        assert not strangers.exists()

    @invariant()
    def confirmed_seats_never_surely_meet(self) -> None:
        first, second = (self.sessions[0].pk, self.sessions[1].pk) if self.ready else (0, 0)
        both = Booking.objects.confirmed().order_by()
        one = set(both.filter(seats__session=first).values_list("registration", flat=True))
        two = set(both.filter(seats__session=second).values_list("registration", flat=True))
        assert not one & two

    @invariant()
    def whoever_waited_longer_is_served_first(self) -> None:
        """Of those who waited before the step, whoever got a place is ahead of who still waits."""
        if self.before is None:
            return
        still = set(self.order())
        served = Place.objects.filter(pk__in=self.before).exclude(
            state__in=[PlaceState.WAITING, PlaceState.RELEASED]
        )
        got = set(served.values_list("pk", flat=True))
        places = [pk for pk in self.before if pk in still or pk in got]
        assert [pk in got for pk in places] == sorted((pk in got for pk in places), reverse=True)

    @invariant()
    def note_what_was_reached(self) -> None:
        for kind in (Place, Booking):
            states = kind.objects.values_list("state", "release_reason").order_by().distinct()
            seen.update(f"{kind.__name__} {' '.join(pair).strip()}" for pair in states)

    @invariant()
    def each_offer_was_told_once(self) -> None:
        told = OutgoingEmail.objects.filter(kind="place_offered")
        offers = Place.objects.offered().count()
        assert told.count() >= offers
        assert told.count() == told.values("dedupe_key").distinct().count()

    @property
    def ready(self) -> bool:
        return hasattr(self, "sessions")


def walk(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 50,
            database=None,
        ),
    )


@pytest.mark.long
@pytest.mark.django_db
def test_random_lives_keep_every_promise() -> None:
    walk(examples=5, steps=40)

    assert {"Place waiting", "Place offered", "Booking waiting", "Booking confirmed"} <= seen.keys()


@pytest.mark.long
@pytest.mark.django_db
def test_many_random_lives_keep_every_promise() -> None:
    walk(examples=50, steps=40)

    assert not REACHED - seen.keys()
