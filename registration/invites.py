"""A confirmed place, and each confirmed booking, becomes a calendar entry.

The entry keeps its UID for life, whatever the way of coming. It holds public addresses only:
calendars are shared, so no personal link stands in one. What a session is comes from the Release
that the public reads; what a hold says that its person was told last (`told`) comes before it only
where the session is gone.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agenda.programme import Programme, Session, Venue
from agenda.services.current import current_programme
from registration.models import Booking, Place, Quota, Registration, Way
from registration.names import full_name_for_mail
from summit import ics
from summit.design.dates import format_clock
from summit.edition.models import Edition
from summit.links import absolute_url


def request_invitation(registration: Registration, place: Place, *, stamp: dt.datetime) -> bytes:
    """METHOD:REQUEST of the registration as it stands. `stamp` is the real time of writing."""
    return ics.request(entry_for(registration, place), **_people(registration), stamp=stamp)


def cancel_invitation(registration: Registration, place: Place, *, stamp: dt.datetime) -> bytes:
    """METHOD:CANCEL; `place` is the one that was released, the row's SEQUENCE is raised."""
    entry = _let_go(entry_for(registration, place), registration.language)
    return ics.cancel(entry, **_people(registration), stamp=stamp)


def download_calendar(registration: Registration) -> bytes | None:
    """ "Add to calendar": the same entry without METHOD and without people.

    None while nothing is confirmed: whoever only waits has no date to keep.
    """
    place = registration.confirmed_place
    return ics.download([entry_for(registration, place)]) if place else None


def entry_for(registration: Registration, place: Place, *, cancelled: bool = False) -> ics.Entry:
    """The entry in the person's language. `place.quota` and its venue should be at hand."""
    with translation.override(registration.language):
        return ics.Entry(
            uid=str(registration.calendar_uid),
            start=place.quota.starts_at,
            end=place.quota.ends_at,
            summary=_("Business Day – %(event)s") % {"event": registration.edition.name},
            created=min(registration.created_at, registration.invitation_changed_at),
            last_modified=registration.invitation_changed_at,
            sequence=registration.sequence,
            cancelled=cancelled,
            **(_online() if place.way == Way.ONLINE else _in_person(place, registration.language)),
        )


def quota_facts(quota: Quota) -> dict[str, Any]:
    """What a calendar is told of a place on this quota: kept as JSON, and compared."""
    venue = venue_of(quota)
    return {
        "starts": _moment(quota.starts_at),
        "ends": _moment(quota.ends_at),
        "doors": _moment(quota.doors_at) if quota.doors_at else "",
        "venue": {**venue["name"], "address": venue["address"]},
        "room": None,
        "sure": True,
    }


def venue_of(quota: Quota) -> dict[str, Any]:
    """The venue as the public reads it: what organisers prepare is told at its release."""
    if quota.venue_released:
        return quota.venue_released
    row: Any = quota.venue
    return {
        "name": {"fr": row.name_fr or "", "en": row.name_en or ""},
        "address": row.address,
        "directions": {"fr": row.directions_fr or "", "en": row.directions_en or ""},
        "geo": _geo(row.latitude, row.longitude),
    }


def venue_facts(venue: Venue) -> dict[str, Any]:
    """What is kept on a quota of its venue as released."""
    return {
        "name": {"fr": venue.name.fr, "en": venue.name.en},
        "address": venue.address,
        "directions": {"fr": venue.directions.fr, "en": venue.directions.en},
        "geo": _geo(venue.latitude, venue.longitude),
    }


# --- Bookings ---------------------------------------------------------------------------------


def is_sure(facts: dict[str, Any]) -> bool:
    """Only a sourced day and hour is worth an invitation."""
    return bool(facts["sure"])


def session_facts(session: Session) -> dict[str, Any]:
    """What a calendar is told of a session, in both languages: kept as JSON, and compared."""
    venue, room = session.venue, session.room
    return {
        "title": {"fr": session.title.fr, "en": session.title.en},
        "starts": _moment(session.starts_at),
        "ends": _moment(session.ends_at),
        "sure": session.time_confirmed and session.day_confirmed,
        "venue": None
        if venue.to_be_confirmed
        else {"fr": venue.name.fr, "en": venue.name.en, "address": venue.address},
        "room": {"fr": room.name.fr, "en": room.name.en} if room else None,
        "slug": session.url_slug,
        "cancelled": session.is_cancelled,
    }


def booking_facts(booking: Booking, programme: Programme | None = None) -> dict[str, Any]:
    """The session as released, else as the person was told last; {} when neither is known."""
    programme = programme or current_programme()
    session = programme.sessions_by_id.get(booking.seats.session_id)
    return session_facts(session) if session else booking.told


