"""Random lives of a programme and its people: feed and mails say the same at every moment."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from agenda.models import Session
from registration.exceptions import RegistrationRefused
from registration.models import Booking, ChangeNotice, Place, Quota, Registration, Way
from registration.services.booking import (
    accept_booking_offer,
    book_session,
    cancel_booking,
    decline_booking_offer,
)
from registration.services.changes import save_quota
from registration.services.changing import cancel_registration, move_way
from registration.services.feeds import feed_of
from registration.services.registering import register_person
from registration.services.waiting import accept_offer
from summit.edition.snapshots import forget_all
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_request
from tests.registration_calendar.clients import CalendarClient, Known, read_feed
from tests.registration_calendar.factories import change, make_programme, tell

PEOPLE = 4
SLUGS = ("health", "industry")
who = st.integers(0, PEOPLE - 1)
which = st.sampled_from(SLUGS)
ways = st.sampled_from([Way.IN_PERSON, Way.ONLINE])

seen: Counter[str] = Counter()
"""What the walk has met: one that never gets anywhere proves nothing."""
EXPECTED = {"REQUEST", "CANCEL", "told", "tentative", "waiting", "cancelled in the feed"}


class Calendars(RuleBasedStateMachine):
    """Four people, two places in person, one seat in each of two sessions."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        forget_all()
        make_programme(in_person=2, seats=1)
        for number in range(2):
            self.register(number=number, way=Way.IN_PERSON)
            self.book(number=number, slug=SLUGS[number])

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def act(self, service: Callable[..., Any], **values: Any) -> None:
        """A refusal is a fine answer; anything else is not."""
        self.now += dt.timedelta(seconds=1)
        with suppress(RegistrationRefused):
            service(**values, now=self.now)

    def of(self, number: int, service: Callable[..., Any], **values: Any) -> None:
        person = Registration.objects.for_email(f"person{number}@example.org").first()
        if person:
            self.act(service, registration_id=person.pk, by="self", **values)

    def of_booking(self, number: int, service: Callable[..., Any]) -> None:
        bookings = list(Booking.objects.held().order_by("pk"))
        if bookings:
            booking = bookings[number % len(bookings)]
            self.act(service, booking_id=booking.pk, by="self")

    # --- What people do -----------------------------------------------------------------------

    @rule(number=who, way=ways)
    def register(self, number: int, way: Way) -> None:
        language = "fr" if number % 2 else "en"
        request = make_request(
            f"person{number}@example.org", way=way, wait_in_person=True, language=language
        )
        self.act(register_person, request=request)

    @rule(number=who, way=ways)
    def switch(self, number: int, way: Way) -> None:
        self.of(number, move_way, way=way, wait=True)

    @rule(number=who)
    def accept(self, number: int) -> None:
        self.of(number, accept_offer)

    @rule(number=who)
    def cancel(self, number: int) -> None:
        self.of(number, cancel_registration)

    @rule(number=who, slug=which)
    def book(self, number: int, slug: str) -> None:
        session = Session.objects.get(slug=slug)
        self.of(number, book_session, session_id=session.pk, wait=True)

    @rule(number=who)
    def let_go(self, number: int) -> None:
        self.of_booking(number, cancel_booking)

    @rule(number=who, takes=st.booleans())
    def answer_offer(self, number: int, takes: bool) -> None:
        self.of_booking(number, accept_booking_offer if takes else decline_booking_offer)

    # --- What organisers do -------------------------------------------------------------------

    @rule(slug=which, hour=st.integers(10, 15))
    def move_session(self, slug: str, hour: int) -> None:
        change(slug, starts_at=at(hour), ends_at=at(hour, 45))

    @rule(slug=which, confirmed=st.booleans())
    def confirm_hour(self, slug: str, confirmed: bool) -> None:
        change(slug, time_confirmed=confirmed)

    @rule(slug=which, state=st.sampled_from(["scheduled", "scheduled", "cancelled", "hidden"]))
    def cancel_or_restore_session(self, slug: str, state: str) -> None:
        others = Session.objects.visible().exclude(slug=slug)
        if state == "hidden" and not others.exists():
            return  # a programme without any session is not published
        change(slug, state=state)

    @rule(way=ways, hour=st.integers(8, 10))
    def change_hours_of_the_day(self, way: Way, hour: int) -> None:
        quota = Quota.objects.get(way=way)
        quota.starts_at, quota.doors_at = at(hour), None
        save_quota(quota)

    @rule()
    def gathered_long_enough(self) -> None:
        seen["told"] += tell()

    # --- What must hold -----------------------------------------------------------------------

    @invariant()
    def feed_and_mails_agree(self) -> None:
        if not hasattr(self, "now"):
            return
        for person in Registration.objects.select_related("edition"):
            feed = read_feed(feed_of(person, now=self.now).write())
            client = CalendarClient()
            client.take_mails(_mails_to(person))
            _note(person, client, feed)
            told = not ChangeNotice.objects.filter(registration=person).exists()
            for uid, known in client.known.items():
                _check_entry(known, feed.get(uid), told=told)
            if told:
                _check_all(client, feed)

    @invariant()
    def late_and_repeated_mails_do_no_harm(self) -> None:
        if not hasattr(self, "now"):
            return
        for person in Registration.objects.all():
            mails = _mails_to(person)
            in_order, shuffled = CalendarClient(), CalendarClient()
            in_order.take_mails(mails)
            again = [*mails, *mails]
            random.Random(len(mails)).shuffle(again)
            shuffled.take_mails(again)
            assert _facts(shuffled.entries) == _facts(in_order.entries)

    @invariant()
    def nobody_is_invited_to_what_is_not_theirs(self) -> None:
        ever = set(
            Place.objects.filter(confirmed_at__isnull=False).values_list(
                "registration__email", flat=True
            )
        )
        invited = OutgoingEmail.objects.exclude(calendar="").values_list("to", flat=True)
        assert set(invited) <= ever
        waiting = Booking.objects.filter(confirmed_at__isnull=True).values_list("calendar_uid")
        for (uid,) in waiting:
            seen["waiting"] += 1
            assert not OutgoingEmail.objects.filter(calendar__contains=str(uid)).exists()


