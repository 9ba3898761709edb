"""The mails about a place: registered, waiting, offered, moved, cancelled."""

import datetime as dt
import uuid

from django.utils import timezone

from registration import invites
from registration.models import Place, Registration, Way
from registration.notifications.common import Holds, enqueue
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail


def mail_registered(
    registration: Registration, holds: Holds, *, edition: Edition | None = None
) -> None:
    """Confirmation, or the words about waiting, with the invitation to what is confirmed."""
    event = f"registered:{registration.sequence}"
    tell_holds(registration, holds, kind_of(holds), event=event, edition=edition)


def mail_again(registration: Registration, holds: Holds, *, now: dt.datetime) -> None:
    """The same mail once more, asked for by the desk; a double click sends one a minute."""
    tell_holds(registration, holds, kind_of(holds), event=f"again:{now:%Y%m%d%H%M}")


def mail_new_address(registration: Registration, holds: Holds) -> None:
    """The confirmation to the corrected address; links to the old one are dead."""
    tell_holds(registration, holds, kind_of(holds), event=f"address:{registration.link_version}")


def mail_moved(registration: Registration, holds: Holds) -> None:
    """One comes another way now; the entry in the calendar moves with it."""
    tell_holds(registration, holds, "registration_moved", event=f"moved:{registration.sequence}")


def mail_waiting_added(registration: Registration, holds: Holds) -> None:
    """One waits for a place in person from now on; the entry in the calendar stays as it is."""
    key = holds.waiting.pk if holds.waiting else 0
    tell_holds(registration, holds, kind_of(holds), event=f"waits:{key}")


def mail_waiting_left(registration: Registration, holds: Holds, *, left: Place) -> None:
    """One waits no longer and stays online."""
    tell_holds(registration, holds, kind_of(holds), event=f"waits-no-more:{left.pk}")


def mail_cancelled(registration: Registration, before: Holds) -> None:
    """`before` is what was held; the entry leaves the calendar if one was confirmed."""
    stamp = timezone.now()
    calendar = (
        invites.cancel_invitation(registration, before.confirmed, stamp=stamp)
        if before.confirmed
        else None
    )
    enqueue(
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
    return enqueue(registration, holds, "registration_already", event=event, edition=edition)


def mail_link(registration: Registration) -> OutgoingEmail | None:
    """The personal link, to whoever lost it."""
    return enqueue(registration, Holds(), "registration_lost_link", event=f"link:{uuid.uuid4()}")


def kind_of(holds: Holds) -> str:
    if holds.waiting:
        return "registration_waiting" if holds.confirmed else "registration_waiting_only"
    online = holds.confirmed is not None and holds.confirmed.way == Way.ONLINE
    return "registration_confirmed_online" if online else "registration_confirmed_in_person"


def tell_holds(
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
    enqueue(registration, holds, kind, event=event, calendar=calendar, edition=edition)
