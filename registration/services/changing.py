"""Changing a registration that exists: by the person through their link, or by the desk."""

import datetime as dt
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from registration import notifications
from registration.auditing import HIDDEN, Actor, by_event, record
from registration.exceptions import (
    AddressTaken,
    PlacesRanOut,
    RegistrationCancelled,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.models import Booking, Place, PlaceState, Quota, Registration, ReleaseReason, Way
from registration.services.approving import ask_for_place
from registration.services.changes import take_withdrawn
from registration.services.consents import renew_access_consent, withdraw_consents
from registration.services.holding import (
    Locked,
    Person,
    bookings_change,
    change_of,
    lock_holdings,
    lock_live,
    outcome_of,
    raise_booking_sequence,
    raise_sequence,
    release_bookings,
    steadily,
)
from registration.services.plans import Outcome
from registration.services.promoting import promote
from registration.services.waiting import leave
from summit.accounts.emails import email_key
from summit.edition.models import Edition, RegistrationWindow
from summit.mail.models import OutgoingEmail

LINK_MAIL_INTERVAL = dt.timedelta(minutes=10)


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
        if "language" in changed:
            _date_anew(registration)
        if "access_needs" in changed or "access_note" in changed:
            renew_access_consent(registration, text=access_consent_text, now=now)
        changes = dict.fromkeys(changed, (HIDDEN, HIDDEN))
        record(registration, "corrected", by=by, changes=changes)
    return registration


def _date_anew(registration: Registration) -> None:
    """The calendar that one subscribes to is in another language from now on."""
    moment = timezone.now()
    registration.bookings.update(invitation_changed_at=moment)
    registration.invitation_changed_at = moment
    registration.save(update_fields=["invitation_changed_at"])


@by_event()
@steadily
def correct_address(*, registration_id: int, email: str, by: Actor) -> Registration:
    """Desk: put the right address on a registration and send its confirmation there.

    Every earlier link dies with the old address, which gets no mail: it may be a stranger's.
    The invitations go to a new attendee, so their numbers rise. An unchanged address changes
    nothing. Raises AddressTaken, RegistrationCancelled.
    """
    with transaction.atomic():
        person = lock_live(registration_id).person(registration_id)
        registration = person.registration
        if registration.email == email:
            return registration
        put_address(registration, email)
        if person.holds.confirmed:
            raise_sequence(registration)
        for booking in person.booked:
            raise_booking_sequence(booking)
        record(registration, "address", by=by, changes={"email": (HIDDEN, HIDDEN)})
        notifications.mail_new_address(registration, person.holds, bookings=person.booked)
    return registration


def put_address(registration: Registration, email: str) -> None:
    """Inside the caller's transaction; every link dies. Raises AddressTaken."""
    registration.email, registration.new_email = email, ""
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
                    "new_email",
                    "link_version",
                    "press_key",
                    "answered_at",
                    "link_mailed_at",
                ]
            )
    except IntegrityError:
        raise AddressTaken from None


@by_event()
@steadily
def resend_confirmation(*, registration_id: int, by: Actor) -> None:
    """Send once more what the person should have: same entry, same number, later stamp.

    Raises RegistrationCancelled.
    """
    with transaction.atomic():
        person = lock_live(registration_id).person(registration_id)
        record(person.registration, "mailed_again", by=by)
        notifications.mail_again(
            person.registration, person.holds, bookings=person.booked, now=timezone.now()
        )


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
@steadily
def cancel_registration(
    *,
    registration_id: int,
    now: dt.datetime,
    by: Actor,
    reason: ReleaseReason | None = None,
    why: str = "",
) -> None:
    """Release every place and booking, take the entries out of the calendar, tell the person.

    What is freed passes on. One mail lists the sessions let go and carries every CANCEL. The
    row stays, its links too: their page offers to register again. Access needs served this day
    only and are erased at once. Cancelled already: nothing happens.
    """
    reason = reason or (
        ReleaseReason.CANCELLED if by == "self" else ReleaseReason.CANCELLED_BY_DESK
    )
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id])
        person = locked.person(registration_id)
        registration, before = person.registration, person.holds
        if registration.is_cancelled:
            return
        bookings = let_go(locked, person, now=now, reason=reason)
        changes = {**change_of(before, person.holds), **bookings_change(bookings)}
        record(registration, "cancelled", by=by, changes=changes, reason=why)
        withdrawn = take_withdrawn(registration)
        notifications.mail_cancelled(registration, before, released=[*bookings, *withdrawn])
        promote(locked, now=now)