def _mails_to(person: Registration) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(to=person.email).exclude(calendar="").order_by("pk"))


def _check_entry(known: Known, entry: Known | None, *, told: bool) -> None:
    """What a calendar knows is in the feed, as new at least, and the same at the same number."""
    if entry is None:  # let go, and then booked again or gone from the programme altogether
        assert not (known.shown and told)
        return
    assert entry.sequence >= known.sequence
    if entry.sequence > known.sequence:
        return
    if entry.shown:  # the hours of what is cancelled say nothing
        assert known.shown
        assert (entry.start, entry.end) == (known.start, known.end)


def _check_all(client: CalendarClient, feed: dict[str, Known]) -> None:
    """With nothing left to tell, both show the same entries at the same hours and places."""
    sure = {uid: entry for uid, entry in feed.items() if entry.shown}
    held = {uid: entry for uid, entry in client.entries.items() if not entry.tentative}
    assert _facts(held) == _facts(sure)


def _facts(entries: dict[str, Known]) -> dict[str, tuple[Any, ...]]:
    return {uid: entry.facts for uid, entry in entries.items()}


def _note(person: Registration, client: CalendarClient, feed: dict[str, Known]) -> None:
    for known in client.known.values():
        seen["REQUEST" if known.shown else "CANCEL"] += 1
    seen["tentative"] += sum(entry.tentative for entry in feed.values())
    seen["cancelled in the feed"] += sum(
        not entry.shown and not entry.tentative for entry in feed.values()
    )


def walk(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Calendars,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 50,
            database=None,
            phases=[Phase.generate],
        ),
    )
    assert seen["REQUEST"]


def stroll(machine: Calendars, *, steps: int) -> None:
    """One long life, the same each time, checked after every step."""
    dice = random.Random(4)
    for _step in range(steps):
        number, slug = dice.randrange(PEOPLE), dice.choice(SLUGS)
        way = dice.choice([Way.IN_PERSON, Way.IN_PERSON, Way.ONLINE])
        dice.choice(
            [
                lambda n=number, w=way: machine.register(number=n, way=w),
                lambda n=number, w=way: machine.switch(number=n, way=w),
                lambda n=number: machine.accept(number=n),
                lambda n=number: machine.cancel(number=n),
                lambda n=number, s=slug: machine.book(number=n, slug=s),
                lambda n=number, s=slug: machine.book(number=n, slug=s),
                lambda n=number: machine.let_go(number=n),
                lambda n=number: machine.answer_offer(number=n, takes=n % 2 == 0),
                lambda s=slug: machine.move_session(slug=s, hour=dice.randint(10, 15)),
                lambda s=slug: machine.confirm_hour(slug=s, confirmed=dice.random() < 0.6),
                lambda s=slug: machine.cancel_or_restore_session(
                    slug=s, state=dice.choice(["scheduled", "scheduled", "cancelled", "hidden"])
                ),
                lambda w=way: machine.change_hours_of_the_day(way=w, hour=dice.randint(8, 10)),
                machine.gathered_long_enough,
                machine.gathered_long_enough,
            ]
        )()
        machine.feed_and_mails_agree()
        machine.late_and_repeated_mails_do_no_harm()
        machine.nobody_is_invited_to_what_is_not_theirs()


def live(*, steps: int) -> None:
    seen.clear()
    machine = Calendars()
    machine.begin()
    stroll(machine, steps=steps)
    machine.teardown()


@pytest.mark.long
@pytest.mark.django_db
def test_feed_and_mails_agree_through_a_random_life() -> None:
    live(steps=15)

    assert seen["REQUEST"]


@pytest.mark.long
@pytest.mark.django_db
def test_feed_and_mails_agree_through_a_long_life() -> None:
    live(steps=50)

    assert not EXPECTED - {name for name, times in seen.items() if times}


@pytest.mark.long
@pytest.mark.django_db
def test_feed_and_mails_agree_through_many_random_lives() -> None:
    walk(examples=6, steps=40)
