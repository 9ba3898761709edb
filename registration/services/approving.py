"""Requests for a place that organisers decide: approved or not, with one mail each."""

import datetime as dt

from django.db import transaction

from registration import notifications
from registration.auditing import Actor, by_event, record
from registration.exceptions import NotPending, PlacesRanOut
from registration.models import Booking, Place, PlaceState, Quota, ReleaseReason, Way
from registration.services.holding import (
    Locked,
    Person,
    bookings_change,
    change_of,
    lock_live,
    release_bookings,
    steadily,
)
from registration.services.promoting import promote, take_place


@by_event()
@steadily
def approve_request(
    *, registration_id: int, now: dt.datetime, by: Actor, reason: str = ""
) -> PlaceState:
    """Confirm the place asked for, or put the person in the queue when it is full.

    In the queue the moment of asking counts. What was held meanwhile is freed when the place is
    confirmed, and so are seats by whoever comes online now, with their CANCELs in the same mail.
    Returns the state. Raises NotPending (decided already, or withdrawn),
    PlacesRanOut where nobody queues, RegistrationCancelled.
    """
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place, before = _pending(person), person.holds
        released: list[Booking] = []
        if locked.count_of(place).has_left_for(place.code_id):
            released = _release_seats(locked, person, place, now=now)
            changes = take_place(locked, person, place, now=now) | bookings_change(released)
        elif place.way == Way.IN_PERSON:
            locked.move(place, PlaceState.WAITING, now=now)
            changes = change_of(before, person.holds)
        else:
            raise PlacesRanOut(place.way)
        changes = {"request": (place.way, ""), **changes}
        record(person.registration, "approved", by=by, changes=changes, reason=reason)
        promote(locked, now=now)
        if not place.is_offered and not _was_given(place, changes):
            notifications.mail_approved(person.registration, person.holds, place, released=released)
        return PlaceState(place.state)


@by_event()
@steadily
def refuse_request(
    *, registration_id: int, now: dt.datetime, by: Actor, words: str = "", reason: str = ""
) -> None:
    """Let the request go; what is held beside it stays. `words` stand in the mail.

    Raises NotPending, RegistrationCancelled.
    """
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place = _pending(person)
        locked.release(place, now=now, reason=ReleaseReason.REFUSED)
        changes = {"request": (place.way, "")}
        record(person.registration, "refused", by=by, changes=changes, reason=reason)
        notifications.mail_refused(person.registration, person.holds, place, words=words)
        promote(locked, now=now)


def ask_for_place(
    locked: Locked, person: Person, target: Quota, *, now: dt.datetime, by: Actor
) -> None:
    """A request beside what is held, inside the caller's transaction. One mail."""
    for other in (person.holds.pending, person.holds.waiting):
        if other:
            locked.release(other, now=now, reason=ReleaseReason.LEFT)
    place = Place(registration=person.registration, quota=target)
    locked.add(place, PlaceState.PENDING, now=now)
    record(person.registration, "requested", by=by, changes={"request": ("", target.way)})
    notifications.mail_request_added(person.registration, person.holds, place)


def _pending(person: Person) -> Place:
    if person.holds.pending is None:
        raise NotPending
    return person.holds.pending


def _release_seats(
    locked: Locked, person: Person, place: Place, *, now: dt.datetime
) -> list[Booking]:
    """Seats booked with a place in person end with it."""
    if person.holds.confirmed is None or place.way != Way.ONLINE:
        return []
    return release_bookings(locked, person, now=now, reason=ReleaseReason.MOVED)


def _was_given(place: Place, changes: dict[str, tuple[str, str]]) -> bool:
    """Queued and given a place in the same breath: the mail about that says it all."""
    return "waiting" in changes and place.is_confirmed
