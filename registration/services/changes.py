"""Whose calendar is to be told of changes, and telling them: one mail for all of them.

Noting happens in the transaction of the change: what each person was told last is written on
the hold (`told`), its SEQUENCE is raised, and a notice says when the mail is due. The mail is
written later from what is true then, so several changes make one mail and a change taken back
makes none. `told` is empty while nothing is left to tell.
"""

import datetime as dt
import logging
import time
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from agenda.models import Release
from agenda.programme import Programme
from agenda.services.current import current_programme, programme_of
from registration import invites
from registration.models import (
    Booking,
    ChangeNotice,
    Place,
    PlaceState,
    Quota,
    Registration,
    ReleaseReason,
    Rules,
    Seats,
)
from registration.notifications.changes import Change, mail_changes
from summit.edition import clock

logger = logging.getLogger(__name__)

BUDGET = 15.0
BATCH = 100
NOTICES = 1000
AFTER_TROUBLE = dt.timedelta(minutes=5)
SAID = "said"
"""Key of `told` on a booking that was withdrawn, once its person knows."""


# --- Noting -----------------------------------------------------------------------------------


def note_release(*, release: Release, previous: Release | None) -> int:
    """Note whom a new Release concerns: a fixed number of statements, however many they are.

    Inside the publishing transaction. Seats of changed sessions, then the registrations are
    locked. Returns how many people are to be told.
    """
    after = programme_of(release)
    quotas, reworded = _follow_venues(after)
    changed = _sessions_changed(programme_of(previous), after) if previous else {}
    if not quotas and not reworded and not changed:
        return 0
    seats = dict(_locked(Seats.objects.filter(session__in=changed)).values_list("session", "pk"))
    ended = [pk for session, pk in seats.items() if not _takes_bookings(after, session)]
    places = Place.objects.confirmed().filter(quota__in=[quota for quota, _facts in quotas])
    bookings = Booking.objects.held().filter(
        Q(state=PlaceState.CONFIRMED, seats__in=seats.values()) | Q(seats__in=ended)
    )
    people = _lock_people(places, bookings)
    for quota, facts in quotas:
        _keep_told(places.filter(quota=quota), facts)
    for session, pk in seats.items():
        _keep_told(bookings.filter(seats=pk), changed[session])
    _raise(Booking.objects.filter(pk__in=bookings.values("pk")))
    _raise(Registration.objects.filter(pk__in=places.values("registration")))
    _date_anew(reworded)
    _give_notice(people)
    return len(people)


def note_withdrawn(bookings: Sequence[Booking], *, previous: Release | None) -> None:
    """Note who lost a booking because its session ended; they learn it with all other changes."""
    unknown = [booking for booking in bookings if not booking.told]
    if unknown and previous:
        before = programme_of(previous)
        for booking in unknown:
            booking.told = invites.booking_facts(booking, before)
        Booking.objects.bulk_update(unknown, ["told"], batch_size=NOTICES)
    _give_notice({booking.registration_id for booking in bookings if booking.told})


@transaction.atomic
def save_quota(quota: Quota) -> int:
    """Save an organiser's edit and note all who hold a place, if their calendars now differ.

    Everybody whom the edit may concern is locked at once, also who waits where the number of
    places changes and is served next. Whoever registers in this moment reads the edit or is found
    here: this lock and that reading (`notifications.as_of_now`) wait for each other. Returns how
    many people are to be told.
    """
    rows = Quota.objects.select_related("venue").select_for_update(of=("self",))
    old = rows.get(pk=quota.pk)
    before = invites.quota_facts(old)
    if quota.venue_id != old.venue_id:
        venue = current_programme().venues_by_slug.get(quota.venue.slug)
        quota.venue_released = invites.venue_facts(venue) if venue else {}
    quota.save()
    is_told = invites.quota_facts(quota) != before
    places = Place.objects.confirmed().filter(quota=quota)
    concerned = [PlaceState.CONFIRMED] if is_told else []
    if quota.capacity != old.capacity:
        concerned.append(PlaceState.WAITING)
    held = Place.objects.filter(quota=quota, state__in=concerned).order_by()
    people = _lock_people(held, Booking.objects.none())
    if not is_told:
        return 0
    people = sorted(set(people) & set(places.values_list("registration", flat=True)))
    _keep_told(places, before)
    _raise(Registration.objects.filter(pk__in=places.values("registration")))
    _give_notice(people)
    return len(people)


