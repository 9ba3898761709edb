"""A session in the vocabulary of schema.org, for search engines. Nothing unsourced is stated."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from agenda.history import last_change
from agenda.models import Participation
from agenda.models.business import PartnerRole, PartnerScope
from agenda.models.lists import Relation
from agenda.programme import Partner, Session, Venue
from summit.edition.models import Edition
from summit.links import absolute_url

SCHEMA = "https://schema.org"
MODES = {
    Participation.IN_PERSON: "OfflineEventAttendanceMode",
    Participation.ONLINE: "OnlineEventAttendanceMode",
    Participation.BOTH: "MixedEventAttendanceMode",
}
# The part of the week whose organisers hold what the programme itself has in a track.
PARTS = {
    "scientifique": PartnerScope.SCIENTIFIC_DAYS,
    "culturel": PartnerScope.CULTURAL_WEEKEND,
    "forum": PartnerScope.SUMMIT,
    "dirigeants": PartnerScope.SUMMIT,
    "business-day": PartnerScope.BUSINESS_DAY,
}
# What could end the element that holds the data, or a line of a script.
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})

Data = dict[str, Any]


def event_json(session: Session, edition: Edition, partners: Iterable[Partner]) -> str:
    """JSON-LD of one session, safe between the tags of a data block."""
    return json.dumps(event(session, edition, partners), ensure_ascii=False).translate(_ESCAPES)


def event(session: Session, edition: Edition, partners: Iterable[Partner]) -> Data:
    start, end = _span(session)
    data: Data = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": absolute_url(f"{session.get_absolute_url()}#event"),
        "name": str(session.title),
        "description": str(session.summary),
        "url": absolute_url(session.get_absolute_url()),
        "startDate": start,
        "endDate": end,
        "eventStatus": f"{SCHEMA}/EventScheduled",
        "location": _location(session),
        "performer": [{"@type": "Person", "name": one.speaker.name} for one in session.appearances],
        "organizer": _organisers(session, partners),
        # Until a release says what is spoken, the language of this text.
        "inLanguage": [one.slug for one in session.languages] or get_language(),
        "superEvent": _whole(edition),
    }
    if session.participation_confirmed and session.participation in MODES:
        mode = MODES[Participation(session.participation)]
        data["eventAttendanceMode"] = f"{SCHEMA}/{mode}"
    data |= _status(session)
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def _organisers(session: Session, partners: Iterable[Partner]) -> list[Data]:
    """Nobody is named for what is held beside the programme."""
    part = PARTS.get(session.track.slug) if session.relation == Relation.PROGRAMME else None
    return [
        {"@type": "Organization", "name": str(partner.name)}
        | ({"url": partner.website} if partner.website else {})
        for partner in partners
        if (partner.scope, partner.role) == (part, PartnerRole.ORGANISER)
    ]


def _whole(edition: Edition) -> Data:
    city = str(edition.city)
    place = {"location": {"@type": "Place", "name": city, "address": city}} if city else {}
    return {
        "@type": "Event",
        "name": str(edition.name),
        "startDate": edition.start.isoformat(),
        "endDate": edition.end.isoformat(),
        "url": absolute_url(f"/{get_language()}/"),
        **place,
    }


def _span(session: Session) -> tuple[str, str | None]:
    """A date alone where the hour is not sourced, and for what goes on for days."""
    start, end = session.starts_at, session.ends_at
    if session.also_on or not session.time_confirmed or not session.day_confirmed:
        return session.day.isoformat(), max(session.dates()).isoformat()
    return _moment(start), _moment(end) if session.end_confirmed else None


def _status(session: Session) -> Data:
    if session.is_cancelled:
        return {"eventStatus": f"{SCHEMA}/EventCancelled"}
    known = last_change(session)
    before = known[1].before if known and "time" in known[1].aspects else None
    if before is None or before.starts_at == session.starts_at:
        return {}
    return {
        "eventStatus": f"{SCHEMA}/EventRescheduled",
        "previousStartDate": _span(before)[0],
    }


def _location(session: Session) -> Any:
    """Where it is, in the room and online; None while neither is known."""
    venue, page = session.venue, absolute_url(session.get_absolute_url())
    online = {"@type": "VirtualLocation", "url": page}
    if venue.virtual:
        return online
    place = None if venue.to_be_confirmed else _place(venue)
    both = session.participation == Participation.BOTH and session.participation_confirmed
    return [place, online] if both and place else place


def _place(venue: Venue) -> Data:
    place = {"@type": "Place", "name": str(venue.name)}
    if venue.address and venue.address_confirmed:
        place["address"] = venue.address
    return place


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")
