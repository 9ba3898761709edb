"""The log of everything, as organisers read it: when, who, what, to which row, and why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.templatetags.history import field_label
from registration.events import EVENTS, LABELS
from registration.models import Registration

FIELDS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `url` leads to the history of the row, "" where there is none any more."""

    at: dt.datetime
    who: str
    what: str
    kind: str
    name: str
    url: str
    reason: str


def line_of(entry: LogEntry, *, name: str = "") -> Line:
    """`name` stands for that of the row, which the log does not keep for a person."""
    return Line(
        at=entry.timestamp,
        who=who_of(entry),
        what=what_of(entry),
        kind=kind_of(entry),
        name=name or name_of(entry),
        url=history_url(entry),
        reason=(entry.additional_data or {}).get("reason", ""),
    )


def lines_of(entries: Iterable[LogEntry], *, with_names: bool) -> list[Line]:
    """`with_names`: of the people who are still registered, for who may see them; one query."""
    found = list(entries)
    if not with_names:
        return [line_of(entry) for entry in found]
    people = Registration.objects.in_bulk(
        [entry.object_id for entry in found if _is_of(entry, Registration)]
    )
    names = {key: person.full_name for key, person in people.items()}
    return [
        line_of(entry, name=names.get(entry.object_id, "") if _is_of(entry, Registration) else "")
        for entry in found
    ]


def what_of(entry: LogEntry) -> str:
    event = (entry.additional_data or {}).get("event", "")
    if event in EVENTS:
        return str(EVENTS[event])
    match entry.action:
        case LogEntry.Action.CREATE:
            return pgettext("history", "Created")
        case LogEntry.Action.DELETE:
            return pgettext("history", "Deleted")
    return pgettext("history", "Changed")


def who_of(entry: LogEntry) -> str:
    if entry.actor:
        return str(entry.actor)
    by = (entry.additional_data or {}).get("by", "")
    return _("the person") if by == "self" else _("the site itself")


def kind_of(entry: LogEntry) -> str:
    model = entry.content_type.model_class()
    return str(model._meta.verbose_name) if model else entry.content_type.name


def name_of(entry: LogEntry) -> str:
    """People are named by their number: their name is not in the log."""
    return f"n° {entry.object_pk}" if _is_of(entry, Registration) else entry.object_repr


def fields_of(entry: LogEntry) -> str:
    """What was changed, by name, for a line in a list."""
    if entry.action != LogEntry.Action.UPDATE:
        return ""
    names = [str(LABELS.get(name) or field_label(entry, name)) for name in entry.changes_dict]
    shown = ", ".join(names[:FIELDS_NAMED])
    return f"{shown}, …" if len(names) > FIELDS_NAMED else shown


def history_url(entry: LogEntry) -> str:
    kind = entry.content_type
    if entry.action == LogEntry.Action.DELETE:
        return ""
    try:
        return reverse(f"admin:{kind.app_label}_{kind.model}_history", args=[entry.object_pk])
    except NoReverseMatch:
        return ""


def _is_of(entry: LogEntry, model: type) -> bool:
    return entry.content_type.model_class() is model
