"""What stands around registrations after the event: erased with them, or kept as a number."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from registration.models import (
    AttendanceKind,
    CalendarReply,
    InvitationCode,
    Invitee,
    OnlineAttendance,
    OpeningNotice,
    Quota,
    Registration,
    Seats,
)
from registration.services.erasing import erase_account_of, erase_mails
from summit.accounts.models import User
from summit.languages import LANGUAGES
from summit.mail.models import OutgoingEmail

AT_ONCE = 200

Counted = tuple[Callable[[], str], int]
FigureSource = Callable[[], Counted]
_sources: list[FigureSource] = []


def add_figure(source: FigureSource) -> None:
    """Let another part of the site keep a number of what goes: its words, and how many.

    Called from `ready`.
    """
    _sources.append(source)


def _others(before: dt.datetime) -> list[QuerySet[Any]]:
    """Of whoever was invited, written to or signed in before this, registered or not."""
    idle = Q(last_login__lt=before) | Q(last_login=None, date_joined__lt=before)
    return [
        Invitee.objects.filter(code__created_at__lt=before),
        OpeningNotice.objects.filter(created_at__lt=before),
        CalendarReply.objects.filter(received_at__lt=before),
        # A subscription has a consent of its own, and an end.
        OutgoingEmail.objects.filter(created_at__lt=before).exclude(kind__startswith="newsletter_"),
        User.objects.filter(idle, is_staff=False, is_superuser=False),
        InvitationCode.objects.filter(created_at__lt=before).exclude(contact_email=""),
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(InvitationCode),
            timestamp__lt=before,
            changes__has_key="contact_email",
        ),
    ]


def others_left(before: dt.datetime) -> bool:
    return any(rows.exists() for rows in _others(before))


def erase_others(before: dt.datetime) -> int:
    """Erase some of them; 0 once there is nothing left."""
    for rows in _others(before):
        with transaction.atomic():
            keys = sorted(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if keys:
                _ERASERS.get(rows.model, _delete)(rows.model, keys)
                return len(keys)
    return 0


def _delete(model: type[Any], keys: list[int]) -> None:
    model.objects.filter(pk__in=keys).delete()


def _erase_mails(_model: type[Any], keys: list[int]) -> None:
    erase_mails(keys)


def _erase_accounts(_model: type[Any], keys: list[int]) -> None:
    for user in User.objects.filter(pk__in=keys).order_by("pk"):
        erase_account_of(user)


def _blank_contacts(_model: type[Any], keys: list[int]) -> None:
    """A code stays with its name, which is a delegation's."""
    InvitationCode.objects.filter(pk__in=keys).update(contact_email="")


def _blank_log(_model: type[Any], keys: list[int]) -> None:
    for entry in LogEntry.objects.filter(pk__in=keys):
        entry.changes = {**(entry.changes or {})}
        del entry.changes["contact_email"]
        entry.save(update_fields=["changes"])


_ERASERS: dict[type[Any], Callable[[type[Any], list[int]], None]] = {
    OutgoingEmail: _erase_mails,
    User: _erase_accounts,
    InvitationCode: _blank_contacts,
    LogEntry: _blank_log,
}


# --- Figures ----------------------------------------------------------------------------------


def figures_to_keep() -> list[dict[str, Any]]:
    """How many there were, in both languages: `{"fr": words, "en": words, "n": number}`."""
    return [
        {**{language: _in(language, words) for language in LANGUAGES}, "n": number}
        for words, number in _counted()
    ]


def _counted() -> list[Counted]:
    attendances, quotas = OnlineAttendance.objects.all(), Quota.objects.with_counts()
    seats: QuerySet[Any] = Seats.objects.with_session().with_counts()
    return [
        (lambda: gettext("Registrations"), Registration.objects.live().count()),
        (lambda: gettext("Cancelled"), Registration.objects.cancelled().count()),
        (lambda: gettext("People invited"), Invitee.objects.count()),
        *(
            (partial(_watched, kind), attendances.filter(kind=kind).count())
            for kind in AttendanceKind
        ),
        *(source() for source in _sources),
        *((partial(str, row), row.taken) for row in (*quotas, *seats)),
    ]


def _watched(kind: AttendanceKind) -> str:
    return f"{gettext('Online')}, {kind.label}"


def _in(language: str, words: Callable[[], str]) -> str:
    with override(language):
        return words()
