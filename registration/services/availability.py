"""How many places are left: public, counted anew each time, the same for everyone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from registration.models import Place, PlaceState, Quota
from summit.edition.models import Edition, RegistrationWindow
from summit.edition.snapshots import Snapshot

_seen: Snapshot[tuple[Quota, ...]] = Snapshot()

PlacesState = Literal["open", "few", "full"]

FEW_SHARE = 20
FEW_AT_LEAST = 10


def places_left(*, capacity: int | None, taken: int, waiting: int) -> int | None:
    """Places a newcomer may take; None without a limit.

    Whoever waits stands before newcomers: a place is kept for each of them.
    """
    if capacity is None:
        return None
    return max(capacity - taken - waiting, 0)


@dataclass(frozen=True, slots=True)
class WayAvailability:
    """One way of coming, as the public sees it. `left` is None without a limit."""

    way: str
    quota: Quota
    capacity: int | None
    taken: int
    waiting: int
    left: int | None
    window: RegistrationWindow

    @property
    def state(self) -> PlacesState:
        """Few: the last twentieth of the places, and in any case the last ten."""
        if self.left is None or self.capacity is None:
            return "open"
        if self.left == 0:
            return "full"
        return "few" if self.left <= max(self.capacity // FEW_SHARE, FEW_AT_LEAST) else "open"

    @property
    def is_open(self) -> bool:
        return self.window == RegistrationWindow.OPEN

    @property
    def can_be_chosen(self) -> bool:
        return self.is_open and self.state != "full"


def availability(now: dt.datetime) -> tuple[WayAvailability, ...]:
    """Both ways to come to the Business Day, in person first; empty while none is loaded.

    One query. What is given is decided again, under a lock, at registration.
    """
    edition = Edition.objects.seen()
    return tuple(_of(quota, edition, now) for quota in _read_quotas(edition))


def availability_seen(now: dt.datetime) -> tuple[WayAvailability, ...]:
    """The same as this process counted a second ago at most: for the form and its answer.

    Windows open and close on the second; only the counts may be that old.
    """
    edition = Edition.objects.seen()
    return tuple(_of(quota, edition, now) for quota in quotas_seen(edition))


def quotas_seen(edition: Edition) -> tuple[Quota, ...]:
    """Those of the Business Day, with day and venue, as this process read them a second ago.

    Shared: never change them. Capacity and counts are decided by `lock_and_count`.
    """
    return _seen.get(partial(_read_quotas, edition))


def _read_quotas(edition: Edition) -> tuple[Quota, ...]:
    return tuple(Quota.objects.for_day(edition.business_day).with_places().with_counts())


def _of(quota: Quota, edition: Edition, now: dt.datetime) -> WayAvailability:
    taken, waiting = quota.taken, quota.waiting  # type: ignore[attr-defined]
    return WayAvailability(
        way=quota.way,
        quota=quota,
        capacity=quota.capacity,
        taken=taken,
        waiting=waiting,
        left=places_left(capacity=quota.capacity, taken=taken, waiting=waiting),
        window=quota.window_at(now, edition),
    )


def queue_position(place: Place) -> int:
    """1 for whoever is next. Only for a waiting place."""
    return Place.objects.ahead_of(place).count() + 1


@dataclass(frozen=True, slots=True)
class Count:
    """What a quota holds, read under its lock."""

    capacity: int | None
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        """For a newcomer."""
        return places_left(capacity=self.capacity, taken=self.taken, waiting=self.waiting)

    @property
    def has_left(self) -> bool:
        return self.left is None or self.left > 0

    @property
    def free(self) -> int | None:
        """Places that nobody holds, whoever waits; negative when lowered below taken."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def has_free(self) -> bool:
        """For someone who waits."""
        return self.free is None or self.free > 0


UNLIMITED = Count(capacity=None, taken=0, waiting=0)


def lock_and_count(quotas: Sequence[Quota]) -> dict[int, Count]:
    """Lock the limited ones among `quotas` and count what each holds; keys are their pks.

    The guard against giving a place twice: call it inside the transaction that writes, before
    any registration is locked, and write only what these counts allow. Rows are locked in the
    order of their keys, so that two callers never wait for each other. Quotas without a limit
    are neither locked nor counted; whether there is one is read here, so that `quotas` may be a
    second old. SQLite has no row locks: there the transaction holds the write lock from its
    start (IMMEDIATE).
    """
    counts = {quota.pk: UNLIMITED for quota in quotas}
    rows = Quota.objects.limited().filter(pk__in=sorted(counts)).order_by("pk")
    capacities = dict(rows.select_for_update(no_key=True).values_list("pk", "capacity"))
    if not capacities:
        return counts
    held = Place.objects.count_by_state(sorted(capacities))
    for pk, capacity in capacities.items():
        taken = held[pk, PlaceState.CONFIRMED] + held[pk, PlaceState.OFFERED]
        waiting = held[pk, PlaceState.WAITING]
        counts[pk] = Count(capacity=capacity, taken=taken, waiting=waiting)
    return counts
