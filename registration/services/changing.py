"""Changing a registration that exists: by the person through their link, or by the desk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from registration import notifications
from registration.auditing import HIDDEN, Actor, by_event, record
from registration.exceptions import (
    AddressTaken,
    NotWaiting,
    PlacesRanOut,
    RegistrationCancelled,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.models import Place, PlaceState, Quota, Registration, ReleaseReason, Way
from registration.notifications import Holds, holds_of
from registration.services.availability import Count, lock_and_count
from registration.services.consents import renew_access_consent, withdraw_consents
from registration.services.registering import Outcome
from summit.accounts.emails import email_key
from summit.edition.models import Edition, RegistrationWindow
from summit.mail.models import OutgoingEmail

LINK_MAIL_INTERVAL = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Locked:
    """A registration and what it holds, read again after every lock was taken."""

    registration: Registration
    holds: Holds
    counts: dict[int, Count]


def _lock(registration_id: int, *, targets: Sequence[Quota] = ()) -> Locked:
    """Lock quotas, then the row: those held now and those that the change may consume."""
    held = Place.objects.held().filter(registration=registration_id).select_related("quota")
    quotas = {quota.pk: quota for quota in (*(place.quota for place in held), *targets)}
    counts = lock_and_count(list(quotas.values()))
    registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
    return Locked(registration, holds_of(registration), counts)


def _lock_live(registration_id: int, *, targets: Sequence[Quota] = ()) -> Locked:
    locked = _lock(registration_id, targets=targets)
    if locked.registration.is_cancelled:
        raise RegistrationCancelled
    return locked


def _raise_sequence(registration: Registration) -> None:
    """The entry changes in the person's calendar: same UID, next number."""
    registration.sequence += 1
    registration.invitation_changed_at = timezone.now()
    registration.save(update_fields=["sequence", "invitation_changed_at"])


# --- Names and addresses ----------------------------------------------------------------------


@by_event()
def correct_registration(
    *,
    registration_id: int,
    first_name: str,
    last_name: str,
    organisation: str,
    now: dt.datetime,
    by: Actor,
    organisation_type_id: int | None = None,
    audience_id: int | None = None,
    language: str | None = None,
    role: str | None = None,
    country: str | None = None,
    access_needs: tuple[str, ...] | None = None,
    access_note: str | None = None,
    access_consent_text: str = "",
) -> Registration:
    """Correct who someone is and what reception should know.

    No mail and no new number: the invitation says the same. None leaves a value as it is.
    Raises RegistrationCancelled, ConsentMissing.
    """
    given = {
        "first_name": first_name,
        "last_name": last_name,
        "organisation": organisation,
        "organisation_type_id": organisation_type_id,
        "audience_id": audience_id,
        "language": language,
        "role": role,
        "country": country,
        "access_needs": None if access_needs is None else list(access_needs),
        "access_note": access_note,
    }
    with transaction.atomic():
        registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
        if registration.is_cancelled:
            raise RegistrationCancelled
        changed = {
            name: value
            for name, value in given.items()
            if value is not None and value != getattr(registration, name)
        }
        if not changed:
            return registration
        for name, value in changed.items():
            setattr(registration, name, value)
        registration.save(update_fields=list(changed))
        if "access_needs" in changed or "access_note" in changed:
            renew_access_consent(registration, text=access_consent_text, now=now)
        changes = dict.fromkeys(changed, (HIDDEN, HIDDEN))
        record(registration, "corrected", by=by, changes=changes)
    return registration


@by_event()
def correct_address(
    *, registration_id: int, email: str, now: dt.datetime, by: Actor
) -> Registration:
    """Desk: put the right address on a registration and send its confirmation there.

    Every earlier link dies with the old address, which gets no mail: it may be a stranger's.
    The invitation goes to a new attendee, so its number rises. An unchanged address changes
    nothing. Raises AddressTaken, RegistrationCancelled.
    """
    with transaction.atomic():
        locked = _lock_live(registration_id)
        registration = locked.registration
        if registration.email == email:
            return registration
        _change_address(registration, email)
        if locked.holds.confirmed:
            _raise_sequence(registration)
        record(registration, "address", by=by, changes={"email": (HIDDEN, HIDDEN)})
        notifications.mail_new_address(registration, locked.holds)
    return registration


