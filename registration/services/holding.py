"""Locks on what a use case gives or frees, and on everybody whom that may concern.

One order for all: quotas, then seats, then registrations, each kind in one statement sorted by
key, so that no two transactions wait for each other. Whoever waits first for what may come free
is locked with the person who acts: a place passes on in the transaction that frees it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import timezone

from registration.exceptions import HoldsMoved, RegistrationCancelled
from registration.models import (
    Booking,
    Place,
    PlaceState,
    Quota,
    Registration,
    ReleaseReason,
    Seats,
)
from registration.notifications import Holds
from registration.services.availability import UNLIMITED, Count, lock_and_count
from registration.services.plans import Outcome
from summit.edition.models import Edition

TAKEN = (PlaceState.CONFIRMED, PlaceState.OFFERED)
TRIES = 5
BATCH = 200
"""How many people who wait are locked at most in one transaction."""

P = ParamSpec("P")
R = TypeVar("R")
H = TypeVar("H", Place, Booking)


def steadily(service: Callable[P, R]) -> Callable[P, R]:
    """Decorator of a service: start again when a hold changed before its lock was taken."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _try in range(TRIES - 1):
            try:
                return service(*args, **kwargs)
            except HoldsMoved:
                continue
        return service(*args, **kwargs)

    return run


@dataclass(slots=True)
class Person:
    """A locked registration with its places and bookings; released ones stay in the lists."""

    registration: Registration
    places: list[Place] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)

    @property
    def holds(self) -> Holds:
        return Holds(
            confirmed=next((place for place in self.places if place.is_confirmed), None),
            waiting=next((place for place in self.places if place.is_waiting), None),
            pending=next((place for place in self.places if place.is_pending), None),
        )

    @property
    def booked(self) -> list[Booking]:
        """What is held, in whatever state."""
        return [booking for booking in self.bookings if booking.state != PlaceState.RELEASED]

    def take(self, hold: Place | Booking) -> None:
        """Read or written now; it points to this very row, whose number may rise."""
        hold.registration = self.registration
        if isinstance(hold, Place):
            self.places.append(hold)
        else:
            self.bookings.append(hold)

    def booking_of(self, seats_id: int) -> Booking | None:
        return next((booking for booking in self.booked if booking.seats_id == seats_id), None)


@dataclass(slots=True)
class Locked:
    """What was locked, as it stood then; the counts follow each step made through this object."""

    counts: dict[int, Count] = field(default_factory=dict)
    seats: dict[int, Count] = field(default_factory=dict)
    rows: dict[int, Seats] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def person(self, registration_id: int) -> Person:
        """Raises Registration.DoesNotExist for whoever was erased before the lock was taken."""
        if registration_id not in self.people:
            raise Registration.DoesNotExist
        return self.people[registration_id]

    def those(self, registration_ids: Iterable[int]) -> list[Person]:
        """Whoever of them still exists."""
        return [self.people[pk] for pk in registration_ids if pk in self.people]

    def queue(self, quota_id: int) -> list[Place]:
        """Whoever of those locked waits for the quota, first come first."""
        everyone = (place for person in self.people.values() for place in person.places)
        return _in_order(place for place in everyone if place.quota_id == quota_id)

    def seats_queue(self, seats_id: int) -> list[Booking]:
        everyone = (booking for person in self.people.values() for booking in person.bookings)
        return _in_order(booking for booking in everyone if booking.seats_id == seats_id)

    def count_of(self, hold: Place | Booking) -> Count:
        counts, key = self._counts_of(hold)
        return counts[key]

    def add(self, hold: Place | Booking, state: PlaceState, *, now: dt.datetime) -> None:
        """Write a new hold of somebody who is locked."""
        hold.move_to(state, now=now)
        self.people[hold.registration_id].take(hold)
        self._tally(hold, "")

    def move(
        self,
        hold: Place | Booking,
        state: PlaceState,
        *,
        now: dt.datetime,
        reason: ReleaseReason | str = "",
        offered_until: dt.datetime | None = None,
    ) -> None:
        """One step of a hold, counted."""
        before = hold.state
        hold.move_to(state, now=now, reason=reason, offered_until=offered_until)
        self._tally(hold, before)

    def release(
        self, hold: Place | Booking, *, now: dt.datetime, reason: ReleaseReason | str
    ) -> None:
        self.move(hold, PlaceState.RELEASED, now=now, reason=reason)

    def _counts_of(self, hold: Place | Booking) -> tuple[dict[int, Count], int]:
        if isinstance(hold, Place):
            return self.counts, hold.quota_id
        return self.seats, hold.seats_id

    def _tally(self, hold: Place | Booking, before: str) -> None:
        counts, key = self._counts_of(hold)
        count = counts.get(key, UNLIMITED)
        if count.capacity is None:
            return
        held, holds = before in TAKEN, hold.state in TAKEN
        keeping = count.keeping
        code_id = hold.code_id if isinstance(hold, Place) else None
        if code_id is not None and code_id in keeping:
            keeping = {**keeping, code_id: max(keeping[code_id] + held - holds, 0)}
        counts[key] = replace(
            count,
            keeping=keeping,
            taken=count.taken + holds - held,
            waiting=count.waiting
            + (hold.state == PlaceState.WAITING)
            - (before == PlaceState.WAITING),
        )


