"""A place more than there were, for one person whom the desk lets in although all are taken."""

import datetime as dt
from dataclasses import replace

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import F

from registration import notifications
from registration.auditing import Actor, by_event, record
from registration.exceptions import NotWaiting, ReasonMissing
from registration.models import Place, Quota
from registration.services.holding import Locked, lock_live, steadily
from registration.services.promoting import promote, take_place
from summit.accounts.models import User


@by_event()
@steadily
def confirm_with_added_place(
    *, registration_id: int, now: dt.datetime, by: Actor, reason: str
) -> None:
    """Desk: give someone who waits a place; where none is free, there is one more from now on.

    The number of places grows in the same transaction, so that nobody else gets what was added
    and no more are confirmed than before beyond the number. The history of the person says
    who did it and why, that of the quota who. Raises ReasonMissing, NotWaiting,
    RegistrationCancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place = person.holds.waiting
        if place is None:
            raise NotWaiting
        added = {}
        if not place.is_offered and not locked.count_of(place).has_free:
            added = _add_place(locked, place, by=by)
        change = {**take_place(locked, person, place, now=now), **added}
        record(person.registration, "moved", by=by, changes=change, reason=reason)
        notifications.mail_moved(person.registration, person.holds)
        promote(locked, now=now)


def _add_place(locked: Locked, place: Place, *, by: Actor) -> dict[str, tuple[str, str]]:
    """One more, counted; its quota is locked. Returns what the history says of it.

    The quota's own history says who; why stands with the person, and goes with the person.
    """
    count = locked.counts[place.quota_id]
    before = count.capacity or 0
    Quota.objects.filter(pk=place.quota_id).update(capacity=F("capacity") + 1)
    locked.counts[place.quota_id] = replace(count, capacity=before + 1)
    numbers = (str(before), str(before + 1))
    LogEntry.objects.log_create(
        place.quota,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        actor=by if isinstance(by, User) else None,
        changes={"capacity": list(numbers)},
    )
    return {"places": numbers}