def _follow_venues(after: Programme) -> tuple[list[tuple[Quota, dict[str, Any]]], list[Quota]]:
    """Keep each quota's venue as released, under its lock.

    Returns those that their people find elsewhere now, with what was told until now, and those
    where only the way there is told otherwise.
    """
    found, reworded = [], []
    for quota in _locked(Quota.objects.with_places()):
        venue = after.venues_by_slug.get(quota.venue.slug)
        facts = invites.quota_facts(quota)
        if venue is None or invites.venue_facts(venue) == quota.venue_released:
            continue
        quota.venue_released = invites.venue_facts(venue)
        quota.save(update_fields=["venue_released"])
        if invites.quota_facts(quota) != facts:
            found.append((quota, facts))
        else:
            reworded.append(quota)
    return found, reworded


def _sessions_changed(before: Programme, after: Programme) -> dict[int, dict[str, Any]]:
    """Sessions whose entry differs or ends, each with what was told until now."""
    found = {}
    for pk, session in before.sessions_by_id.items():
        facts, now = invites.session_facts(session), after.sessions_by_id.get(pk)
        ends = session.booking and not _takes_bookings(after, pk)
        if now is None or ends or invites.session_facts(now) != facts:
            found[pk] = facts
    return found


def _takes_bookings(programme: Programme, session_id: int) -> bool:
    session = programme.sessions_by_id.get(session_id)
    return session is not None and session.booking and not session.is_cancelled


