"""Recording what happens at the doors."""

import datetime as dt
import re
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from registration.checkin.exceptions import NonceTaken, NothingToTakeBack
from registration.checkin.models import (
    Door,
    Outcome,
    ReplacedTicket,
    Scan,
    ScanKind,
    digest_of,
)
from registration.checkin.services.cases import Case, case_of
from registration.checkin.services.judging import judge
from registration.models import Registration
from summit.accounts.models import User

FULL, SHORT = 26, 12
COUNTING = (Outcome.WELCOME, Outcome.LEFT)


def plain_code(typed: str) -> str:
    """As it is kept, however it was typed or read: no hyphen, no blank, capitals."""
    return re.sub(r"[^A-Z0-9]", "", typed[:200].upper())


def record_scan(
    *,
    door: Door,
    code: str,
    kind: str,
    nonce: uuid.UUID,
    at: dt.datetime,
    by: User | None,
    index: str = "",
    forced: bool = False,
    offline: bool = False,
) -> Scan:
    """A ticket was shown at `door`, at `at` by the edition's clock.

    `code` in full or as the short code; with an unknown `code`, `index` (see `digest_of`) may still
    tell that the ticket was replaced. The person's row is locked, so that of two doors at the
    same moment one lets in; nobody is counted twice. The same `nonce` again writes nothing and
    returns the row there is. `forced` lets in whatever stands in the way, under the name of `by`.
    `offline`: the device decided alone; who was inside by then is a conflict. Of an unknown code
    nothing is kept. Raises NonceTaken when the nonce is another ticket's.
    """
    new = Scan(
        door=door,
        kind=kind,
        nonce=nonce,
        at=at,
        received_at=timezone.now(),
        by=by,
        offline=offline,
    )
    try:
        with transaction.atomic():
            return _record(new, plain_code(code), index, forced=forced)
    except IntegrityError:  # the same scan at the same moment
        known = Scan.objects.filter(nonce=nonce).first()
        if known is None:
            raise
        return known


def _record(new: Scan, code: str, index: str, *, forced: bool) -> Scan:
    registration = _lock_bearer(code)
    known = Scan.objects.filter(nonce=new.nonce).first()
    if known:
        if known.registration_id != (registration.pk if registration else None):
            raise NonceTaken
        return known
    if registration is None:
        digest = index or digest_of(code)
        is_replaced = ReplacedTicket.objects.filter(digest=digest).exists()
        new.outcome = Outcome.REPLACED if is_replaced else Outcome.UNKNOWN
    else:
        _judge(new, case_of(registration, new.at), forced=forced)
        new.registration = registration
    new.save(force_insert=True)
    return new


def _judge(new: Scan, case: Case, *, forced: bool) -> None:
    new.outcome = judge(case, new.door, kind=new.kind, at=new.at, offline=new.offline)
    new.counts = new.outcome in COUNTING
    if new.kind != ScanKind.ENTRY:
        return
    if case.inside:
        new.earlier_id = case.inside.scan_id
    if forced and not new.counts:
        new.forced = new.counts = True


def _lock_bearer(code: str) -> Registration | None:
    people = Registration.objects.select_for_update(no_key=True)
    if len(code) == FULL:
        return people.filter(ticket_code=code).first()
    if len(code) != SHORT:
        return None
    found = list(people.filter(ticket_code__startswith=code).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def codes_by_index() -> dict[str, str]:
    """Of every ticket: a device that waits for a connection keeps no code."""
    codes = Registration.objects.order_by().values_list("ticket_code", flat=True)
    return {digest_of(code): code for code in codes.iterator(chunk_size=2000)}


def take_back(*, scan_id: int, door: Door, at: dt.datetime, by: User | None) -> Scan:
    """Undo an entry or exit: a row more, after which whoever it was stands as before it.

    Only the last that counts of a person that day. A second press returns the row that exists.
    Raises NothingToTakeBack.
    """
    with transaction.atomic():
        whose = Scan.objects.filter(pk=scan_id).values_list("registration_id", flat=True).first()
        if whose is None:
            raise NothingToTakeBack
        Registration.objects.select_for_update(no_key=True).filter(pk=whose).first()
        scan = Scan.objects.select_related("undone_by").filter(pk=scan_id).first()
        if scan is None:  # erased meanwhile
            raise NothingToTakeBack
        if scan.is_undone:
            return scan.undone_by
        if last_that_counts(scan) != scan:
            raise NothingToTakeBack
        return Scan.objects.create(
            registration_id=scan.registration_id,
            door=door,
            kind=ScanKind.UNDO,
            outcome=Outcome.UNDONE,
            nonce=uuid.uuid4(),
            at=at,
            received_at=timezone.now(),
            by=by,
            undoes=scan,
        )


def last_that_counts(scan: Scan) -> Scan | None:
    """Of its person, on its day."""
    rows = Scan.objects.counted().on_day_of(scan.at).filter(registration=scan.registration_id)
    return rows.in_order().last()
