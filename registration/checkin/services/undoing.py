"""Taking back what a door recorded."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from registration.checkin.exceptions import NothingToTakeBack
from registration.checkin.models import Door, Outcome, Scan, ScanKind
from registration.models import Registration
from summit.accounts.models import User


def take_back(*, scan_id: int, door: Door, at: dt.datetime, by: User | None) -> Scan:
    """Undo an entry or exit: a row more, after which whoever it was stands as before it.

    Only the last that counts of a person that day. A second press returns the row that exists.
    Raises NothingToTakeBack.
    """
    with transaction.atomic():
        scan = _lock(scan_id)
        if scan.is_undone:
            return scan.undone_by
        if _last_that_counts(scan) != scan:
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


def _lock(scan_id: int) -> Scan:
    """The row, read once its person is locked: as it stands now."""
    whose = Scan.objects.filter(pk=scan_id).values_list("registration_id", flat=True).first()
    if whose is None:
        raise NothingToTakeBack
    Registration.objects.select_for_update(no_key=True).filter(pk=whose).first()
    scan = Scan.objects.select_related("undone_by").filter(pk=scan_id).first()
    if scan is None:  # erased meanwhile
        raise NothingToTakeBack
    return scan


def _last_that_counts(scan: Scan) -> Scan | None:
    """Of its person, on its day."""
    rows = Scan.objects.counted().on_day_of(scan.at).filter(registration=scan.registration_id)
    return rows.in_order().last()
