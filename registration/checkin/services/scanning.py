"""Recording what happens at the doors."""

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from registration.checkin.exceptions import NonceTaken
from registration.checkin.models import (
    Door,
    Outcome,
    ReplacedTicket,
    Scan,
    ScanKind,
    digest_of,
    proof_of,
)
from registration.checkin.services.cases import Case, cases_of
from registration.checkin.services.judging import judge
from registration.models import Registration
from summit.accounts.models import User
from summit.edition.models import Edition

FULL, SHORT = 26, 12
COUNTING = (Outcome.WELCOME, Outcome.LEFT)
ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A ticket at a door, at `at` by the edition's clock.

    `code` is written in full or as the short code; where it is nobody's, `index` (see
    `digest_of`) may still tell that the ticket was replaced. `forced` lets in whatever stands in
    the way. `offline`: the device decided alone and tells it only now.
    """

    code: str
    kind: str
    nonce: uuid.UUID
    at: dt.datetime
    index: str = ""
    forced: bool = False
    offline: bool = False

    @property
    def plain_code(self) -> str:
        """As it is kept, however it was typed or read: no hyphen, no blank, capitals."""
        return re.sub(r"[^A-Z0-9]", "", self.code[:200].upper())

    @property
    def digest(self) -> str:
        return self.index or digest_of(self.plain_code)


def record_scan(*, door: Door, shown: Shown, by: User | None) -> Scan:
    """One of `record_scans`."""
    return record_scans(door=door, shown=[shown], by=by)[0]


def record_scans(*, door: Door, shown: Sequence[Shown], by: User | None) -> list[Scan]:
    """Record these tickets, all or none, in their order; returns their rows.

    The people are locked, so that of two doors at the same moment one lets in, and nobody is
    counted twice. A nonce again writes nothing and returns the row there is. Of a code that
    nobody has nothing is kept. Raises NonceTaken when a nonce is another ticket's.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _Recording(door, by, shown).run()
        except IntegrityError:  # the same scans at the same moment: found at the next attempt
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def codes_by_proof() -> dict[str, str]:
    """Of every ticket: a device that waits for a connection keeps no code."""
    codes = Registration.objects.order_by().values_list("ticket_code", flat=True)
    return {proof_of(code): code for code in codes.iterator(chunk_size=2000)}


@dataclass(slots=True)
class _Recording:
    """What one upload reads and writes; inside the transaction."""

    door: Door
    by: User | None
    shown: Sequence[Shown]
    bearers: dict[str, int] = field(default_factory=dict)
    known: dict[uuid.UUID, Scan] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    zone: dt.tzinfo = dt.UTC
    cases: dict[dt.date, dict[int, Case]] = field(default_factory=dict)

    def run(self) -> list[Scan]:
        self.bearers = _lock_bearers({one.plain_code for one in self.shown})
        nonces = [one.nonce for one in self.shown]
        self.known = {scan.nonce: scan for scan in Scan.objects.filter(nonce__in=nonces)}
        self.zone = Edition.objects.seen().zone
        self._find_replaced()
        return [self._record(one) for one in self.shown]

    def _find_replaced(self) -> None:
        digests = [one.digest for one in self.shown if one.plain_code not in self.bearers]
        if digests:
            gone = ReplacedTicket.objects.filter(digest__in=digests)
            self.replaced = set(gone.values_list("digest", flat=True))

    def _record(self, one: Shown) -> Scan:
        registration_id = self.bearers.get(one.plain_code)
        if known := self.known.get(one.nonce):
            if known.registration_id != registration_id:
                raise NonceTaken
            return known
        new = Scan(
            registration_id=registration_id,
            door=self.door,
            kind=one.kind,
            nonce=one.nonce,
            at=one.at,
            received_at=timezone.now(),
            by=self.by,
            offline=one.offline,
        )
        if registration_id is None:
            is_replaced = one.digest in self.replaced
            new.outcome = Outcome.REPLACED if is_replaced else Outcome.UNKNOWN
            new.save(force_insert=True)
        else:
            case = self._case_of(registration_id, one.at)
            _judge(new, case, forced=one.forced)
            new.save(force_insert=True)
            if new.counts:
                case.take(new.pk, new.kind, new.at, new.door)
        self.known[one.nonce] = new
        return new

    def _case_of(self, registration_id: int, at: dt.datetime) -> Case:
        """As the rows of this upload so far have left it."""
        day = at.astimezone(self.zone).date()
        if day not in self.cases:
            self.cases[day] = cases_of(self.bearers.values(), at)
        return self.cases[day][registration_id]


def _judge(new: Scan, case: Case, *, forced: bool) -> None:
    new.outcome = judge(case, new.door, kind=new.kind, at=new.at, offline=new.offline)
    new.counts = new.outcome in COUNTING
    if new.kind != ScanKind.ENTRY:
        return
    if case.inside:
        new.earlier_id = case.inside.scan_id
    if forced and not new.counts:
        new.forced = new.counts = True


def _lock_bearers(codes: Iterable[str]) -> dict[str, int]:
    """Whose code each is; locked in the order in which everybody locks people."""
    full = {code for code in codes if len(code) == FULL}
    short = {code for code in codes if len(code) == SHORT}
    wanted = Q(ticket_code__in=full)
    for code in short:
        wanted |= Q(ticket_code__startswith=code)
    if not full and not short:
        return {}
    people = Registration.objects.filter(wanted).order_by("pk")
    rows = people.select_for_update(no_key=True).values_list("ticket_code", "pk")
    found: dict[str, set[int]] = defaultdict(set)
    for code, pk in rows:
        found[code].add(pk)
        found[code[:SHORT]].add(pk)
    return {code: min(pks) for code, pks in found.items() if len(pks) == 1}
