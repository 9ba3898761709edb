"""Who changed what: one audit entry per use case, without personal data.

Services switch off the entries that django-auditlog writes for each saved row and write one
that names the event. Rows saved elsewhere (the admin) are still logged by auditlog, with the
personal fields masked.
"""

from collections.abc import Mapping
from typing import Literal

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType

from registration.events import EVENTS
from registration.models import InvitationCode, Place, Quota, Registration, Rules, Seats
from summit.accounts.models import User
from summit.statements import Insert

Actor = User | Literal["self", "system"]
"""Who acts: a member of the desk, the person (through their link), or the site by itself."""

by_event = disable_auditlog
"""Decorator of a service, `@by_event()`: its rows are logged as one event, by `record`."""

HIDDEN = "•••"
PERSONAL_FIELDS = ["email", "first_name", "last_name", "organisation", "role", "country"]
UNLOGGED_FIELDS = [
    "access_needs",
    "access_note",
    "answered_at",
    "email_key",
    "link_mailed_at",
    "new_email",
    "new_email_asked_at",
    "press_key",
    "ticket_code",
]


def hide(value: str) -> str:
    """Mask of a personal field: that it changed is logged, its value never."""
    return HIDDEN if value else ""


def register_models() -> None:
    auditlog.register(
        Registration,
        exclude_fields=UNLOGGED_FIELDS,
        mask_fields=PERSONAL_FIELDS,
        mask_callable="registration.auditing.hide",
    )
    auditlog.register(Place)
    auditlog.register(Quota, exclude_fields=["loaded"])
    auditlog.register(Seats)
    auditlog.register(Rules)
    auditlog.register(InvitationCode, exclude_fields=["code", "contact_email"])


def record(
    registration: Registration,
    event: str,
    *,
    by: Actor,
    changes: Mapping[str, tuple[str, str]] | None = None,
    created: bool = False,
    reason: str = "",
) -> None:
    """Write the audit entry of one use case, one of EVENTS. `changes` maps a field to its old and
    new value.

    The row is named by its public number, so that erasing it leaves no name in the log.

    Called inside the transaction of the service, so that a rollback takes the entry with it.
    """
    if event not in EVENTS:
        raise ValueError(f"{event} has no name in registration.events.")
    user = by if isinstance(by, User) else None
    entry = LogEntry(
        content_type=ContentType.objects.get_for_model(Registration),
        object_pk=str(registration.pk),
        object_id=registration.pk,
        object_repr=str(registration.public_id),
        action=LogEntry.Action.CREATE if created else LogEntry.Action.UPDATE,
        changes={name: list(pair) for name, pair in (changes or {}).items()},
        actor=user,
        additional_data={"event": event, "by": "desk" if user else by, "reason": reason},
    )
    _INSERT.add(entry)


_INSERT = Insert(LogEntry)
