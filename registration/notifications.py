"""Which mail tells what, with which links and which invitation. Called inside the transaction.

Every mail goes to the address on the row, in the language of the row.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from registration import invites
from registration.models import LinkPurpose, Place, Registration, Way
from registration.names import full_name_for_mail, name_for_mail
from summit.edition.models import Edition
from summit.links import PersonalLink
from summit.mail.models import OutgoingEmail
from summit.mail.outbox import enqueue_email
from summit.mail.wake import wake_worker


@dataclass(frozen=True, slots=True)
class Holds:
    """What a registration holds: at most one confirmed place and one that it waits for."""

    confirmed: Place | None = None
    waiting: Place | None = None


def holds_of(registration: Registration) -> Holds:
    """Read now, with what mails and invitations say of a place. One query."""
    places = (
        Place.objects.held()
        .filter(registration=registration)
        .select_related("quota__venue", "quota__day")
    )
    confirmed = next((place for place in places if place.is_confirmed), None)
    waiting = next((place for place in places if place.is_waiting), None)
    return Holds(confirmed, waiting)


def mail_registered(
    registration: Registration, holds: Holds, *, edition: Edition | None = None
) -> None:
    """Confirmation, or the words about waiting, with the invitation to what is confirmed."""
    event = f"registered:{registration.sequence}"
    _mail(registration, holds, _kind_of(holds), event=event, edition=edition)


def mail_again(registration: Registration, holds: Holds, *, now: dt.datetime) -> None:
    """The same mail once more, asked for by the desk; a double click sends one a minute."""
    _mail(registration, holds, _kind_of(holds), event=f"again:{now:%Y%m%d%H%M}")


def mail_new_address(registration: Registration, holds: Holds) -> None:
    """The confirmation to the corrected address; links to the old one are dead."""
    _mail(registration, holds, _kind_of(holds), event=f"address:{registration.link_version}")


def mail_moved(registration: Registration, holds: Holds) -> None:
    """One comes another way now; the entry in the calendar moves with it."""
    _mail(registration, holds, "registration_moved", event=f"moved:{registration.sequence}")


def mail_waiting_added(registration: Registration, holds: Holds) -> None:
    """One waits for a place in person from now on; the entry in the calendar stays as it is."""
    key = holds.waiting.pk if holds.waiting else 0
    _mail(registration, holds, _kind_of(holds), event=f"waits:{key}")


def mail_waiting_left(registration: Registration, holds: Holds, *, left: Place) -> None:
    """One waits no longer and stays online."""
    _mail(registration, holds, _kind_of(holds), event=f"waits-no-more:{left.pk}")


def mail_cancelled(registration: Registration, before: Holds) -> None:
    """`before` is what was held; the entry leaves the calendar if one was confirmed."""
    stamp = timezone.now()
    calendar = (
        invites.cancel_invitation(registration, before.confirmed, stamp=stamp)
        if before.confirmed
        else None
    )
    _enqueue(
        registration,
        before,
        "registration_cancelled",
        event=f"cancelled:{registration.sequence}",
        calendar=calendar,
    )


def mail_already_registered(
    registration: Registration, holds: Holds, *, edition: Edition | None = None
) -> OutgoingEmail | None:
    """To the owner, when someone registers with the address again: what is registered."""
    event = f"already:{registration.answered_at.isoformat() if registration.answered_at else ''}"
    return _enqueue(registration, holds, "registration_already", event=event, edition=edition)


def mail_link(registration: Registration) -> OutgoingEmail | None:
    """The personal link, to whoever lost it."""
    return _enqueue(registration, Holds(), "registration_lost_link", event=f"link:{uuid.uuid4()}")


def mail_or_pretend(write: Callable[[], OutgoingEmail | None], *, really: bool) -> None:
    """Run `write`, which changes rows and mails; unless `really`, take all of it back.

    A worker is woken for nothing then, so that who looks at the time learns as little as who
    reads the answer.
    """
    with transaction.atomic():
        email = write()
        if not really:
            transaction.set_rollback(True)
    if email and not really:
        transaction.on_commit(partial(wake_worker, email.pk), robust=True)


def _kind_of(holds: Holds) -> str:
    if holds.waiting:
        return "registration_waiting" if holds.confirmed else "registration_waiting_only"
    online = holds.confirmed is not None and holds.confirmed.way == Way.ONLINE
    return "registration_confirmed_online" if online else "registration_confirmed_in_person"


def _mail(
    registration: Registration,
    holds: Holds,
    kind: str,
    *,
    event: str,
    edition: Edition | None = None,
) -> None:
    calendar = (
        invites.request_invitation(registration, holds.confirmed, stamp=timezone.now())
        if holds.confirmed
        else None
    )
    _enqueue(registration, holds, kind, event=event, calendar=calendar, edition=edition)


def _enqueue(
    registration: Registration,
    holds: Holds,
    kind: str,
    *,
    event: str,
    calendar: bytes | None = None,
    edition: Edition | None = None,
) -> OutgoingEmail | None:
    confirmed, waiting = holds.confirmed, holds.waiting
    return enqueue_email(
        kind=kind,
        dedupe_key=f"registration:{registration.public_id}:{event}",
        to=registration.email,
        to_name=full_name_for_mail(registration.first_name, registration.last_name),
        language=registration.language,
        context={
            "first_name": name_for_mail(registration.first_name),
            "ticket_code": registration.short_code,
            "confirmed": confirmed.quota if confirmed else None,
            "waiting": waiting.quota if waiting else None,
            "is_online": confirmed is not None and confirmed.way == Way.ONLINE,
        },
        links=personal_links(registration),
        calendar=calendar,
        edition=edition,
    )


def personal_links(registration: Registration) -> dict[str, PersonalLink]:
    """The links that a mail may show: manage_url, cancel_url, ticket_url."""
    link = registration.personal_link
    return {
        "manage_url": link("registration:my_registration", LinkPurpose.MANAGE),
        "cancel_url": link("registration:cancel", LinkPurpose.MANAGE),
        "ticket_url": link("registration:ticket", LinkPurpose.TICKET),
    }
