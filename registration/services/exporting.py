"""Everything that is kept about a person, for that person: as data and in words."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.models import SeenRelease, Star
from registration.models import Invitee, OpeningNotice, Registration
from summit.accounts.models import User
from summit.design.dates import format_clock, format_day
from summit.mail.kinds import label_of
from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription

MAIL_FIELDS = ("kind", "to", "subject", "state", "created_at", "sent_at")
NEVER = {"password"}
"""Of no use to the person, of much use to a thief."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`key` and `value` for programs, `label` and `words` for people.

    `is_technical`: what only the site's own working needs.
    """

    key: str
    label: str
    value: Any
    words: str
    is_technical: bool = False


Record = list[Fact]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    records: list[Record]


SectionSource = Callable[[Registration], Section]
_sources: list[SectionSource] = []


def add_section(source: SectionSource) -> None:
    """Let another part of the site say what it keeps; called from `ready`."""
    _sources.append(source)


def export_of(registration: Registration) -> list[Section]:
    """Every field of every row about the person, in the active language. Empty parts are left out.

    Fields are read from the models, so that one added later is never forgotten here.
    """
    key = registration.email_key
    users = User.objects.filter(email_key=key)
    stars = Star.objects.filter(user__in=users)
    parts: list[tuple[str, str, Iterable[models.Model]]] = [
        ("registration", _("Registration"), [registration]),
        ("places", _("Places"), registration.places.select_related("quota")),
        (
            "bookings",
            _("Seats in sessions"),
            registration.bookings.select_related("seats__session"),
        ),
        ("consents", _("What you agreed to"), registration.consents.all()),
        ("reminders", _("Reminders sent"), registration.reminders.select_related("reminder")),
        ("attendances", _("Online attendance"), registration.attendances.all()),
        ("calendar_replies", _("Answers of your calendar"), registration.calendar_replies.all()),
        (
            "invitations",
            _("Invitations by a delegation"),
            Invitee.objects.filter(Q(email_key=key) | Q(registration=registration)),
        ),
        (
            "opening_notices",
            _("To be told at opening"),
            OpeningNotice.objects.filter(email_key=key),
        ),
        ("newsletter", _("Newsletter"), Subscription.objects.filter(email_key=key)),
        ("account", _("Account"), users),
        ("addresses", _("Addresses of the account"), EmailAddress.objects.filter(user__in=users)),
        ("stars", _("Sessions you follow"), stars.select_related("session")),
        ("changes_read", _("Changes you have read"), SeenRelease.objects.filter(user__in=users)),
    ]
    sections = [Section(key, title, [_record(row) for row in rows]) for key, title, rows in parts]
    sections += [_mails(registration), _history(registration)]
    sections += [source(registration) for source in _sources]
    return [section for section in sections if section.records]


def export_json(registration: Registration) -> bytes:
    data = {
        section.key: [{fact.key: fact.value for fact in record} for record in section.records]
        for section in export_of(registration)
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _record(row: models.Model) -> Record:
    fields = [field for field in row._meta.concrete_fields if field.name not in NEVER]
    return [_fact(row, field) for field in fields if not field.primary_key]


def _fact(row: models.Model, field: Any) -> Fact:
    value = getattr(row, field.name)
    show = getattr(row, f"get_{field.name}_display", None)
    return Fact(
        field.name,
        capfirst(str(field.verbose_name)),
        _plain(value),
        str(show()) if show and value else _words(value),
        is_technical=_is_unnamed(field),
    )


def _is_unnamed(field: Any) -> bool:
    """A field that was given no name for people."""
    return str(field.verbose_name) == field.name.replace("_", " ") and not field.editable


def _plain(value: Any) -> Any:
    """What JSON can hold; another row by its name."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | models.Model):
        return str(value)
    return value


def _words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return f"{format_day(value, 'j F Y')}, {format_clock(value)}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _mails(registration: Registration) -> Section:
    """Kind, moment and subject: the text went to the person."""
    prefix = f"registration:{registration.public_id}:"
    found = OutgoingEmail.objects.filter(
        Q(dedupe_key__startswith=prefix) | Q(to__iexact=registration.email)
    )
    fields = [OutgoingEmail._meta.get_field(name) for name in MAIL_FIELDS]
    records = []
    for mail in found.order_by("pk"):
        record = [_fact(mail, field) for field in fields]
        kind = record[0]
        records.append([Fact(kind.key, kind.label, kind.value, label_of(mail.kind)), *record[1:]])
    return Section("mails", _("Mails sent"), records)


def _history(registration: Registration) -> Section:
    """Since the place was this person's: what came before, and why it passed on, is another's."""
    entries = LogEntry.objects.get_for_object(registration).order_by("pk")
    taken = entries.filter(additional_data__event="replaced").last()
    if taken:
        entries = entries.filter(pk__gt=taken.pk)
    records = []
    for entry in entries:
        told = entry.additional_data or {}
        values = (
            ("at", _("When"), entry.timestamp),
            ("event", _("What"), told.get("event", "")),
            ("by", _("By"), told.get("by", "")),
            ("reason", _("Reason"), told.get("reason", "")),
            ("changes", _("Changes"), entry.changes_dict),
        )
        records.append(
            [Fact(key, label, _plain(value), _words(value)) for key, label, value in values]
        )
    return Section("history", _("History"), records)
