"""The waiting list: a place that comes free is given on in the transaction that frees it."""

import datetime as dt

from django.db import transaction

from registration import notifications
from registration.auditing import Actor, by_event, record
from registration.exceptions import (
    NotWaiting,
    OfferOver,
    PlacesRanOut,
    ReasonMissing,
)
from registration.models import Booking, Place, Quota, ReleaseReason, Seats, Way
from registration.services.booking import expire_booking_offers, fill_free_seats
from registration.services.holding import (
    Locked,
    Person,
    change_of,
    is_over,
    lock_holdings,
    lock_live,
    outcome_of,
    steadily,
)
from registration.services.plans import Outcome
from registration.services.promoting import PassedOn, promote, take_place
from summit.edition import clock

AT_ONCE = 50
FIRST_IN_LINE = dt.timedelta(milliseconds=1)


# --- The person -------------------------------------------------------------------------------


@by_event()
@steadily
def accept_offer(*, registration_id: int, now: dt.datetime, by: Actor) -> Outcome:
    """Take the place that is offered; the online one is freed in the same transaction.

    Accepted already: the same answer, nothing happens. Raises OfferOver when no offer stands;
    one whose end has come is taken back first, and its place passes on. RegistrationCancelled.
    """
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place = person.holds.waiting
        if place and place.is_offered:
            if is_over(place, now):
                _expire(locked, person, place, now=now)
            else:
                change = take_place(locked, person, place, now=now)
                record(person.registration, "offer_accepted", by=by, changes=change)
                notifications.mail_place_taken(person.registration, person.holds)
        promote(locked, now=now)
        holds = person.holds
    if holds.waiting or holds.confirmed is None or holds.confirmed.way != Way.IN_PERSON:
        raise OfferOver
    return outcome_of(holds)


@by_event()
@steadily
def decline_offer(*, registration_id: int, now: dt.datetime, by: Actor) -> None:
    """Let an offered place pass on; what is held beside it stays. No mail: the page says it.

    Nothing offered, or declined already: nothing happens.
    """
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id])
        person = locked.person(registration_id)
        place = person.holds.waiting
        if place is None or not place.is_offered:
            return
        if is_over(place, now):
            _expire(locked, person, place, now=now)
        else:
            _decline(locked, person, place, now=now, by=by)
        promote(locked, now=now)


def _decline(locked: Locked, person: Person, place: Place, *, now: dt.datetime, by: Actor) -> None:
    locked.release(place, now=now, reason=ReleaseReason.DECLINED)
    record(person.registration, "offer_declined", by=by, changes={"offer": (place.way, "")})


@by_event()
@steadily
def leave_queue(*, registration_id: int, now: dt.datetime, by: Actor) -> None:
    """Wait no longer; an offered place is declined. Not waiting: nothing happens. No mail."""
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id])
        person = locked.person(registration_id)
        if person.holds.waiting:
            leave(locked, person, now=now, by=by)
            promote(locked, now=now)


def leave(locked: Locked, person: Person, *, now: dt.datetime, by: Actor) -> None:
    """Out of the queue, inside the caller's transaction."""
    before = person.holds
    if before.waiting is None:
        return
    if before.waiting.is_offered:
        _decline(locked, person, before.waiting, now=now, by=by)
        return
    locked.release(before.waiting, now=now, reason=ReleaseReason.LEFT)
    changes = change_of(before, person.holds)
    record(person.registration, "left_queue", by=by, changes=changes)


@by_event()
@steadily
def take_automatically(*, registration_id: int, wanted: bool, by: Actor) -> None:
    """Whether a place that comes free is confirmed at once instead of being offered.

    Raises NotWaiting for whoever is not in the queue; set already, nothing happens.
    """
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place = person.holds.waiting
        if place is None or place.is_offered:
            raise NotWaiting
        if place.takes_automatically == wanted:
            return
        place.takes_automatically = wanted
        place.save(update_fields=["takes_automatically"])
        changes = {"takes_automatically": (str(not wanted), str(wanted))}
        record(person.registration, "automatic", by=by, changes=changes)


# --- The desk ---------------------------------------------------------------------------------


@by_event()
@steadily
def confirm_waiting(*, registration_id: int, now: dt.datetime, by: Actor, reason: str = "") -> None:
    """Desk: give someone who waits the place they wait for; the online one is freed with it.

    A place offered to them, or any that nobody holds, whoever else waits: the desk decides, and
    the history says why. Raises NotWaiting, PlacesRanOut, RegistrationCancelled.
    """
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place = person.holds.waiting
        if place is None:
            raise NotWaiting
        if not place.is_offered and not locked.count_of(place).has_free:
            raise PlacesRanOut(place.way)
        change = take_place(locked, person, place, now=now)
        record(person.registration, "moved", by=by, changes=change, reason=reason)
        notifications.mail_moved(person.registration, person.holds)
        promote(locked, now=now)