def _locked(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_for_update(no_key=True, of=("self",)).order_by("pk")


def _lock_people(places: QuerySet[Any], bookings: QuerySet[Any]) -> list[int]:
    concerned = Q(pk__in=places.values("registration")) | Q(pk__in=bookings.values("registration"))
    return list(_locked(Registration.objects.filter(concerned)).values_list("pk", flat=True))


def _keep_told(holds: QuerySet[Any], facts: dict[str, Any]) -> None:
    """What a person was told before several changes stays what it was before the first."""
    holds.filter(told={}).update(told=facts)


def _raise(entries: QuerySet[Any]) -> None:
    entries.update(sequence=F("sequence") + 1, invitation_changed_at=timezone.now())


def _date_anew(quotas: Sequence[Quota]) -> None:
    """New words move the date of an entry and not its number: nobody is written to."""
    places = Place.objects.confirmed().filter(quota__in=quotas)
    people = _lock_people(places, Booking.objects.none())
    Registration.objects.filter(pk__in=people).update(invitation_changed_at=timezone.now())


def _give_notice(people: Collection[int]) -> None:
    """The first change says when the mail is due; later ones do not push it away."""
    if not people:
        return
    now = timezone.now()
    due_at = now + Rules.objects.current().change_hold
    ChangeNotice.objects.bulk_create(
        [ChangeNotice(registration_id=pk, due_at=due_at, created_at=now) for pk in people],
        batch_size=NOTICES,
        ignore_conflicts=True,
    )


# --- Telling ----------------------------------------------------------------------------------


def tell_changes(now: dt.datetime | None = None, *, budget: float = BUDGET) -> int:
    """Write the mails that are due (real time), oldest first, for `budget` seconds at most.

    Each person is a transaction of its own; trouble with one is logged, put off, and stops
    nobody else. Idempotent. Returns how many mails were written.
    """
    now = now or timezone.now()
    written, deadline = 0, time.monotonic() + budget
    while time.monotonic() < deadline:
        due = ChangeNotice.objects.filter(due_at__lte=now).order_by("due_at", "pk")
        keys = list(due.values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        for key in keys:
            if time.monotonic() >= deadline:
                break
            written += _tell_or_put_off(key, now)
    return written


def _tell_or_put_off(key: int, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            return _tell(key)
    except Exception as error:  # noqa: BLE001 - one broken row must not stop the others
        logger.warning("Changes of notice %s cannot be told: %s", key, type(error).__name__)
        ChangeNotice.objects.filter(pk=key).update(due_at=now + AFTER_TROUBLE)
        return False


def _tell(key: int) -> bool:
    """The person is locked before the notice, as by whoever erases or replaces them."""
    people = Registration.objects.filter(change_notice=key).select_related("edition")
    registration = _locked(people).first()
    notice = ChangeNotice.objects.select_for_update().filter(pk=key).first()
    if registration is None or notice is None:
        return False
    edition = registration.edition
    # Read after the person's lock, in the transaction: a Release of this moment is not missed.
    changes = _changes_of(registration, current_programme(), clock.now(edition))
    written = bool(changes) and not registration.is_cancelled
    if written:
        mail_changes(registration, changes, event=f"changes:{key}", edition=edition)
    notice.delete()
    return written


def _changes_of(registration: Registration, programme: Programme, now: dt.datetime) -> list[Change]:
    """What is left to tell, the day itself first, then by hour; all of it counts as told now."""
    stamp = timezone.now()
    changes = _place_changes(registration, stamp)
    bookings = _booking_changes(registration, programme, stamp)
    changes += sorted(bookings, key=lambda change: change.after["starts"])
    return [change for change in changes if change.ends_after(now)]


def _place_changes(registration: Registration, stamp: dt.datetime) -> list[Change]:
    pending = Place.objects.confirmed().filter(registration=registration).exclude(told={})
    found = []
    for place in pending.select_related("quota__venue", "quota__day"):
        facts = invites.quota_facts(place.quota)
        if facts != place.told:
            calendar = invites.request_invitation(registration, place, stamp=stamp)
            found.append(Change(place.told, facts, calendar, quota=place.quota))
        place.told = {}
        place.save(update_fields=["told"])
    return found


def _booking_changes(
    registration: Registration, programme: Programme, stamp: dt.datetime
) -> list[Change]:
    pending = _pending_bookings(registration)
    found: list[Change] = []
    for booking in pending:
        booking.registration = registration
        if booking.is_confirmed:
            found += _moved(booking, programme, stamp)
            booking.told = {}
        else:
            calendar = invites.booking_cancel(booking, stamp)
            found.append(Change(booking.told, booking.told, calendar, withdrawn=True))
            booking.told = {**booking.told, SAID: True}
    Booking.objects.bulk_update(pending, ["told"])
    return found


def _pending_bookings(registration: Registration) -> list[Booking]:
    """Confirmed ones that changed, and those that their session's end took away."""
    withdrawn = Q(state=PlaceState.RELEASED, release_reason=ReleaseReason.WITHDRAWN)
    rows = registration.bookings.filter(Q(state=PlaceState.CONFIRMED) | withdrawn)
    changed = rows.exclude(told={}).with_session()
    return [booking for booking in changed if not booking.told.get(SAID)]


def take_withdrawn(registration: Registration) -> list[Booking]:
    """What a session's end took from somebody who was not told yet; it counts as told from now on.

    For a mail that leaves before the one about changes, or instead of it: the caller's carries
    each CANCEL. Inside the caller's transaction, the person locked.
    """
    found = [booking for booking in _pending_bookings(registration) if not booking.is_confirmed]
    for booking in found:
        booking.registration = registration
        booking.told = {**booking.told, SAID: True}
    Booking.objects.bulk_update(found, ["told"])
    return found


def _moved(booking: Booking, programme: Programme, stamp: dt.datetime) -> Sequence[Change]:
    facts = invites.booking_facts(booking, programme)
    if facts == booking.told:
        return ()
    calendar = invites.booking_request(booking, stamp, programme=programme)
    return (Change(booking.told, facts, calendar),)
