"""What a person follows with a star, as entries of their calendar that are no booking."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from agenda.calendars import has_calendar, session_entries
from agenda.gone import withdrawn_session
from agenda.programme import Programme, Session
from registration.models import Registration
from summit import ics
from summit.accounts.emails import email_key
from summit.accounts.models import User


@dataclass(frozen=True, slots=True)
class Star:
    session_id: int
    url_slug: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """`changed_at`: when a star was last set or taken away; None for never."""

    stars: tuple[Star, ...] = ()
    changed_at: dt.datetime | None = None


def followed_by(registration: Registration) -> Followed:
    """The stars of the account of the registration's address; one query.

    Only an account that has proved to own that address: the same rule that opens the
    registration to who signs in.
    """
    if not registration.feed_has_stars:
        return Followed()
    rows = User.objects.filter(
        email_key=registration.email_key, emailaddress__verified=True
    ).values_list(
        "emailaddress__email",
        "seen_release__stars_changed_at",
        "stars__session_id",
        "stars__session__url_slug",
        "stars__created_at",
    )
    own = [row for row in rows.order_by("stars__pk") if _is_of(registration, row[0])]
    stars = dict.fromkeys(Star(*row[2:]) for row in own if row[2])
    return Followed(tuple(stars), own[0][1] if own else None)


def _is_of(registration: Registration, address: str) -> bool:
    return email_key(address) == registration.email_key


def followed_entries(
    registration: Registration, followed: Followed, programme: Programme, *, now: dt.datetime
) -> dict[int, list[ics.Entry]]:
    """By session, one for each date of what is followed, in the active language.

    A session that was cancelled or withdrawn stays, marked, until it is past. An entry that
    stands for several sessions has no hour to come at, and is left out.
    """
    found = {}
    for star in followed.stars:
        session = programme.sessions_by_id.get(star.session_id)
        session = session or withdrawn_session(programme, star.url_slug)
        if session is None or not has_calendar(session):
            continue
        found[star.session_id] = [
            _as_followed(registration, star, session, entry)
            for entry in session_entries(session)
            if not (entry.cancelled and entry.end <= now)
        ]
    return found


def _as_followed(
    registration: Registration, star: Star, session: Session, entry: ics.Entry
) -> ics.Entry:
    """A UID of its own: the same session may stand in a public calendar beside this one.

    It is made of the two that are kept, so that it stays when a star goes and comes back.
    """
    uid = uuid.uuid5(registration.calendar_uid, f"followed/{entry.uid}")
    note = _("In your agenda, not booked.")
    return replace(
        entry,
        uid=str(uid),
        summary=_not_booked(session, entry),
        description=entry.description if entry.cancelled else f"{note}\n\n{entry.description}",
        created=star.since,
        last_modified=max(star.since, entry.last_modified),
        transparent=True,
        categories=(_("My agenda"), *entry.categories),
    )


def _not_booked(session: Session, entry: ics.Entry) -> str:
    """Where seats are booked, the title says that none is: it is what a glance sees."""
    if entry.cancelled or not session.booking:
        return entry.summary
    words = {"title": str(session.title)}
    if entry.tentative:
        return _("%(title)s (indicative time, not booked)") % words
    return _("%(title)s (not booked)") % words
