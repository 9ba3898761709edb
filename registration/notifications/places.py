"""The mails about a place: registered, waiting, offered, moved, cancelled."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from registration.invites import cancel_invitation, request_invitation
from registration.models import Booking, LinkPurpose, Place, Registration, Way
from registration.notifications.bookings import cancels_of, requests_of, sessions_of
from registration.notifications.common import Holds, as_of_now, enqueue
from summit.edition.models import Edition
from summit.links import PersonalLink
from summit.mail.models import OutgoingEmail


def mail_registered(
    registration: Registration, holds: Holds, *, edition: Edition | None = None
) -> None:
    """Confirmation, or the words about waiting, with the invitation to what is confirmed."""
    event = f"registered:{registration.sequence}"
    tell_holds(registration, as_of_now(holds), kind_of(holds), event=event, edition=edition)


def mail_again(
    registration: Registration,
    holds: Holds,
    *,
    bookings: Sequence[Booking] = (),
    now: dt.datetime,
) -> None:
    """The same mail once more, asked for by the desk; a double click sends one a minute."""
    event = f"again:{now:%Y%m%d%H%M}"
    tell_holds(registration, holds, kind_of(holds), event=event, bookings=bookings)


def mail_new_address(
    registration: Registration, holds: Holds, *, bookings: Sequence[Booking] = ()
) -> None:
    """The confirmation to the corrected address; links to the old one are dead."""
    event = f"address:{registration.link_version}"
    tell_holds(registration, holds, kind_of(holds), event=event, bookings=bookings)


def mail_moved(
    registration: Registration,
    holds: Holds,
    *,
    before: Holds | None = None,
    released: Sequence[Booking] = (),
) -> None:
    """One comes another way now; the entry in the calendar moves with it.

    `released` are the bookings let go with the place: listed, each with its CANCEL. Whoever held
    nothing `before` reads a confirmation.
    """
    held = before is None or before.confirmed is not None
    kind = "registration_moved" if held else kind_of(holds)
    event = f"moved:{registration.sequence}"
    tell_holds(registration, holds, kind, event=event, released=released)


def mail_place_offered(registration: Registration, holds: Holds) -> None:
    """A place came free and is kept for the person until the end of the offer."""
    place = holds.waiting
    if place is None:
        return
    tell_holds(
        registration,
        holds,
        "place_offered",
        event=f"offered:{place.pk}",
        context={"offered_until": place.offered_until},
        links={"offer_url": registration.personal_link("registration:offer", LinkPurpose.MANAGE)},
        invites=False,
    )


def mail_place_given(registration: Registration, holds: Holds) -> None:
    """A place came free and was taken at once, as the person had asked."""
    tell_holds(registration, holds, "place_given", event=f"moved:{registration.sequence}")


def mail_place_taken(registration: Registration, holds: Holds) -> None:
    """The offered place was accepted: it is confirmed."""
    event = f"moved:{registration.sequence}"
    tell_holds(registration, holds, "registration_confirmed_in_person", event=event)


def mail_offer_expired(registration: Registration, holds: Holds, *, expired: Place) -> None:
    """The offer was not taken in time; what is held beside it stays as it is."""
    tell_holds(
        registration,
        holds,
        "place_expired",
        event=f"expired:{expired.pk}",
        context={"expired": expired.quota},
        invites=False,
    )


def mail_waiting_added(registration: Registration, holds: Holds) -> None:
    """One waits for a place in person from now on; the entry in the calendar stays as it is."""
    key = holds.waiting.pk if holds.waiting else 0
    tell_holds(registration, holds, kind_of(holds), event=f"waits:{key}")


def mail_waiting_left(registration: Registration, holds: Holds, *, left: Place) -> None:
    """One waits no longer and stays online."""
    tell_holds(registration, holds, kind_of(holds), event=f"waits-no-more:{left.pk}")


def mail_cancelled(
    registration: Registration, before: Holds, *, released: Sequence[Booking] = ()
) -> None:
    """`before` is what was held; its entry, and that of each booking let go, leave the calendar."""
    stamp = timezone.now()
    calendars = cancels_of(released, stamp=stamp)
    if before.confirmed:
        calendars.insert(0, cancel_invitation(registration, before.confirmed, stamp=stamp))
    enqueue(
        registration,
        before,
        "registration_cancelled",
        event=f"cancelled:{registration.sequence}",
        calendars=calendars,
        context={"released": sessions_of(released)},
    )


def mail_already_registered(
    registration: Registration, holds: Holds, *, edition: Edition | None = None
) -> OutgoingEmail | None:
    """To the owner, when someone registers with the address again: what is registered."""
    event = f"already:{registration.answered_at.isoformat() if registration.answered_at else ''}"
    return enqueue(registration, holds, "registration_already", event=event, edition=edition)


def mail_link(registration: Registration) -> OutgoingEmail | None:
    """The personal link, to whoever lost it."""
    return enqueue(registration, Holds(), "registration_lost_link", event=f"link:{uuid.uuid4()}")


def kind_of(holds: Holds) -> str:
    """The mail that says how things stand."""
    if holds.pending:
        return "registration_pending"
    if holds.waiting:
        return "registration_waiting" if holds.confirmed else "registration_waiting_only"
    if holds.confirmed is None:
        return "registration_without_place"
    online = holds.confirmed.way == Way.ONLINE
    return "registration_confirmed_online" if online else "registration_confirmed_in_person"


def tell_holds(
    registration: Registration,
    holds: Holds,
    kind: str,
    *,
    event: str,
    released: Sequence[Booking] = (),
    bookings: Sequence[Booking] = (),
    context: Mapping[str, Any] | None = None,
    links: Mapping[str, PersonalLink] | None = None,
    invites: bool = True,
    edition: Edition | None = None,
) -> None:
    """What is held, with the invitation to what is confirmed unless `invites` is off.

    The confirmed ones of `bookings` are invited again, those `released` cancelled.
    """
    stamp = timezone.now()
    booked = [booking for booking in bookings if booking.is_confirmed]
    calendars = [*requests_of(booked, stamp=stamp), *cancels_of(released, stamp=stamp)]
    if holds.confirmed and invites:
        calendars.insert(0, request_invitation(registration, holds.confirmed, stamp=stamp))
    enqueue(
        registration,
        holds,
        kind,
        event=event,
        calendars=calendars,
        context={"released": sessions_of(released), **(context or {})},
        links=links,
        edition=edition,
    )