def let_go(
    locked: Locked, person: Person, *, now: dt.datetime, reason: ReleaseReason
) -> list[Booking]:
    """Release all that a person holds and mark the row cancelled, the numbers of entries raised.

    A new address or person that was asked for is void, also after registering again. Returns the
    bookings. The caller records, mails and promotes.
    """
    registration, before = person.registration, person.holds
    bookings = release_bookings(locked, person, now=now, reason=reason)
    for place in before.all:
        locked.release(place, now=now, reason=reason)
    registration.cancelled_at = now
    registration.access_needs, registration.access_note = [], ""
    registration.new_email = ""
    registration.save(update_fields=["cancelled_at", "access_needs", "access_note", "new_email"])
    withdraw_consents(registration, now=now)
    if before.confirmed:
        raise_sequence(registration)
    return bookings


@by_event()
@steadily
def move_way(
    *, registration_id: int, way: str, now: dt.datetime, by: Actor, wait: bool = False
) -> Outcome:
    """Come in person instead of online, or the other way round; or come again at all.

    One place is given and the other freed, and passed on, in one transaction; the entry moves
    under its UID with the next number. To online: the bookings are released, with their
    CANCELs in the same mail. In person and full: with `wait`, a waiting place beside what is
    held; else PlacesRanOut. To online from the queue: the queue is left. Asked for what one
    has, nothing happens. The person is held to the window, and to approval where organisers
    decide (a request beside what is held); the desk is not.

    Raises PlacesRanOut, RegistrationCancelled, RegistrationNotOpen, RegistrationClosed.
    """
    edition = Edition.objects.current()
    target = Quota.objects.for_day(edition.business_day).for_way(way).with_places().first()
    if target is None:
        raise RegistrationNotOpen
    if by == "self":
        _check_window(target, edition, now)
    with transaction.atomic():
        locked = lock_live(registration_id, quotas=[target])
        person = locked.person(registration_id)
        _move(locked, person, target, now=now, by=by, wait=wait)
        promote(locked, now=now)
        holds = person.holds
    return outcome_of(holds)


def _check_window(quota: Quota, edition: Edition, now: dt.datetime) -> None:
    window = quota.window_at(now, edition)
    if window == RegistrationWindow.NOT_YET:
        raise RegistrationNotOpen(quota.opening(edition))
    if window == RegistrationWindow.CLOSED:
        raise RegistrationClosed


def _move(
    locked: Locked, person: Person, target: Quota, *, now: dt.datetime, by: Actor, wait: bool
) -> None:
    holds = person.holds
    if holds.confirmed and holds.confirmed.quota_id == target.pk:
        if target.way == Way.ONLINE and holds.waiting:
            leave(locked, person, now=now, by=by)
            notifications.mail_waiting_left(person.registration, person.holds, left=holds.waiting)
        return
    if any(hold and hold.quota_id == target.pk for hold in (holds.waiting, holds.pending)):
        return
    if target.requires_approval and by == "self":
        ask_for_place(locked, person, target, now=now, by=by)
    elif locked.counts[target.pk].has_left:
        _exchange(locked, person, target, now=now, by=by)
    elif wait and target.way == Way.IN_PERSON:
        _join_queue(locked, person, target, now=now, by=by)
    else:
        raise PlacesRanOut(target.way)


def _exchange(
    locked: Locked, person: Person, target: Quota, *, now: dt.datetime, by: Actor
) -> None:
    registration, before = person.registration, person.holds
    bookings = release_bookings(locked, person, now=now, reason=ReleaseReason.MOVED)
    for place in before.all:
        locked.release(place, now=now, reason=ReleaseReason.MOVED)
    place = Place(registration=registration, quota=target)
    locked.add(place, PlaceState.CONFIRMED, now=now)
    raise_sequence(registration)
    changes = {**change_of(before, person.holds), **bookings_change(bookings)}
    record(registration, "moved", by=by, changes=changes)
    notifications.mail_moved(registration, person.holds, before=before, released=bookings)


def _join_queue(
    locked: Locked, person: Person, target: Quota, *, now: dt.datetime, by: Actor
) -> None:
    before = person.holds
    place = Place(registration=person.registration, quota=target)
    locked.add(place, PlaceState.WAITING, now=now)
    after = person.holds
    record(person.registration, "joined_queue", by=by, changes=change_of(before, after))
    notifications.mail_waiting_added(person.registration, after)
