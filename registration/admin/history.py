"""What happened to a registration, as the desk reads it: when, what, by whom and why."""

import datetime as dt
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.utils.translation import gettext as _

from registration.events import EVENTS, LABELS
from registration.models import Registration, Way


@dataclass(frozen=True, slots=True)
class Step:
    """One use case. `lines` are (field, before, after); personal values are masked in the log."""

    at: dt.datetime
    event: str
    by: str
    reason: str
    lines: list[tuple[str, str, str]]


def steps_of(registration: Registration) -> list[Step]:
    """The latest first."""
    entries = LogEntry.objects.get_for_object(registration).select_related("actor")
    return [_step(entry) for entry in entries.order_by("-timestamp", "-pk")]


def _step(entry: LogEntry) -> Step:
    told = entry.additional_data or {}
    return Step(
        at=entry.timestamp,
        event=str(EVENTS.get(told.get("event", ""), _("Changed by the site"))),
        by=_who(entry, told.get("by", "")),
        reason=told.get("reason", ""),
        lines=[_line(name, change) for name, change in entry.changes_dict.items()],
    )


def _who(entry: LogEntry, by: str) -> str:
    if entry.actor:
        return str(entry.actor)
    return _("the person") if by == "self" else _("the site itself")


def _line(name: str, change: list[str]) -> tuple[str, str, str]:
    before, after = (_word(value) for value in change)
    return _label(name), before, after


def _label(name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    names = {field.name: field for field in Registration._meta.fields}
    return str(names[name].verbose_name) if name in names else name


def _word(value: str) -> str:
    ways = {str(code): str(label) for code, label in Way.choices}
    return ways.get(str(value), "" if value in (None, "None") else str(value))