def _in_order(holds: Iterable[H]) -> list[H]:
    waiting = [hold for hold in holds if hold.state == PlaceState.WAITING]
    return sorted(waiting, key=lambda hold: (hold.queued_at, hold.pk))


def lock_holdings(
    *,
    registration_ids: Sequence[int] = (),
    quotas: Iterable[Quota] = (),
    seats: Iterable[int] = (),
    whole: bool = True,
) -> Locked:
    """Lock `quotas` and `seats`, these people, and who may be given what they free.

    `whole`: with every quota and session in which these people hold something; raises
    HoldsMoved (see `steadily`) when that changed meanwhile. Without it only what is named is
    locked, and only that may be given or freed. Call it once, first thing in the transaction.
    """
    wanted = {quota.pk: quota for quota in quotas}
    wanted_seats = set(seats)
    if whole and registration_ids:
        held = Place.objects.held().filter(registration__in=registration_ids)
        wanted |= {place.quota_id: place.quota for place in held.select_related("quota")}
        booked = Booking.objects.held().filter(registration__in=registration_ids)
        wanted_seats |= set(booked.order_by().values_list("seats", flat=True))
    locked = Locked(counts=lock_and_count(list(wanted.values())))
    _lock_seats(locked, wanted_seats)
    _lock_people(locked, {*registration_ids, *_next_in_line(locked, len(registration_ids))})
    if whole:
        _check_whole(locked, registration_ids)
    return locked