@by_event()
@steadily
def put_first(*, registration_id: int, by: Actor, reason: str) -> None:
    """Desk: the next place that comes free is this person's. First already: nothing happens.

    Raises ReasonMissing, NotWaiting, RegistrationCancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked = lock_live(registration_id)
        person = locked.person(registration_id)
        place = person.holds.waiting
        if place is None or place.is_offered:
            raise NotWaiting
        ahead = Place.objects.ahead_of(place)
        first, overtaken = ahead.first(), ahead.count()
        if first is None:
            return
        place.queued_at = first.queued_at - FIRST_IN_LINE
        place.save(update_fields=["queued_at"])
        changes = {"position": (str(overtaken + 1), "1")}
        record(person.registration, "put_first", by=by, changes=changes, reason=reason)


# --- Time and capacity ------------------------------------------------------------------------


def _expire(locked: Locked, person: Person, place: Place, *, now: dt.datetime) -> None:
    locked.release(place, now=now, reason=ReleaseReason.EXPIRED)
    changes = {"offer": (place.way, "")}
    record(person.registration, "offer_expired", by="system", changes=changes)
    notifications.mail_offer_expired(person.registration, person.holds, expired=place)


def expire_offers(now: dt.datetime | None = None) -> int:
    """Due work: take back every offer whose end has come; what it kept passes on.

    Idempotent; each few people in a transaction of their own. Returns how many it took back.
    """
    now = now or clock.now()
    overdue = Place.objects.expired_at(now).order_by("offered_until", "pk")
    people = list(overdue.values_list("registration", flat=True))
    expired = sum(
        expire_place_offers(people[start : start + AT_ONCE], now=now)
        for start in range(0, len(people), AT_ONCE)
    )
    seats: dict[int, list[int]] = {}
    booked = Booking.objects.expired_at(now).order_by("offered_until", "pk")
    for seats_id, registration_id in booked.values_list("seats", "registration"):
        seats.setdefault(seats_id, []).append(registration_id)
    return expired + sum(
        expire_booking_offers(seats_id, who[start : start + AT_ONCE], now=now)
        for seats_id, who in seats.items()
        for start in range(0, len(who), AT_ONCE)
    )


def fill_what_is_free(now: dt.datetime | None = None) -> int:
    """Due work, the safety net: nobody waits while something is free. Two queries at rest.

    Finds what no use case passed on: a capacity raised behind the admin's back, places that a
    code keeps no longer.
    """
    now = now or clock.now()
    waited = Quota.objects.filter(starts_at__gt=now).waited_for().with_kept(now)
    quotas = [row.pk for row in waited.order_by("pk") if _has_free(row, row.capacity)]
    queued = Seats.objects.with_session().waited_for()
    seats = [row.pk for row in queued.order_by("pk") if _has_free(row, row.limit)]
    served = sum(fill_free_places(pk, now=now).total for pk in quotas)
    return served + sum(fill_free_seats(pk, now=now).total for pk in seats)


def _has_free(row: Quota | Seats, limit: int | None) -> bool:
    """Without a lock: whoever gives counts again."""
    return limit is None or getattr(row, "taken", 0) + getattr(row, "kept", 0) < limit


@by_event()
@steadily
def expire_place_offers(registration_ids: list[int], *, now: dt.datetime) -> int:
    """Take back the offers of these people whose end has come; each place passes on."""
    expired = 0
    with transaction.atomic():
        locked = lock_holdings(registration_ids=registration_ids)
        for person in locked.those(registration_ids):
            place = person.holds.waiting
            if place and place.is_offered and is_over(place, now):
                _expire(locked, person, place, now=now)
                expired += 1
        promote(locked, now=now)
    return expired


@by_event()
def fill_free_places(quota_id: int, *, now: dt.datetime) -> PassedOn:
    """Give what is free to those who wait: an organiser raised the capacity, or lifted it.

    Everybody whose turn has come is served before this returns.
    """
    passed = PassedOn()
    while batch := _fill(quota_id, now=now):
        passed.offered += batch.offered
        passed.confirmed += batch.confirmed
    return passed


def _fill(quota_id: int, *, now: dt.datetime) -> PassedOn | None:
    with transaction.atomic():
        locked = lock_holdings(quotas=Quota.objects.filter(pk=quota_id))
        passed = promote(locked, now=now)
    return passed if passed.total else None
