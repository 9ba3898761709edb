"""One person's confirmed place passes to another, who says who he or she is and takes it."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from registration import notifications
from registration.auditing import HIDDEN, Actor, by_event, record
from registration.exceptions import (
    LinkOver,
    ReasonMissing,
    RegistrationCancelled,
    ReplacementNotAllowed,
)
from registration.models import (
    Booking,
    ChangeNotice,
    Invitee,
    Place,
    PlaceState,
    Registration,
    ReleaseReason,
    Rules,
)
from registration.models.registrations import new_ticket_code
from registration.services.addresses import (
    TAKE_OVER,
    new_address_link,
    note_new_address,
    opens,
    owner_of,
    raise_entries,
)
from registration.services.changes import take_withdrawn
from registration.services.changing import put_address
from registration.services.holding import Locked, Person, lock_live, steadily
from registration.services.promoting import promote
from registration.services.unsent import withdraw_unsent
from registration.services.waiting import leave

Parting = Callable[[Registration], None]
_partings: list[Parting] = []


def add_parting(parting: Parting) -> None:
    """Let another part of the site forget who leaves; called from `ready`.

    `parting(registration)` runs in the transaction, while the row still is the first person's.
    """
    _partings.append(parting)


@dataclass(frozen=True, kw_only=True, slots=True)
class Successor:
    """Who takes the place, as that person writes it, already checked for shape."""

    first_name: str
    last_name: str
    organisation: str
    audience_id: int
    language: str


def may_replace(registration: Registration, now: dt.datetime) -> bool:
    """A confirmed place, before the day begins, where organisers allow it.

    Not where they approve each person: whoever comes then has to be looked at as well.
    """
    place = registration.confirmed_place
    return bool(
        Rules.objects.seen().replacement_allowed
        and place
        and not place.quota.requires_approval
        and now < place.quota.starts_at
    )


@by_event()
def ask_replacement(*, registration_id: int, email: str, now: dt.datetime, by: Actor) -> None:
    """Mail the other person a link; the place changes hands once that person has taken it.

    Whoever has a registration already is told so, and the caller learns nothing of it. Raises
    ReplacementNotAllowed, RegistrationCancelled.
    """
    with transaction.atomic():
        registration = note_new_address(registration_id, email)
        if not may_replace(registration, now):
            raise ReplacementNotAllowed
        record(registration, "replacement_asked", by=by)
        if owner := owner_of(registration):
            notifications.mail_address_taken(owner)
        else:
            link = new_address_link(registration, TAKE_OVER)
            notifications.mail_place_passed_on(registration, link)


@by_event()
@steadily
def take_over(
    *, registration_id: int, signature: str, successor: Successor, now: dt.datetime
) -> Registration:
    """The other person takes the place and the seats booked with it.

    Nothing personal of the first stays with the row: its number, ticket code, links, feed and
    calendar UIDs are new; access needs, consents and what was held before are erased. Queues are
    left; an invitation by a delegation counts as declined. What was written to the first person
    and has not left is withdrawn. The first person gets a CANCEL of each entry, the second the
    confirmation with a REQUEST of each. Raises LinkOver, ReplacementNotAllowed, AddressTaken.
    """
    with transaction.atomic():
        locked = _lock_asked(registration_id, signature, now)
        email = locked.person(registration_id).registration.new_email
        return _pass_on(locked, registration_id, successor, email=email, now=now, by="self")


@by_event()
@steadily
def replace_by_hand(
    *,
    registration_id: int,
    successor: Successor,
    email: str,
    now: dt.datetime,
    by: Actor,
    reason: str,
) -> Registration:
    """Desk: as take_over, for somebody named by telephone or mail, at `email`.

    Whatever people may do by themselves: the desk decides, and the history says why. Raises
    ReasonMissing, ReplacementNotAllowed (no confirmed place), AddressTaken,
    RegistrationCancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked = lock_live(registration_id)
        if locked.person(registration_id).holds.confirmed is None:
            raise ReplacementNotAllowed
        return _pass_on(
            locked, registration_id, successor, email=email, now=now, by=by, reason=reason
        )