def _lock_seats(locked: Locked, seats_ids: set[int]) -> None:
    if not seats_ids:
        return
    rows = Seats.objects.filter(pk__in=seats_ids).order_by("pk").with_session()
    locked.rows = {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",))}
    held = Booking.objects.count_by_state(sorted(seats_ids))
    for pk, row in locked.rows.items():
        taken = held[pk, PlaceState.CONFIRMED] + held[pk, PlaceState.OFFERED]
        waiting = held[pk, PlaceState.WAITING]
        locked.seats[pk] = Count(capacity=row.limit, taken=taken, waiting=waiting)


def _next_in_line(locked: Locked, actors: int) -> set[int]:
    """Who may be given a place in this transaction: as many as are free, or may become so.

    Each actor frees one place of a kind at most, or leaves its queue.
    """
    found: set[int] = set()
    for quota_id, count in locked.counts.items():
        if reach := _reach(count, actors):
            queue = Place.objects.waiting().filter(quota=quota_id)
            found |= set(queue.values_list("registration", flat=True)[:reach])
    for seats_id, count in locked.seats.items():
        if reach := _reach(count, actors):
            booked = Booking.objects.waiting().filter(seats=seats_id)
            found |= set(booked.values_list("registration", flat=True)[:reach])
    return found


def _reach(count: Count, actors: int) -> int:
    """Without a limit nobody queues, unless the limit was just lifted: then nobody acts."""
    if count.free is None:
        return 0 if actors else BATCH
    return min(count.free + actors, BATCH) if count.waiting and count.free + actors > 0 else 0


def _lock_people(locked: Locked, registration_ids: set[int]) -> None:
    """Lock the rows, then read what they hold: only now does it stand still."""
    if not registration_ids:
        return
    rows = Registration.objects.filter(pk__in=registration_ids).order_by("pk")
    edition = Edition.objects.seen()
    for row in rows.select_for_update(no_key=True):
        if row.edition_id == edition.pk:
            row.edition = edition
        locked.people[row.pk] = Person(row)
    held = Place.objects.held().filter(registration__in=locked.people)
    for place in held.select_related("quota__venue", "quota__day"):
        locked.people[place.registration_id].take(place)
    for booking in Booking.objects.held().filter(registration__in=locked.people).with_session():
        locked.people[booking.registration_id].take(booking)


def _check_whole(locked: Locked, registration_ids: Sequence[int]) -> None:
    for person in locked.those(registration_ids):
        if not all(place.quota_id in locked.counts for place in person.places):
            raise HoldsMoved
        if not all(booking.seats_id in locked.seats for booking in person.bookings):
            raise HoldsMoved


def raise_sequence(registration: Registration) -> None:
    """The entry changes in the person's calendar: same UID, next number."""
    registration.sequence += 1
    registration.invitation_changed_at = timezone.now()
    registration.save(update_fields=["sequence", "invitation_changed_at"])


def release_bookings(
    locked: Locked, person: Person, *, now: dt.datetime, reason: ReleaseReason | str
) -> list[Booking]:
    """Let go of every booking of a person who comes in person no longer; `promote` passes on.

    Returns them; the caller's mail lists those and carries the CANCEL of each that a calendar
    knows (their numbers are raised here).
    """
    released = sorted(person.booked, key=lambda booking: booking.seats.session.starts_at)
    for booking in released:
        locked.release(booking, now=now, reason=reason)
        raise_booking_sequence(booking)
    return released


def raise_booking_sequence(booking: Booking) -> None:
    """The entry of a confirmed seat changes; one that no mail told of stands in the feed too."""
    if booking.confirmed_at is None:
        return
    booking.sequence += 1
    booking.invitation_changed_at = timezone.now()
    booking.save(update_fields=["sequence", "invitation_changed_at"])


def lock_live(registration_id: int, *, quotas: Iterable[Quota] = ()) -> Locked:
    """With every hold of the person; raises RegistrationCancelled."""
    locked = lock_holdings(registration_ids=[registration_id], quotas=quotas)
    if locked.person(registration_id).registration.is_cancelled:
        raise RegistrationCancelled
    return locked


def is_over(hold: Place | Booking, now: dt.datetime) -> bool:
    """An offer whose end has come: the end itself is too late."""
    return hold.offered_until is not None and hold.offered_until <= now


def outcome_of(holds: Holds) -> Outcome:
    return Outcome(
        holds.confirmed.way if holds.confirmed else "",
        holds.waiting is not None,
        holds.pending is not None,
    )


def change_of(before: Holds, after: Holds) -> dict[str, tuple[str, str]]:
    """What the history says of a move: ways only, nothing about the person."""
    pairs = {
        "way": (before.confirmed, after.confirmed),
        "waiting": (before.waiting, after.waiting),
    }
    words = {
        name: (old.way if old else "", new.way if new else "") for name, (old, new) in pairs.items()
    }
    return {name: pair for name, pair in words.items() if pair[0] != pair[1]}


def bookings_change(released: Sequence[Booking]) -> dict[str, tuple[str, str]]:
    """The sessions let go, by their keys."""
    slugs = ", ".join(booking.seats.session.slug for booking in released)
    return {"sessions": (slugs, "")} if slugs else {}
