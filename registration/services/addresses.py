"""A new address, or a new person: asked for by one, confirmed from the other's mailbox.

What is asked stands on the row and changes nothing. The mailed link is signed over the very
address and moment of asking, so it can confirm nothing else, once, within a day.
"""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone

from registration import notifications
from registration.auditing import HIDDEN, Actor, by_event, record
from registration.exceptions import LinkOver, RegistrationCancelled
from registration.models import LinkPurpose, Registration
from registration.services.changes import take_withdrawn
from registration.services.changing import put_address
from registration.services.holding import (
    Person,
    lock_live,
    raise_booking_sequence,
    raise_sequence,
    steadily,
)
from summit.links import PersonalLink, is_valid_signature

LINK_LIFETIME = dt.timedelta(hours=24)

CONFIRM, TAKE_OVER = "registration:confirm_address", "registration:take_over"
"""Pages that the link may open; each signs for itself."""


def new_address_link(registration: Registration, page: str) -> PersonalLink:
    """The link for the new mailbox, bound to the address asked for and when that was."""
    asked_at = registration.new_email_asked_at
    moment = asked_at.astimezone(dt.UTC).isoformat() if asked_at else ""
    words = f"{page}\0{registration.new_email}\0{moment}"
    digest = hashlib.sha256(words.encode()).hexdigest()[:32]
    purpose = f"{LinkPurpose.ADDRESS}:{digest}"
    return PersonalLink(page, registration.public_id, purpose, registration.link_version)


def is_asked(registration: Registration, real_now: dt.datetime) -> bool:
    """A new address waits to be confirmed. A day after asking is too late."""
    asked_at = registration.new_email_asked_at
    return bool(registration.new_email and asked_at and real_now - asked_at < LINK_LIFETIME)


def opens(registration: Registration, signature: str, page: str, real_now: dt.datetime) -> bool:
    """Whether `signature` is the one that was mailed for what is asked now."""
    link = new_address_link(registration, page)
    valid = is_valid_signature(
        signature, public_id=link.public_id, purpose=link.purpose, version=link.version
    )
    return valid and is_asked(registration, real_now) and not registration.is_cancelled


@by_event()
def ask_new_address(*, registration_id: int, email: str, by: Actor) -> None:
    """Keep the address and mail it a link; nothing else changes before that is followed.

    An address with a registration of its own gets no link: its owner is told, in one mail too.
    The caller learns nothing of it. Raises RegistrationCancelled.
    """
    with transaction.atomic():
        registration = note_new_address(registration_id, email)
        record(registration, "address_asked", by=by, changes={"email": (HIDDEN, HIDDEN)})
        if owner := owner_of(registration):
            notifications.mail_address_taken(owner)
        else:
            notifications.mail_confirm_address(
                registration, new_address_link(registration, CONFIRM)
            )


def note_new_address(registration_id: int, email: str) -> Registration:
    """Write what is asked on the row, locked; what was asked before is void."""
    registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
    if registration.is_cancelled:
        raise RegistrationCancelled
    registration.new_email, registration.new_email_asked_at = email, timezone.now()
    registration.save(update_fields=["new_email", "new_email_asked_at"])
    return registration


def owner_of(registration: Registration) -> Registration | None:
    """Who else holds the address that is asked for, whatever way it is written."""
    others = Registration.objects.for_email(registration.new_email).exclude(pk=registration.pk)
    return others.filter(edition=registration.edition_id).first()


@by_event()
@steadily
def confirm_address(*, registration_id: int, signature: str) -> Registration:
    """The new mailbox answers: the registration moves there, with its calendar entries.

    Every earlier link dies. The old address is told, with a CANCEL of each entry; the new one
    gets what is held, with a REQUEST of each under a higher number. Raises LinkOver when the
    link is used or its day is over, AddressTaken when somebody registered with it meanwhile.
    """
    with transaction.atomic():
        person = lock_asked(registration_id, signature, CONFIRM)
        registration = person.registration
        raise_entries(person)
        known = [*person.booked, *take_withdrawn(registration)]
        notifications.mail_address_left(registration, person.holds, known)
        put_address(registration, registration.new_email)
        raise_entries(person)
        record(registration, "address_confirmed", by="self", changes={"email": (HIDDEN, HIDDEN)})
        notifications.mail_at_new_address(registration, person.holds, person.booked)
    return registration


def lock_asked(registration_id: int, signature: str, page: str) -> Person:
    """The person with all holds, once the link still holds under the lock."""
    try:
        person = lock_live(registration_id).person(registration_id)
    except (Registration.DoesNotExist, RegistrationCancelled):
        raise LinkOver from None
    if not opens(person.registration, signature, page, timezone.now()):
        raise LinkOver
    return person


def raise_entries(person: Person) -> None:
    """Each entry that a calendar may know gets its next number."""
    if person.holds.confirmed:
        raise_sequence(person.registration)
    for booking in person.booked:
        raise_booking_sequence(booking)
