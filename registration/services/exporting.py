"""Everything that is kept about a person, for that person: as data and in words."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import SeenRelease, Star
from registration.countries import country_choices
from registration.history import in_words
from registration.models import AccessNeed, Invitee, OpeningNotice, Registration
from summit.accounts.models import User
from summit.design.dates import format_clock, format_day
from summit.mail.kinds import label_of
from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription

MAIL_FIELDS = ("kind", "to", "subject", "state", "created_at", "sent_at")
NEVER = {"password"}
"""Of no use to the person, of much use to a thief."""
NAMES: dict[str, Promise] = {
    "reminder": gettext_lazy("Reminder"),
    "email_key": gettext_lazy("Address, as it is compared"),
    "link_version": gettext_lazy("Version of your personal links"),
    "feed_version": gettext_lazy("Version of your calendar’s address"),
    "feed_changed_at": gettext_lazy("Followed sessions switched on or off"),
    "new_email_asked_at": gettext_lazy("New address asked for"),
    "calendar_uid": gettext_lazy("Number of your calendar entry"),
    "sequence": gettext_lazy("Version of your calendar entry"),
    "organizer_email": gettext_lazy("Sender of your calendar entry"),
    "invitation_changed_at": gettext_lazy("Calendar entry changed"),
    "press_key": gettext_lazy("Number of the form that you sent"),
    "answered_at": gettext_lazy("Form answered"),
    "link_mailed_at": gettext_lazy("Link sent again"),
}
"""Of fields that their models give none."""
SHOWN = {"reminder"}
"""Those of them that are not only for the site's own working."""
ANSWERS = {
    "ACCEPTED": gettext_lazy("yes"),
    "DECLINED": gettext_lazy("no"),
    "TENTATIVE": gettext_lazy("perhaps"),
}
KEPT_AS_KEYS: dict[str, Callable[[], Mapping[str, Any]]] = {
    "language": lambda: dict(settings.LANGUAGES),
    "country": lambda: dict(country_choices()),
    "access_needs": lambda: dict(AccessNeed.choices),
    "partstat": lambda: ANSWERS,
}
"""The names of what these fields hold, in the active language."""


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
    sections = [Section(key, title, records_of(rows)) for key, title, rows in parts]
    sections += [_mails(registration), _history(registration)]
    sections += [source(registration) for source in _sources]
    return [section for section in sections if section.records]


def export_json(registration: Registration) -> bytes:
    data = {
        section.key: [{fact.key: fact.value for fact in record} for record in section.records]
        for section in export_of(registration)
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def records_of(rows: Iterable[models.Model], *, without: Collection[str] = NEVER) -> list[Record]:
    """Every field of each row but those named."""
    return [_record(row, without) for row in rows]


def _record(row: models.Model, without: Collection[str]) -> Record:
    fields = [field for field in row._meta.concrete_fields if field.name not in without]
    return [_fact(row, field) for field in fields if not field.primary_key]


def _fact(row: models.Model, field: Any) -> Fact:
    value = getattr(row, field.name)
    is_named = isinstance(field.verbose_name, Promise)
    name = field.verbose_name if is_named else NAMES.get(field.name, field.verbose_name)
    return Fact(
        field.name,
        capfirst(str(name)),
        _plain(value),
        _words_of(row, field, value),
        is_technical=not (is_named or field.name in SHOWN) or _says_whose(field),
    )


def _says_whose(field: Any) -> bool:
    return field.related_model in (Registration, User)


def _plain(value: Any) -> Any:
    """What JSON can hold; another row by its name."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | models.Model):
        return str(value)
    return value


def _words_of(row: models.Model, field: Any, value: Any) -> str:
    """What is kept as a key, by its name."""
    show = getattr(row, f"get_{field.name}_display", None)
    if not value or field.name not in KEPT_AS_KEYS:
        return str(show()) if show and value else _words(value)
    names = KEPT_AS_KEYS[field.name]()
    keys = value if isinstance(value, list) else [value]
    return ", ".join(str(names.get(key, key)) for key in keys)


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
    rows = LogEntry.objects.get_for_object(registration).order_by("pk")
    taken = rows.filter(additional_data__event="replaced").last()
    entries = list(rows.filter(pk__gt=taken.pk) if taken else rows)
    records = []
    for entry, step in zip(entries, in_words(entries), strict=True):
        kept = entry.additional_data or {}
        by, reason = kept.get("by", ""), kept.get("reason", "")
        changes = " · ".join(_change(*line) for line in step.lines)
        records.append(
            [
                Fact("at", _("When"), _plain(entry.timestamp), _words(entry.timestamp)),
                Fact("event", _("What"), kept.get("event", ""), step.event),
                Fact("by", _("By"), by, _actor(by)),
                Fact("reason", _("Reason"), reason, reason),
                Fact("changes", _("Changes"), entry.changes_dict, changes),
            ]
        )
    return Section("history", _("History"), records)


def _actor(by: str) -> str:
    """Members of the desk are not named."""
    return {"self": _("yourself"), "desk": _("the organisers")}.get(by, _("the site"))


def _change(name: str, before: str, after: str) -> str:
    """What is masked in the log is only named."""
    words = {"name": capfirst(name), "before": before, "after": after or "–"}
    if before == after:
        return words["name"]
    if not before:
        return _("%(name)s: %(after)s") % words
    return _("%(name)s: %(before)s → %(after)s") % words