def _change_address(registration: Registration, email: str) -> None:
    registration.email = email
    registration.email_key = email_key(email)
    registration.link_version += 1
    registration.press_key = ""
    registration.answered_at, registration.link_mailed_at = timezone.now(), None
    try:
        with transaction.atomic():
            registration.save(
                update_fields=[
                    "email",
                    "email_key",
                    "link_version",
                    "press_key",
                    "answered_at",
                    "link_mailed_at",
                ]
            )
    except IntegrityError:
        raise AddressTaken from None


@by_event()
def resend_confirmation(*, registration_id: int, now: dt.datetime, by: Actor) -> None:
    """Send once more what the person should have: same entry, same number, later stamp.

    Raises RegistrationCancelled.
    """
    with transaction.atomic():
        locked = _lock_live(registration_id)
        record(locked.registration, "mailed_again", by=by)
        notifications.mail_again(locked.registration, locked.holds, now=timezone.now())


@by_event()
def mail_lost_link(email: str, language: str) -> None:
    """Mail the personal link to the owner of a live registration, at most every ten minutes.

    Says nothing to the caller. An unknown address costs the same work, which is rolled back;
    nothing is ever sent to it.
    """
    real_now = timezone.now()
    with transaction.atomic():
        live = Registration.objects.for_email(email).live()
        found = (
            live.filter(edition=Edition.objects.current()).select_for_update(no_key=True).first()
        )
        someone = found or Registration(email=email, language=language)
        is_due = found is not None and (
            found.link_mailed_at is None or real_now - found.link_mailed_at >= LINK_MAIL_INTERVAL
        )
        notifications.mail_or_pretend(partial(_mail_link, someone, real_now), really=is_due)


def _mail_link(someone: Registration, real_now: dt.datetime) -> OutgoingEmail | None:
    Registration.objects.filter(pk=someone.pk or 0).update(link_mailed_at=real_now)
    return notifications.mail_link(someone)


# --- Places -----------------------------------------------------------------------------------


@by_event()
def cancel_registration(*, registration_id: int, now: dt.datetime, by: Actor) -> None:
    """Release every place, take the entry out of the calendar, tell the person.

    The row stays, its links too: their page offers to register again. Access needs served this
    day only and are erased at once. Cancelled already: nothing happens.
    """
    reason = ReleaseReason.CANCELLED if by == "self" else ReleaseReason.CANCELLED_BY_DESK
    with transaction.atomic():
        locked = _lock(registration_id)
        registration, holds = locked.registration, locked.holds
        if registration.is_cancelled:
            return
        _release(holds, reason=reason, now=now)
        registration.cancelled_at = now
        registration.access_needs, registration.access_note = [], ""
        registration.save(update_fields=["cancelled_at", "access_needs", "access_note"])
        withdraw_consents(registration, now=now)
        if holds.confirmed:
            _raise_sequence(registration)
        record(registration, "cancelled", by=by, changes=_change(holds, Holds()))
        notifications.mail_cancelled(registration, holds)


@by_event()
def move_way(
    *, registration_id: int, way: str, now: dt.datetime, by: Actor, wait: bool = False
) -> Outcome:
    """Come in person instead of online, or the other way round.

    One place is given and the other freed in one transaction; the entry moves under its UID
    with the next number. In person and full: with `wait`, a waiting place beside the online
    one; else PlacesRanOut. To online from the queue: the queue is left. Asked for what one
    has, nothing happens. The person is held to the window, the desk is not.

    Raises PlacesRanOut, RegistrationCancelled, RegistrationNotOpen, RegistrationClosed.
    """
    edition = Edition.objects.current()
    target = Quota.objects.for_day(edition.business_day).for_way(way).with_places().first()
    if target is None:
        raise RegistrationNotOpen
    if by == "self":
        _check_window(target, edition, now)
    with transaction.atomic():
        locked = _lock_live(registration_id, targets=[target])
        holds = _moved(locked, target, now=now, by=by, wait=wait)
    return Outcome(holds.confirmed.way if holds.confirmed else "", holds.waiting is not None)


def _check_window(quota: Quota, edition: Edition, now: dt.datetime) -> None:
    window = quota.window_at(now, edition)
    if window == RegistrationWindow.NOT_YET:
        raise RegistrationNotOpen(quota.opening(edition))
    if window == RegistrationWindow.CLOSED:
        raise RegistrationClosed


