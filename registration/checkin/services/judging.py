"""What a door says to a ticket. One place decides, for a scan and for the list kept offline."""

import datetime as dt

from registration.checkin.models import Door, Outcome, ScanKind
from registration.checkin.services.cases import Case
from registration.models import Way


def judge(case: Case, door: Door, *, kind: str, at: dt.datetime, offline: bool = False) -> Outcome:
    """`offline`: the device let somebody in or out without asking, and tells it only now."""
    if kind == ScanKind.EXIT:
        leaves = case.inside is not None and case.inside.at <= at
        return Outcome.LEFT if leaves else Outcome.NOT_IN
    barred = _bars(case, door)
    if case.inside is not None:
        return Outcome.CONFLICT if offline and not barred else Outcome.ALREADY_IN
    if barred:
        return barred
    # Somebody came and went through another door before this device could tell.
    overtaken = case.last_at is not None and case.last_at > at
    return Outcome.CONFLICT if overtaken and offline else Outcome.WELCOME


def _bars(case: Case, door: Door) -> Outcome | None:
    """Why the person has no place here, or None."""
    if case.is_cancelled:
        return Outcome.CANCELLED
    if case.confirmed and case.confirmed.quota_id == door.quota_id:
        return None
    if case.offered:
        return Outcome.OFFERED
    if case.confirmed:
        is_elsewhere = case.confirmed.date != door.quota.day.date
        is_online = case.confirmed.way == Way.ONLINE
        return Outcome.ONLINE_ONLY if is_online and not is_elsewhere else Outcome.OTHER_DAY
    if case.is_pending:
        return Outcome.PENDING
    return Outcome.WAITING if case.waiting else Outcome.NO_PLACE