def booking_request(
    booking: Booking, stamp: dt.datetime, *, programme: Programme | None = None
) -> bytes | None:
    """METHOD:REQUEST of a confirmed booking as it stands; None while its hour is indicative.

    Notes on the row that the calendar knows the entry from now on (`invited_at`). Once it does,
    an hour that becomes indicative again is sent as tentative. `stamp` is the real time.
    """
    facts = booking_facts(booking, programme)
    if not facts or not (is_sure(facts) or booking.invited_at):
        return None
    if booking.invited_at is None:
        booking.invited_at = stamp
        Booking.objects.filter(pk=booking.pk).update(invited_at=stamp)
    entry = booking_entry(booking, facts)
    return ics.request(entry, **_people(booking.registration), stamp=stamp)


def booking_cancel(booking: Booking, stamp: dt.datetime) -> bytes | None:
    """METHOD:CANCEL; None when no REQUEST ever left. The row's SEQUENCE has been raised."""
    facts = booking.told or booking_facts(booking)
    if not facts or booking.invited_at is None:
        return None
    entry = _let_go(booking_entry(booking, facts), booking.registration.language)
    return ics.cancel(entry, **_people(booking.registration), stamp=stamp)


def _let_go(entry: ics.Entry, language: str) -> ics.Entry:
    """Where a program keeps what is cancelled, no word there may promise a place."""
    with translation.override(language):
        return replace(entry, description=_("You no longer have a place here."))


def booking_entry(booking: Booking, facts: dict[str, Any], *, cancelled: bool = False) -> ics.Entry:
    """The entry of `facts` in the person's language."""
    registration = booking.registration
    language = registration.language
    with translation.override(language):
        title, page = facts["title"][language], _session_page(facts["slug"])
        lines = [
            _("Your seat is booked. Bring your ticket: it opens this session too."),
            "" if is_sure(facts) else _("The time is indicative and may still change."),
            _("To see, change or cancel your registration: %(url)s")
            % {"url": absolute_url(reverse("registration:find_registration"))},
            page,
        ]
        return ics.Entry(
            uid=str(booking.calendar_uid),
            start=dt.datetime.fromisoformat(facts["starts"]),
            end=dt.datetime.fromisoformat(facts["ends"]),
            summary=title
            if is_sure(facts)
            else _("%(title)s (indicative time)") % {"title": title},
            description="\n".join(line for line in lines if line),
            location=place_of(facts, language),
            url=page,
            created=min(booking.invitation_changed_at, booking.created_at),
            last_modified=booking.invitation_changed_at,
            sequence=booking.sequence,
            tentative=not is_sure(facts),
            cancelled=cancelled,
        )


def place_of(facts: dict[str, Any], language: str) -> str:
    """Venue, room and address in one line."""
    venue, room = facts["venue"], facts["room"]
    if venue is None:
        with translation.override(language):
            return _("Venue to be confirmed")
    parts = (venue[language], room[language] if room else "", venue["address"])
    return ", ".join(part for part in parts if part)


def _session_page(url_slug: str) -> str:
    return absolute_url(reverse("agenda:show_session", args=[url_slug]))


# --- The parts of an entry --------------------------------------------------------------------


def _in_person(place: Place, language: str) -> dict[str, Any]:
    quota, venue = place.quota, venue_of(place.quota)
    page = absolute_url(reverse("home:business_day"))
    lines = [
        _("Doors open at %(time)s, Paris time.") % {"time": format_clock(quota.doors_at)}
        if quota.doors_at
        else "",
        _("Bring your ticket, on paper or on screen, and an identity document."),
        venue["directions"][language],
        _("To see, change or cancel your registration: %(url)s")
        % {"url": absolute_url(reverse("registration:find_registration"))},
        page,
    ]
    where = (venue["name"][language], venue["address"])
    return {
        "location": ", ".join(part for part in where if part),
        "geo": tuple(venue["geo"]) if venue["geo"] else None,
        "description": "\n".join(line for line in lines if line),
        "url": page,
    }


def _online() -> dict[str, Any]:
    page = absolute_url(reverse("registration:join"))
    lines = [
        _("The Business Day is broadcast live, Paris time. Open the page below on the day."),
        _("To see, change or cancel your registration: %(url)s")
        % {"url": absolute_url(reverse("registration:find_registration"))},
        page,
    ]
    return {
        "location": _("Online – %(url)s") % {"url": page},
        "conference_url": page,
        "conference_label": _("Business Day, live"),
        "description": "\n".join(lines),
        "url": page,
    }


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()


def _geo(latitude: float | None, longitude: float | None) -> list[float] | None:
    return None if latitude is None or longitude is None else [latitude, longitude]


def _people(registration: Registration) -> dict[str, ics.Person]:
    """The organizer is fixed on the row for life: only it may change or cancel the entry."""
    edition: Edition = registration.edition
    with translation.override(registration.language):
        organizer = edition.sender_name or edition.name
    return {
        "organizer": ics.Person(registration.organizer_email, organizer),
        "attendee": ics.Person(
            registration.email,
            full_name_for_mail(registration.first_name, registration.last_name),
        ),
    }