def _moved(locked: Locked, target: Quota, *, now: dt.datetime, by: Actor, wait: bool) -> Holds:
    holds = locked.holds
    has_it = holds.confirmed is not None and holds.confirmed.quota_id == target.pk
    if has_it and (target.way == Way.IN_PERSON or holds.waiting is None):
        return holds
    if has_it:
        return _leave_queue(locked, now=now, by=by)
    waits_for_it = holds.waiting is not None and holds.waiting.quota_id == target.pk
    if waits_for_it:
        return holds
    if locked.counts[target.pk].has_left:
        return _exchange(locked, target, now=now, by=by)
    if wait and target.way == Way.IN_PERSON:
        return _join_queue(locked, target, now=now, by=by)
    raise PlacesRanOut(target.way)


def _exchange(locked: Locked, target: Quota, *, now: dt.datetime, by: Actor) -> Holds:
    registration = locked.registration
    _release(locked.holds, reason=ReleaseReason.MOVED, now=now)
    place = Place(registration=registration, quota=target)
    place.move_to(PlaceState.CONFIRMED, now=now)
    return _tell_moved(locked, Holds(confirmed=place), by=by)


def _tell_moved(locked: Locked, after: Holds, *, by: Actor, reason: str = "") -> Holds:
    _raise_sequence(locked.registration)
    changes = _change(locked.holds, after)
    record(locked.registration, "moved", by=by, changes=changes, reason=reason)
    notifications.mail_moved(locked.registration, after)
    return after


def _join_queue(locked: Locked, target: Quota, *, now: dt.datetime, by: Actor) -> Holds:
    place = Place(registration=locked.registration, quota=target)
    place.move_to(PlaceState.WAITING, now=now)
    after = Holds(locked.holds.confirmed, place)
    record(locked.registration, "joined_queue", by=by, changes=_change(locked.holds, after))
    notifications.mail_waiting_added(locked.registration, after)
    return after


def _leave_queue(locked: Locked, *, now: dt.datetime, by: Actor) -> Holds:
    waiting = locked.holds.waiting
    after = Holds(locked.holds.confirmed)
    if waiting is None:
        return after
    waiting.move_to(PlaceState.RELEASED, now=now, reason=ReleaseReason.DECLINED)
    record(locked.registration, "left_queue", by=by, changes=_change(locked.holds, after))
    notifications.mail_waiting_left(locked.registration, after, left=waiting)
    return after


@by_event()
def confirm_waiting(*, registration_id: int, now: dt.datetime, by: Actor, reason: str = "") -> None:
    """Desk: give someone who waits the place they wait for; the online one is freed with it.

    Any place that nobody holds will do, whoever else waits: the desk decides, and the history
    says so. Raises NotWaiting, PlacesRanOut, RegistrationCancelled.
    """
    with transaction.atomic():
        locked = _lock_live(registration_id)
        waiting, confirmed = locked.holds.waiting, locked.holds.confirmed
        if waiting is None:
            raise NotWaiting
        count = locked.counts.get(waiting.quota_id)
        if count is None:  # joined the queue between the two reads: not locked, so not given
            raise NotWaiting
        if waiting.state != PlaceState.OFFERED and not count.has_free:
            raise PlacesRanOut(waiting.way)
        if confirmed:
            confirmed.move_to(PlaceState.RELEASED, now=now, reason=ReleaseReason.MOVED)
        before = Holds(confirmed, Place(quota=waiting.quota, state=waiting.state))
        waiting.move_to(PlaceState.CONFIRMED, now=now)
        moved = Locked(locked.registration, before, locked.counts)
        _tell_moved(moved, Holds(confirmed=waiting), by=by, reason=reason)


def _release(holds: Holds, *, reason: ReleaseReason, now: dt.datetime) -> None:
    for place in (holds.confirmed, holds.waiting):
        if place:
            place.move_to(PlaceState.RELEASED, now=now, reason=reason)


def _change(before: Holds, after: Holds) -> dict[str, tuple[str, str]]:
    """What the history says of a move: ways only, nothing about the person."""
    pairs = {
        "way": (before.confirmed, after.confirmed),
        "waiting": (before.waiting, after.waiting),
    }
    words = {
        name: (old.way if old else "", new.way if new else "") for name, (old, new) in pairs.items()
    }
    return {name: pair for name, pair in words.items() if pair[0] != pair[1]}
