"""How many places are left: public, counted anew each time, the same for everyone."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from registration.models import InvitationCode, Place, PlaceState, Quota
from summit.edition import clock
from summit.edition.models import Edition, RegistrationWindow
from summit.edition.snapshots import Snapshot
from summit.statements import Statement

_seen: Snapshot[tuple[Quota, ...]] = Snapshot()

PlacesState = Literal["open", "few", "full"]

FEW_SHARE = 20
FEW_AT_LEAST = 10


def places_left(*, capacity: int | None, taken: int, waiting: int, kept: int = 0) -> int | None:
    """Places a newcomer may take; None without a limit.

    Whoever waits stands before newcomers: a place is kept for each of them. `kept` are those
    that invitation codes keep for their people.
    """
    if capacity is None:
        return None
    return max(capacity - taken - waiting - kept, 0)


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
    return tuple(_of(quota, edition, now) for quota in _read_quotas(edition, now))


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
    return _seen.get(partial(_read_quotas, edition, clock.now(edition)))


def _read_quotas(edition: Edition, now: dt.datetime) -> tuple[Quota, ...]:
    quotas = Quota.objects.for_day(edition.business_day).with_places().with_counts()
    return tuple(quotas.with_kept(now))


def _of(quota: Quota, edition: Edition, now: dt.datetime) -> WayAvailability:
    taken, waiting = quota.taken, quota.waiting  # type: ignore[attr-defined]
    kept = quota.kept  # type: ignore[attr-defined]
    return WayAvailability(
        way=quota.way,
        quota=quota,
        capacity=quota.capacity,
        taken=taken,
        waiting=waiting,
        left=places_left(capacity=quota.capacity, taken=taken, waiting=waiting, kept=kept),
        window=quota.window_at(now, edition),
    )


def queue_position(place: Place) -> int:
    """1 for whoever is next. Only for a waiting place."""
    return Place.objects.ahead_of(place).count() + 1


@dataclass(frozen=True, slots=True)
class Count:
    """What a quota holds, read under its lock.

    `keeping` are the invitation codes that keep places: how many each may still fill.
    """

    capacity: int | None
    taken: int
    waiting: int
    keeping: Mapping[int, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        return sum(self.keeping.values())

    @property
    def left(self) -> int | None:
        """For a newcomer."""
        return places_left(
            capacity=self.capacity, taken=self.taken, waiting=self.waiting, kept=self.kept
        )

    def has_left_for(self, code_id: int | None) -> bool:
        """For somebody with this code; one that keeps no places stands where newcomers do."""
        own = self.keeping.get(code_id or 0)
        if self.capacity is None or own is None:
            return self.has_left
        return own > 0 and self.capacity - self.taken - (self.kept - own) > 0

    @property
    def has_left(self) -> bool:
        return self.left is None or self.left > 0

    @property
    def free(self) -> int | None:
        """Places that nobody holds and no code keeps, whoever waits; negative when lowered
        below."""
        return None if self.capacity is None else self.capacity - self.taken - self.kept

    @property
    def has_free(self) -> bool:
        """For someone who waits."""
        return self.free is None or self.free > 0


UNLIMITED = Count(capacity=None, taken=0, waiting=0)


def lock_and_count(quotas: Sequence[Quota], *, now: dt.datetime | None = None) -> dict[int, Count]:
    """Lock the limited ones among `quotas` and count what each holds; keys are their pks.

    The guard against giving a place twice: call it inside the transaction that writes, before
    any registration is locked, and write only what these counts allow. Rows are locked in the
    order of their keys, so that two callers never wait for each other. Quotas without a limit
    are neither locked nor counted; whether there is one is read here, so that `quotas` may be a
    second old. SQLite has no row locks: there the transaction holds the write lock from its
    start (IMMEDIATE).
    """
    counts = {quota.pk: UNLIMITED for quota in quotas}
    capacities = dict(LOCK_LIMITED.rows(*sorted(counts))) if counts else {}
    if not capacities:
        return counts
    held = Counter({(pk, state): n for pk, state, n in _COUNT_HELD.rows(*sorted(capacities))})
    kept = _kept_by_codes(sorted(capacities), now)
    for pk, capacity in capacities.items():
        taken = held[pk, PlaceState.CONFIRMED] + held[pk, PlaceState.OFFERED]
        waiting = held[pk, PlaceState.WAITING]
        keeping = kept.get(pk, {})
        counts[pk] = Count(capacity=capacity, taken=taken, waiting=waiting, keeping=keeping)
    return counts


def _kept_by_codes(quotas: Sequence[int], now: dt.datetime | None) -> dict[int, dict[int, int]]:
    """By quota and code, how many of its kept places nobody has filled yet. One small query.

    The clock is asked only where a code has a deadline.
    """
    kept: dict[int, dict[int, int]] = {}
    for code in _KEEPING_CODES.instances(*quotas):
        if code.deadline:
            now = now or clock.now()
            if not code.is_valid_at(now):
                continue
        kept.setdefault(code.quota_id, {})[code.pk] = max(code.allotment - code.taken, 0)
    return kept


LOCK_LIMITED = Statement(
    lambda *quotas: (
        Quota.objects.limited()
        .filter(pk__in=quotas)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", "capacity")
    ),
    "pk",
    "capacity",
)
_COUNT_HELD = Statement(
    lambda *quotas: Place.objects.counted_by_state(quotas), "quota", "state", "n"
)
_KEEPING_CODES = Statement(
    lambda *quotas: (
        InvitationCode.objects.keeping().filter(quota__in=quotas).with_taken().order_by()
    )
)
