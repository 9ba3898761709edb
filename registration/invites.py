"""A confirmed place becomes a calendar entry.

The entry keeps its UID for life, whatever the way of coming. It holds public addresses only:
calendars are shared, so no personal link stands in one.
"""

import datetime as dt

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from registration.models import Place, Registration, Way
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
    return ics.cancel(entry_for(registration, place), **_people(registration), stamp=stamp)


def download_calendar(registration: Registration) -> bytes | None:
    """ "Add to calendar": the same entry without METHOD and without people.

    None while nothing is confirmed: whoever only waits has no date to keep.
    """
    place = registration.confirmed_place
    return ics.download([entry_for(registration, place)]) if place else None


def entry_for(registration: Registration, place: Place) -> ics.Entry:
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
            **(_online(place) if place.way == Way.ONLINE else _in_person(place)),
        )


def _in_person(place: Place) -> dict[str, object]:
    quota, venue = place.quota, place.quota.venue
    page = absolute_url(reverse("home:business_day"))
    lines = [
        _("Doors open at %(time)s, Paris time.") % {"time": format_clock(quota.doors_at)}
        if quota.doors_at
        else "",
        _("Bring your ticket, on paper or on screen, and an identity document."),
        venue.directions or "",
        _("To see, change or cancel your registration: %(url)s")
        % {"url": absolute_url(reverse("registration:find_registration"))},
        page,
    ]
    return {
        "location": ", ".join(part for part in (venue.name, venue.address) if part),
        "geo": _geo(venue.latitude, venue.longitude),
        "description": "\n".join(line for line in lines if line),
        "url": page,
    }


def _online(place: Place) -> dict[str, object]:
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


def _geo(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


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
