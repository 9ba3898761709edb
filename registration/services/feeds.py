"""The calendar that a person subscribes to: the same entries as in the mails, at every moment."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agenda.programme import Programme
from agenda.services.current import current_programme
from registration import invites
from registration.auditing import Actor, by_event, record
from registration.models import Booking, LinkPurpose, Place, Registration
from registration.services.followed import followed_by, followed_entries
from summit import ics

FORMAT = 2
"""Raised when the same entries are written otherwise, so that no old answer is taken for new."""


@dataclass(frozen=True)
class Feed:
    """What the calendar holds, before it is written down."""

    name: str
    address: str
    entries: tuple[ics.Entry, ...]
    changed_at: dt.datetime

    @cached_property
    def etag(self) -> str:
        """Names all that the bytes are made of."""
        parts = repr((FORMAT, self.name, self.address, self.entries))
        return f'"{hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'

    def write(self) -> bytes:
        return ics.feed(self.name, self.entries, self.address)


def feed_of(registration: Registration, *, now: dt.datetime) -> Feed:
    """The registration, its bookings and what the person follows, in their language; three queries.

    What was cancelled stays, marked, until it is past: a calendar that lost it in between
    would keep it for good. A star that its owner takes away takes its entry along. A session
    is told once, booked or followed. An hour that is not confirmed is tentative.
    """
    programme, followed = current_programme(), followed_by(registration)
    places = list(registration.places.select_related("quota__venue", "quota__day"))
    bookings = list(registration.bookings.select_related("seats"))
    with translation.override(registration.language):
        entries = [
            *_day_entries(registration, places, now),
            *_told_once(
                _booking_entries(registration, bookings, programme, now),
                followed_entries(registration, followed, programme, now=now),
            ),
        ]
        name = _("%(event)s – my programme") % {"event": registration.edition.name}
    return Feed(
        name=name,
        address=feed_address(registration),
        entries=tuple(sorted(entries, key=lambda entry: (str(entry.start), entry.uid))),
        changed_at=_changed_at(registration, [*places, *bookings], programme, followed.changed_at),
    )


def feed_address(registration: Registration) -> str:
    """Signed: whoever has it reads the calendar, until its owner asks for a new one."""
    link = registration.personal_link("registration:feed", LinkPurpose.FEED)
    return link.url(registration.language)


@by_event()
def revoke_feed(*, registration_id: int, version: int, by: Actor) -> Registration:
    """Make every address of the calendar that was given out so far useless.

    `version` is the one that the person saw: pressing twice changes the address once.
    """
    with transaction.atomic():
        registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
        if registration.feed_version == version:
            registration.feed_version += 1
            registration.save(update_fields=["feed_version"])
            record(registration, "feed_revoked", by=by)
    return registration


@by_event()
def put_stars_in_feed(*, registration_id: int, wanted: bool, by: Actor) -> None:
    """Let the calendar hold what the person follows, or only what they booked. Idempotent."""
    with transaction.atomic():
        registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
        if registration.feed_has_stars == wanted:
            return
        registration.feed_has_stars, registration.feed_changed_at = wanted, timezone.now()
        registration.save(update_fields=["feed_has_stars", "feed_changed_at"])
        change = {"feed_has_stars": (str(not wanted), str(wanted))}
        record(registration, "feed_stars", by=by, changes=change)


def _day_entries(
    registration: Registration, places: list[Place], now: dt.datetime
) -> Iterator[ics.Entry]:
    confirmed = next((place for place in places if place.is_confirmed), None)
    if confirmed:
        yield invites.entry_for(registration, confirmed)
        return
    lost = [place for place in places if place.confirmed_at and place.released_at]
    if lost:
        last = max(lost, key=lambda place: (place.released_at, place.pk))
        entry = invites.entry_for(registration, last)
        if entry.end > now:
            yield _cancelled(entry)


def _told_once(
    booked: Mapping[int, ics.Entry], followed: Mapping[int, Sequence[ics.Entry]]
) -> Iterator[ics.Entry]:
    """For each session: what goes on before what was cancelled, and a booking before a star.

    A booking that was let go leaves the subscription where the session is followed: a calendar
    that has its invitation from a mail loses it by the CANCEL that is mailed.
    """
    for session in {**booked, **followed}:
        seat, stars = booked.get(session), followed.get(session, ())
        goes_on = any(not entry.cancelled for entry in stars)
        if seat and not (seat.cancelled and goes_on):
            yield seat
        else:
            yield from stars


def _booking_entries(
    registration: Registration, bookings: list[Booking], programme: Programme, now: dt.datetime
) -> dict[int, ics.Entry]:
    """By session; of a seat that was let go and booked again, the last booking."""
    found = {}
    for booking in sorted(bookings, key=lambda booking: booking.pk):
        if booking.confirmed_at:
            booking.registration = registration
            found[booking.seats.session_id] = _booking_entry(booking, programme)
    return {
        session: entry
        for session, entry in found.items()
        if entry and not (entry.cancelled and entry.end <= now)
    }


def _booking_entry(booking: Booking, programme: Programme) -> ics.Entry | None:
    """None where nothing is known of its session any more."""
    facts = invites.booking_facts(booking, programme)
    if booking.is_confirmed:
        return invites.booking_entry(booking, facts) if facts else None
    facts = booking.told or facts
    return _cancelled(invites.booking_entry(booking, facts)) if facts else None


def _cancelled(entry: ics.Entry) -> ics.Entry:
    """Several programs show a cancelled entry as any other, so its words say it too."""
    return replace(
        entry,
        summary=_("Cancelled: %(title)s") % {"title": entry.summary},
        description=_("You no longer have a place here."),
        cancelled=True,
        transparent=True,
    )


def _changed_at(
    registration: Registration,
    holds: Iterable[Place | Booking],
    programme: Programme,
    stars_changed_at: dt.datetime | None,
) -> dt.datetime:
    """Real time: what the business clock stamped is put back by its rehearsal."""
    offset = registration.edition.clock_offset
    moments = [registration.invitation_changed_at, registration.feed_changed_at]
    moments += [programme.published_at, stars_changed_at]
    for hold in holds:
        stamps = (hold.confirmed_at, hold.released_at)
        moments += [stamp - offset for stamp in stamps if stamp]
        moments += [getattr(hold, "invitation_changed_at", None)]
    return max(moment for moment in moments if moment)
