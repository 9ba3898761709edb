"""A session of the Release becomes calendar entries, in the active language."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from agenda.admission import admission_to
from agenda.programme import Session
from summit.ics import Entry
from summit.links import absolute_url

GEO_PRECISION_M = 300


def has_calendar(session: Session) -> bool:
    """An entry that stands for several sessions has no hour of its own to come at."""
    return not session.is_block


def feed_entries(sessions: Iterable[Session]) -> list[Entry]:
    """The entries of a calendar to subscribe to; what is cancelled stays and says so."""
    return [
        entry for session in sessions if has_calendar(session) for entry in session_entries(session)
    ]


def session_entries(session: Session) -> list[Entry]:
    """One entry for each date of the session; the later ones have UIDs derived from its own."""
    return [_entry(session, date) for date in session.dates()]


def _entry(session: Session, date: dt.date) -> Entry:
    indicative = session.is_indicative or not session.day_confirmed
    start, end = session.span_on(date)
    return Entry(
        uid=_uid(session, date),
        start=start,
        end=end,
        summary=_summary(session, indicative=indicative),
        description=_description(session),
        location=_location(session),
        url=absolute_url(session.get_absolute_url()),
        created=session.published_at,
        last_modified=session.changed_at,
        sequence=session.sequence,
        geo=_geo(session),
        transparent=indicative or session.drop_in or session.is_cancelled,
        tentative=indicative,
        cancelled=session.is_cancelled,
        categories=tuple(str(theme.name) for theme in session.themes),
    )


def _summary(session: Session, *, indicative: bool) -> str:
    """Several programs show a cancelled entry as any other, so its title says it too."""
    words = {"title": str(session.title)}
    if session.is_cancelled:
        return _("Cancelled: %(title)s") % words
    return _("%(title)s (indicative time)") % words if indicative else str(session.title)


def _uid(session: Session, date: dt.date) -> str:
    if date == session.day:
        return session.calendar_uid
    return str(uuid.uuid5(uuid.UUID(session.calendar_uid), date.isoformat()))


def _location(session: Session) -> str:
    venue = session.venue
    if venue.to_be_confirmed:
        return _("Venue to be confirmed")
    if venue.virtual:
        return _("Online – %(url)s") % {"url": absolute_url(session.get_absolute_url())}
    parts = [str(venue.name), str(session.room.name) if session.room else "", venue.address]
    return ", ".join(part for part in parts if part)


def _geo(session: Session) -> tuple[float, float] | None:
    venue = session.venue
    if venue.to_be_confirmed or venue.latitude is None or venue.longitude is None:
        return None
    precise = (venue.coordinate_precision_m or 0) <= GEO_PRECISION_M
    return (venue.latitude, venue.longitude) if precise else None


def _description(session: Session) -> str:
    address = absolute_url(session.get_absolute_url())
    if session.is_cancelled:
        return f"{_('This session is cancelled.')}\n\n{address}"
    admission = admission_to(session)
    notes = [
        _("The day is to be confirmed.") if not session.day_confirmed else "",
        _("The time is indicative and may still change.") if session.is_indicative else "",
        _("The address is to be checked.") if _address_unsure(session) else "",
    ]
    entry = [f"{admission.title}. {admission.text}", str(admission.way)]
    if not admission.confirmed:
        entry.append(_("This rule is to be confirmed."))
    paragraphs = [
        str(session.summary),
        "\n".join(entry),
        "\n".join(note for note in notes if note),
        address,
    ]
    return "\n\n".join(part for part in paragraphs if part)


def _address_unsure(session: Session) -> bool:
    return bool(session.venue.address) and not session.venue.address_confirmed