def _pass_on(
    locked: Locked,
    registration_id: int,
    successor: Successor,
    *,
    email: str,
    now: dt.datetime,
    by: Actor,
    reason: str = "",
) -> Registration:
    person = locked.person(registration_id)
    registration = person.registration
    withdrawn = withdraw_unsent(registration)
    raise_entries(person)
    known = [*person.booked, *take_withdrawn(registration)]
    notifications.mail_place_left(registration, person.holds, known)
    _leave_queue(locked, person, now=now)
    _forget(registration)
    _become(registration, successor, email)
    for booking in person.booked:
        _enter_anew(booking)
    changes = dict.fromkeys(("first_name", "last_name", "email"), (HIDDEN, HIDDEN))
    if withdrawn:
        changes["unsent"] = (str(withdrawn), "")
    record(registration, "replaced", by=by, changes=changes, reason=reason)
    notifications.mail_at_new_address(registration, person.holds, person.booked)
    promote(locked, now=now)
    return registration


def _lock_asked(registration_id: int, signature: str, now: dt.datetime) -> Locked:
    try:
        locked = lock_live(registration_id)
    except (Registration.DoesNotExist, RegistrationCancelled):
        raise LinkOver from None
    registration = locked.person(registration_id).registration
    if not opens(registration, signature, TAKE_OVER, timezone.now()):
        raise LinkOver
    if not may_replace(registration, now):
        raise ReplacementNotAllowed
    return locked


def _leave_queue(locked: Locked, person: Person, *, now: dt.datetime) -> None:
    """A turn in a queue is the person's own: only what is confirmed is passed on."""
    leave(locked, person, now=now, by="system")
    if pending := person.holds.pending:
        locked.release(pending, now=now, reason=ReleaseReason.LEFT)
    for booking in person.booked:
        if not booking.is_confirmed:
            locked.release(booking, now=now, reason=ReleaseReason.LEFT)


def _forget(registration: Registration) -> None:
    for part in _partings:
        part(registration)
    registration.consents.all().delete()
    registration.attendances.all().delete()
    registration.reminders.all().delete()
    registration.calendar_replies.update(registration=None)
    ChangeNotice.objects.filter(registration=registration).delete()
    for held_before in (registration.places, registration.bookings):
        held_before.filter(state=PlaceState.RELEASED).delete()
    invited = Invitee.objects.filter(registration=registration)
    invited.update(registration=None, declined_at=timezone.now())


def _become(registration: Registration, successor: Successor, email: str) -> None:
    put_address(registration, email)
    values: dict[str, Any] = {
        "public_id": uuid.uuid4(),
        "first_name": successor.first_name,
        "last_name": successor.last_name,
        "organisation": successor.organisation,
        "organisation_type": None,
        "audience_id": successor.audience_id,
        "language": successor.language,
        "role": "",
        "country": "",
        "access_needs": [],
        "access_note": "",
        "wants_reminders": True,
        "feed_has_stars": True,
        "feed_changed_at": None,
        "ticket_code": new_ticket_code(),
        "feed_version": registration.feed_version + 1,
        "calendar_uid": uuid.uuid4(),
        "sequence": 0,
        "invitation_changed_at": timezone.now(),
    }
    for name, value in values.items():
        setattr(registration, name, value)
    registration.save(update_fields=list(values))
    Place.objects.held().filter(registration=registration).update(told={})


def _enter_anew(booking: Booking) -> None:
    """An entry of its own in the new person's calendar."""
    booking.calendar_uid, booking.sequence = uuid.uuid4(), 0
    booking.invited_at, booking.invitation_changed_at = None, timezone.now()
    booking.told, booking.takes_automatically = {}, False
    booking.save(
        update_fields=[
            "calendar_uid",
            "sequence",
            "invited_at",
            "invitation_changed_at",
            "told",
            "takes_automatically",
        ]
    )
