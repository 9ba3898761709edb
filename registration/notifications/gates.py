"""The mails about who a registration belongs to, requests, delegations and the opening."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from registration.invites import cancel_invitation, request_invitation
from registration.models import Booking, Invitee, OpeningNotice, Place, Registration
from registration.names import full_name_for_mail, name_for_mail
from registration.notifications.bookings import cancels_of, requests_of, sessions_of
from registration.notifications.common import Holds, enqueue
from registration.notifications.places import kind_of, tell_holds
from summit.links import PersonalLink
from summit.mail.models import OutgoingEmail
from summit.mail.outbox import enqueue_email

# --- Addresses and persons --------------------------------------------------------------------


def mail_confirm_address(registration: Registration, link: PersonalLink) -> None:
    """To the address asked for: a link to confirm it. Names nobody: it may be a stranger's."""
    _write_to_new(registration, "registration_address_confirm", {"confirm_url": link})


def mail_place_passed_on(registration: Registration, link: PersonalLink) -> None:
    """To whoever is to take the place: a link to take it."""
    place = registration.confirmed_place
    context = {"confirmed": place.quota if place else None}
    _write_to_new(registration, "registration_passed_on", {"take_url": link}, context)


def _write_to_new(
    registration: Registration,
    kind: str,
    links: Mapping[str, PersonalLink],
    context: Mapping[str, Any] | None = None,
) -> None:
    enqueue_email(
        kind=kind,
        dedupe_key=f"registration:{registration.public_id}:{kind}:{uuid.uuid4()}",
        to=registration.new_email,
        language=registration.language,
        context=dict(context or {}),
        links=links,
    )


def mail_address_taken(owner: Registration) -> None:
    """To the owner of an address that somebody wants to use: nothing has changed."""
    event = f"address-taken:{uuid.uuid4()}"
    enqueue(owner, Holds(), "registration_address_taken", event=event)


def mail_address_left(
    registration: Registration, holds: Holds, bookings: Sequence[Booking]
) -> None:
    """To the address that is left, before it is: the entries go, the links are dead."""
    _take_leave(registration, holds, bookings, "registration_address_left")


def mail_place_left(registration: Registration, holds: Holds, bookings: Sequence[Booking]) -> None:
    """To the person who passed the place on: it is taken, the entries go."""
    _take_leave(registration, holds, bookings, "registration_passed_left")


def _take_leave(
    registration: Registration, holds: Holds, bookings: Sequence[Booking], kind: str
) -> None:
    stamp = timezone.now()
    calendars = cancels_of(bookings, stamp=stamp)
    if holds.confirmed:
        calendars.insert(0, cancel_invitation(registration, holds.confirmed, stamp=stamp))
    event = f"left:{registration.link_version}"
    enqueue(
        registration,
        holds,
        kind,
        event=event,
        calendars=calendars,
        context={"has_calendar": bool(calendars)},
    )


def mail_at_new_address(
    registration: Registration, holds: Holds, bookings: Sequence[Booking]
) -> None:
    """What is held, to where it is held now, with a REQUEST of each entry and new links."""
    stamp = timezone.now()
    calendars = requests_of([booking for booking in bookings if booking.is_confirmed], stamp=stamp)
    if holds.confirmed:
        calendars.insert(0, request_invitation(registration, holds.confirmed, stamp=stamp))
    enqueue(
        registration,
        holds,
        kind_of(holds),
        event=f"address:{registration.link_version}",
        calendars=calendars,
        context={"released": sessions_of([])},
    )


# --- Requests ---------------------------------------------------------------------------------


def mail_request_added(registration: Registration, holds: Holds, place: Place) -> None:
    """The organisers look at it; what is held beside it stays as it is."""
    event = f"asks:{place.pk}"
    tell_holds(registration, holds, "registration_pending", event=event, invites=False)


def mail_approved(
    registration: Registration, holds: Holds, place: Place, *, released: Sequence[Booking] = ()
) -> None:
    """Approved: the confirmation with its invitation, or the words about waiting.

    `released` are the bookings let go with a place in person: listed, each with its CANCEL.
    """
    tell_holds(
        registration,
        holds,
        kind_of(holds),
        event=f"approved:{place.pk}",
        released=released,
        invites=not holds.waiting,
    )


def mail_refused(registration: Registration, holds: Holds, place: Place, *, words: str) -> None:
    """Not approved, in the organisers' own words where they gave some. No invitation."""
    event = f"refused:{place.pk}"
    context = {"words": words, "refused": place.quota}
    tell_holds(registration, holds, "request_refused", event=event, context=context, invites=False)


# --- Delegations and the opening --------------------------------------------------------------


def mail_invitee(invitee: Invitee) -> OutgoingEmail | None:
    """To a person of a delegation: a link to confirm, or to decline."""
    return enqueue_email(
        kind="invitee_invited",
        dedupe_key=f"invitee:{invitee.public_id}:{invitee.link_version}:{uuid.uuid4()}",
        to=invitee.email,
        to_name=full_name_for_mail(invitee.first_name, invitee.last_name),
        language=invitee.language,
        context={
            "first_name": name_for_mail(invitee.first_name),
            "quota": invitee.code.quota,
            "deadline": invitee.code.deadline,
        },
        links={"invitee_url": invitee.personal_link("registration:invitee")},
    )


def mail_opening(notice: OpeningNotice) -> OutgoingEmail | None:
    """Registration is open: the one mail that was asked for."""
    return enqueue_email(
        kind="registration_opened",
        dedupe_key=f"opening:{notice.public_id}",
        to=notice.email,
        language=notice.language,
        context={},
        erase_when_done=True,
    )
