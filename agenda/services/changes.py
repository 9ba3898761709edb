"""What is different between two releases, told session by session."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from agenda import models as rows
from agenda.services.building import LISTS, Content
from summit.design import dates
from summit.languages import language_now

# A calendar entry's own stamps: they follow from the other changes.
STAMPS = frozenset({"sequence", "published_at", "changed_at"})
PLACE_AND_TIME = frozenset({"day", "also_on", "starts_at", "ends_at", "venue", "room"})
MODELS: dict[str, type[models.Model]] = {
    "sessions": rows.Session,
    "days": rows.Day,
    "venues": rows.Venue,
    "speakers": rows.Speaker,
    "partners": rows.Partner,
    "exhibitors": rows.Exhibitor,
    "axes": rows.Axis,
    "calls": rows.ProjectCall,
    "access_rules": rows.AccessRule,
    **LISTS,
}
# Which list of the content a reference points to.
REFERENCES = {
    "venue": "venues",
    "venues": "venues",
    "track": "tracks",
    "tracks": "tracks",
    "series": "series",
    "format": "formats",
    "formats": "formats",
    "axis": "axes",
    "sector": "sectors",
    "themes": "themes",
    "languages": "languages",
    "session": "sessions",
    "runner": "partners",
    "audience": "audiences",
}


class What(TextChoices):
    ADDED = "added", pgettext_lazy("change", "Addition")
    REMOVED = "removed", pgettext_lazy("change", "Removal")
    CANCELLED = "cancelled", pgettext_lazy("change", "Cancellation")
    RESTORED = "restored", pgettext_lazy("change", "Return")
    MOVED = "moved", pgettext_lazy("change", "Move")
    EDITED = "edited", pgettext_lazy("change", "Edit")


@dataclass(frozen=True)
class FieldChange:
    """`only_in` is the language of a text that was edited in no other."""

    name: str
    label: str
    before: str
    after: str
    only_in: str = ""


@dataclass(frozen=True)
class Change:
    """One object that differs. `kind` is a list of the content, `id` a session's row."""

    kind: str
    kind_label: str
    slug: str
    title: str
    what: What
    fields: tuple[FieldChange, ...] = ()
    id: int | None = None


def changes_between(before: Content | None, after: Content) -> tuple[Change, ...]:
    """Sessions first, then the rest; nothing when the public would see no difference."""
    return tuple(change for kind in MODELS for change in _changes_of(kind, before or {}, after))


def without_stamps(content: Content) -> Content:
    """The content as the public compares it: calendar stamps follow from the rest."""
    sessions = [
        {name: value for name, value in item.items() if name not in STAMPS}
        for item in content["sessions"]
    ]
    return {**content, "sessions": sessions}


def _changes_of(kind: str, before: Content, after: Content) -> list[Change]:
    old = {item["slug"]: item for item in before.get(kind, [])}
    new = {item["slug"]: item for item in after.get(kind, [])}
    found = [_change(kind, new[slug], What.ADDED) for slug in new if slug not in old]
    found += [_change(kind, old[slug], What.REMOVED) for slug in old if slug not in new]
    for slug in (slug for slug in new if slug in old):
        names = [
            name
            for name in new[slug]
            if name not in STAMPS and _differs(old[slug], new[slug], name)
        ]
        if names:
            sides = (before, old[slug]), (after, new[slug])
            fields = tuple(
                change for name in names for change in _field_changes(kind, name, *sides)
            )
            found.append(_change(kind, new[slug], _what(old[slug], new[slug], names), fields))
    return found


def _differs(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> bool:
    """Not where an older release knows nothing of a field that came since and is still empty."""
    value = new[name]
    if name not in old:
        return any(value.values()) if _is_text(value) else bool(value)
    return bool(old[name] != value)


def _what(old: Mapping[str, Any], new: Mapping[str, Any], names: list[str]) -> What:
    if "state" in names:
        cancelled = new["state"] == rows.SessionState.CANCELLED
        return What.CANCELLED if cancelled else What.RESTORED
    return What.MOVED if "starts_at" in new and PLACE_AND_TIME & set(names) else What.EDITED


def _change(
    kind: str, item: Mapping[str, Any], what: What, fields: tuple[FieldChange, ...] = ()
) -> Change:
    return Change(
        kind=kind,
        kind_label=str(MODELS[kind]._meta.verbose_name),
        slug=item["slug"],
        title=_print(item.get("title") or item.get("name")) or item["slug"],
        what=what,
        fields=fields,
        id=item.get("id"),
    )


# --- Printing values ----------------------------------------------------------------------

Side = tuple[Content, Mapping[str, Any]]


def _field_changes(kind: str, name: str, before: Side, after: Side) -> list[FieldChange]:
    """One line; for a translated field, one for each language that differs."""
    label = _label(kind, name)
    old: Any = before[1].get(name)
    new: Any = after[1].get(name)
    if not (_is_text(old) and _is_text(new)):
        return [FieldChange(name, label, _show(kind, name, *before), _show(kind, name, *after))]
    edited = [code for code in old if old[code] != new[code]]
    only_in = edited[0] if len(edited) == 1 else ""
    return [
        FieldChange(name, f"{label} ({code.upper()})", old[code], new[code], only_in)
        for code in edited
    ]


def _label(kind: str, name: str) -> str:
    return str(MODELS[kind]._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _show(kind: str, name: str, content: Content, item: Mapping[str, Any]) -> str:
    value = item.get(name)
    if name in REFERENCES:
        keys = value if isinstance(value, list) else [value] if value else []
        return ", ".join(_named(content, REFERENCES[name], key) for key in keys)
    if name == "room":
        return _room(content, item)
    if name == "speakers":
        return ", ".join(_person(content, person) for person in value or [])
    if name in {"starts_at", "ends_at"} and value:
        moment = dt.datetime.fromisoformat(value).astimezone(ZoneInfo(content["zone"]))
        return f"{dates.format_day(moment, 'j F')}, {dates.format_clock(moment)}"
    if name in {"day", "date", "also_on"}:
        days = value if isinstance(value, list) else [value] if value else []
        return ", ".join(dates.format_day(dt.date.fromisoformat(day), "j F") for day in days)
    choices = dict(MODELS[kind]._meta.get_field(name).flatchoices or ())  # type: ignore[union-attr]
    return str(choices[value]) if choices and value in choices else _print(value)


def _named(content: Content, kind: str, key: str) -> str:
    found = next((item for item in content[kind] if item["slug"] == key), None)
    return _print(found.get("title") or found["name"]) if found else key


def _person(content: Content, person: Mapping[str, str]) -> str:
    name = _named(content, "speakers", person["speaker"])
    role = rows.SpeakerRole(person["role"])
    return name if role == rows.SpeakerRole.SPEAKER else f"{name} ({role.label})"


def _room(content: Content, item: Mapping[str, Any]) -> str:
    if "room" not in item or item["room"] is None:
        return ""
    venue = next(venue for venue in content["venues"] if venue["slug"] == item["venue"])
    return next(_print(room["name"]) for room in venue["rooms"] if room["slug"] == item["room"])


def _print(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if _is_text(value):
        return _print_text(value)
    if isinstance(value, dict):
        return _print(value.get("name") or value.get("slug"))
    if isinstance(value, list):
        return ", ".join(_print(item) for item in value)
    return str(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"fr", "en"}


def _print_text(value: Mapping[str, str]) -> str:
    language = language_now()
    return value.get(language) or value["fr"] or value["en"]
