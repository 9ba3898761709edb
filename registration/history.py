"""What happened to a registration, in words: when, what, by whom, why, and what it changed."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.conf import settings
from django.utils.translation import gettext as _

from agenda.models import Session
from agenda.services.current import current_programme
from registration.events import EVENTS, LABELS
from registration.models import Registration, Way

OF_SESSIONS = ("session", "sessions")
"""What is kept as the keys of sessions, with ", " between them."""
EMPTY = (None, "", "None")


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
    return in_words(entries.order_by("-timestamp", "-pk"))


def in_words(entries: Iterable[LogEntry]) -> list[Step]:
    """In the active language; one query more where sessions left the programme."""
    found = list(entries)
    titles = _titles(set(_sessions_in(found)))
    return [_step(entry, titles) for entry in found]


def _step(entry: LogEntry, titles: Mapping[str, str]) -> Step:
    told = entry.additional_data or {}
    lines = (_line(name, change, titles) for name, change in entry.changes_dict.items())
    return Step(
        at=entry.timestamp,
        event=str(EVENTS.get(told.get("event", ""), _("Changed by the site"))),
        by=_who(entry, told.get("by", "")),
        reason=told.get("reason", ""),
        lines=[line for line in lines if line[1] or line[2]],
    )


def _who(entry: LogEntry, by: str) -> str:
    if entry.actor:
        return str(entry.actor)
    return _("the person") if by == "self" else _("the site itself")


def _line(name: str, change: list[str], titles: Mapping[str, str]) -> tuple[str, str, str]:
    before, after = (_word(name, value, titles) for value in change)
    return _label(name), before, after


def _label(name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    names = {field.name: field for field in Registration._meta.fields}
    return str(names[name].verbose_name) if name in names else name


def _word(name: str, value: str | None, titles: Mapping[str, str]) -> str:
    if value in EMPTY:
        return ""
    if name in OF_SESSIONS:
        return ", ".join(titles.get(slug, slug) for slug in _slugs(value))
    words: dict[str, object] = {"True": _("yes"), "False": _("no"), **dict(Way.choices)}
    words |= dict(settings.LANGUAGES) if name == "language" else {}
    return str(words.get(str(value), value))


def _sessions_in(entries: Iterable[LogEntry]) -> Iterator[str]:
    for entry in entries:
        for name, change in entry.changes_dict.items():
            if name in OF_SESSIONS:
                for value in change:
                    yield from _slugs(value)


def _slugs(value: str | None) -> list[str]:
    return str(value).split(", ") if value not in EMPTY else []


def _titles(slugs: Collection[str]) -> dict[str, str]:
    """As published, else as the organisers' row says."""
    if not slugs:
        return {}
    found = {
        session.slug: str(session.title)
        for session in current_programme().sessions
        if session.slug in slugs
    }
    missing = set(slugs) - set(found)
    rows = Session.objects.filter(slug__in=missing) if missing else ()
    return found | {session.slug: session.title for session in rows}
