"""What a door needs to know of each person, read in a fixed number of queries for one or all."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import get_language

from registration.checkin.models import Door, Scan, ScanKind
from registration.models import Consent, ConsentKind, Place, PlaceState, Registration

PENDING = (PlaceState.REQUESTED, PlaceState.PENDING)


@dataclass(frozen=True, slots=True)
class Held:
    """One place of a person. `position` counts from 1 of `queue`; 0 for whoever does not wait."""

    quota_id: int
    way: str
    date: dt.date
    state: str
    offered_until: dt.datetime | None
    position: int = 0
    queue: int = 0


@dataclass(frozen=True, slots=True)
class Inside:
    """The last entry of somebody who is inside."""

    scan_id: int
    at: dt.datetime
    door: str


@dataclass(slots=True)
class Case:
    """`needs` holds only what the person agreed to have kept."""

    registration_id: int
    code: str
    name: str
    organisation: str
    is_cancelled: bool
    needs: list[str]
    places: list[Held] = field(default_factory=list)
    inside: Inside | None = None
    last_at: dt.datetime | None = None
    """Of whatever counted last that day, entry or exit."""
    entries: int = 0
    exits: int = 0

    def take(self, scan_id: int, kind: str, at: dt.datetime, door: Door) -> None:
        """A row more of that day that counts."""
        self.last_at = max(at, self.last_at or at)
        if kind == ScanKind.ENTRY:
            self.entries += 1
            self.inside = Inside(scan_id, at, str(door))
        else:
            self.exits += 1
            self.inside = None

    @property
    def confirmed(self) -> Held | None:
        return next((held for held in self.places if held.state == PlaceState.CONFIRMED), None)

    @property
    def offered(self) -> Held | None:
        return next((held for held in self.places if held.state == PlaceState.OFFERED), None)

    @property
    def waiting(self) -> Held | None:
        return next((held for held in self.places if held.state == PlaceState.WAITING), None)

    @property
    def is_pending(self) -> bool:
        return any(held.state in PENDING for held in self.places)


def cases_of(registration_ids: Iterable[int], at: dt.datetime) -> dict[int, Case]:
    """Of these people on the day of `at`, by id; whoever was erased meanwhile is left out."""
    return _cases(list(registration_ids), at)


def all_cases(at: dt.datetime) -> dict[int, Case]:
    """Of everybody, those who cancelled included."""
    return _cases(None, at)


def _cases(ids: list[int] | None, at: dt.datetime) -> dict[int, Case]:
    people = Registration.objects.all()
    places = Place.objects.held()
    consents = Consent.objects.filter(kind=ConsentKind.ACCESS_NEEDS, withdrawn_at__isnull=True)
    scans = Scan.objects.counted().on_day_of(at)
    if ids is not None:
        people = people.filter(pk__in=ids)
        places = places.filter(registration__in=ids)
        consents = consents.filter(registration__in=ids)
        scans = scans.filter(registration__in=ids)
    agreed = set(consents.values_list("registration_id", flat=True))
    cases = {case.registration_id: case for case in _read_people(people, agreed)}
    _add_places(cases, places)
    _add_scans(cases, scans)
    return cases


def _read_people(people: "Iterable[Registration]", agreed: set[int]) -> Iterator[Case]:
    kind = f"organisation_type__name_{'fr' if (get_language() or 'fr')[:2] == 'fr' else 'en'}"
    columns = ("pk", "ticket_code", "first_name", "last_name", "organisation")
    rows = people.order_by("pk").values_list(*columns, kind, "cancelled_at", "access_needs")  # type: ignore[attr-defined]
    for pk, code, first, last, organisation, type_name, cancelled_at, needs in rows:
        yield Case(
            registration_id=pk,
            code=code,
            name=f"{first} {last}".strip(),
            organisation=", ".join(filter(None, (organisation, type_name))),
            is_cancelled=cancelled_at is not None,
            needs=list(needs) if pk in agreed else [],
        )


def _add_places(cases: dict[int, Case], places: "Iterable[Place]") -> None:
    columns = ("registration_id", "quota_id", "quota__way", "quota__day__date", "state")
    rows = list(places.values_list(*columns, "offered_until", "pk", "queued_at"))  # type: ignore[attr-defined]
    queues = _queues({row[1] for row in rows if row[4] == PlaceState.WAITING})
    for registration_id, quota_id, way, date, state, until, pk, _queued in rows:
        queue = queues.get(quota_id, {}) if state == PlaceState.WAITING else {}
        if case := cases.get(registration_id):
            held = Held(quota_id, way, date, state, until, queue.get(pk, 0), len(queue))
            case.places.append(held)


def _queues(quota_ids: set[int]) -> dict[int, dict[int, int]]:
    """Place → position, by quota."""
    queues: dict[int, dict[int, int]] = {}
    if not quota_ids:
        return queues
    waiting = Place.objects.waiting().filter(quota__in=quota_ids)
    for quota_id, pk in waiting.values_list("quota_id", "pk"):
        queue = queues.setdefault(quota_id, {})
        queue[pk] = len(queue) + 1
    return queues


def _add_scans(cases: dict[int, Case], scans: "Iterable[Scan]") -> None:
    rows = scans.in_order().values_list("registration_id", "pk", "kind", "at", "door_id")  # type: ignore[attr-defined]
    doors: dict[int, Door] = {}
    for registration_id, pk, kind, at, door_id in rows:
        if not doors:
            doors = Door.objects.in_bulk()
        if case := cases.get(registration_id):
            case.take(pk, kind, at, doors[door_id])
