"""How rows are loaded from the data files without losing what organisers changed.

Each loaded row keeps, in its `loaded` JSON, the values it received from the files. A field that
no longer holds that value was changed by an organiser: it is kept, unless told to overwrite.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from summit.languages import LANGUAGES

Option = TypeVar("Option")


class LoadError(Exception):
    """A data file cannot be loaded; names the file, the entry and the field."""

    def __init__(self, file: str, entry: str, field: str, message: str) -> None:
        self.file, self.entry, self.field, self.message = file, entry, field, message
        place = ", ".join(part for part in (file, entry, field) if part)
        super().__init__(f"{place}: {message}")


@dataclass
class LoadReport:
    """What a load did; `progress` receives one line per step."""

    progress: Callable[[str], object] = lambda line: None
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def step(self, line: str) -> None:
        self.progress(line)


@dataclass(frozen=True)
class Entry:
    """One object of a data file, read with messages that say where it stands."""

    file: str
    label: str
    data: Mapping[str, Any]

    def error(self, name: str, message: str) -> LoadError:
        return LoadError(self.file, self.label, name, message)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of an optional field; `default` where it is absent or null."""
        value = self.data.get(name)
        return default if value is None else value

    def require(self, name: str, kind: type | tuple[type, ...] = str) -> Any:
        """The value of a field that must be there, of the type asked for, and not empty text."""
        if self.data.get(name) is None:
            raise self.error(name, "is missing")
        value = self.data[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(name, f"has the wrong type: {value!r}")
        if value == "":
            raise self.error(name, "is empty")
        return value

    def text(self, name: str, target: str = "") -> dict[str, str]:
        """Both languages of a bilingual field as `{target_fr: …, target_en: …}`."""
        value = self.require(name, dict)
        if set(value) != set(LANGUAGES):
            raise self.error(name, "must have exactly the languages fr and en")
        for language in LANGUAGES:
            if not isinstance(value[language], str) or not value[language].strip():
                raise self.error(f"{name}.{language}", "is empty")
        return {f"{target or name}_{language}": value[language] for language in LANGUAGES}

    def optional_text(self, name: str, target: str = "") -> dict[str, str]:
        """Like `text`, with empty values where the field is absent or null."""
        if self.data.get(name) is None:
            return {f"{target or name}_{language}": "" for language in LANGUAGES}
        return self.text(name, target)

    def date(self, name: str) -> dt.date:
        try:
            return dt.date.fromisoformat(self.require(name))
        except ValueError:
            raise self.error(name, f"is not a date: {self.data[name]!r}") from None

    def optional_date(self, name: str) -> dt.date | None:
        return None if self.data.get(name) is None else self.date(name)

    def moment(self, name: str) -> dt.datetime:
        """An instant written with its offset."""
        try:
            value = dt.datetime.fromisoformat(self.require(name))
        except ValueError:
            raise self.error(name, f"is not a time: {self.data[name]!r}") from None
        if value.tzinfo is None:
            raise self.error(name, "has no offset")
        return value

    def choice(self, name: str, options: Mapping[str, Option]) -> Option:
        """The option that the field names."""
        value = self.require(name)
        if value not in options:
            raise self.error(name, f"names an unknown entry: {value!r}")
        return options[value]

    def optional_choice(self, name: str, options: Mapping[str, Option]) -> Option | None:
        return None if self.data.get(name) is None else self.choice(name, options)


def entries(file: str, data: Mapping[str, Any], name: str, key: str = "slug") -> list[Entry]:
    """The list `name` of a data file as entries, each key present and used once."""
    items = data.get(name)
    if not isinstance(items, list):
        raise LoadError(file, name, "", "the list is missing")
    found: dict[str, Entry] = {}
    for position, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise LoadError(file, f"{name}[{position}]", "", "is not an object")
        entry = Entry(file, f"{name}[{position}]", item)
        value = str(entry.require(key, (str, int)))
        if value in found:
            raise Entry(file, f"{name}/{value}", item).error(key, "is used twice")
        found[value] = Entry(file, f"{name}/{value}", item)
    return list(found.values())


def read_json(path: Path) -> dict[str, Any]:
    """The object in a data file; a LoadError says where it cannot be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LoadError(path.name, "", "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LoadError(path.name, "", "", "is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise LoadError(path.name, f"line {error.lineno}", "", error.msg) from None
    if not isinstance(data, dict):
        raise LoadError(path.name, "", "", "is not an object")
    return data


def snapshot(value: Any) -> Any:
    """A field value as it is kept in `loaded`: comparable and storable as JSON."""
    if isinstance(value, models.Model):
        return getattr(value, "slug", None) or value.pk
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple):
        return [snapshot(item) for item in value]
    return value


def apply_fields(
    row: Any, values: Mapping[str, Any], *, entry: Entry, overwrite: bool, report: LoadReport
) -> bool:
    """Give `row` the values of its entry and save it if anything changed.

    Fields that an organiser changed since the last load are kept and reported, unless
    `overwrite`. Relations are given as instances. Returns whether the row was written; raises
    LoadError where the model refuses a value.
    """
    created = row.pk is None
    before = dict(row.loaded)
    changed = [
        name
        for name, value in values.items()
        if _apply(row, name, value, force=created or overwrite, entry=entry, report=report)
    ]
    if not created and not changed and row.loaded == before:
        report.unchanged += 1
        return False
    _validate(row, values, entry)
    row.save()
    if created:
        report.created += 1
    elif changed:
        report.updated += 1
    else:
        report.unchanged += 1
    return created or bool(changed)


def _apply(
    row: Any, name: str, value: Any, *, force: bool, entry: Entry, report: LoadReport
) -> bool:
    wanted, current = snapshot(value), snapshot(getattr(row, name, None))
    if current in (None, "") and wanted in (None, ""):
        current = wanted
    if current == wanted:
        row.loaded[name] = wanted
        return False
    if not force and row.loaded.get(name) != current:
        report.kept.append(f"{entry.label}, {name}")
        return False
    setattr(row, name, value)
    row.loaded[name] = wanted
    return True


def _validate(row: Any, values: Mapping[str, Any], entry: Entry) -> None:
    relations = {f.name for f in row._meta.concrete_fields if f.is_relation}
    others = {f.name for f in row._meta.concrete_fields} - set(values)
    try:
        row.clean_fields(exclude=relations | others)
        row.clean()
    except ValidationError as error:
        messages_by_field = ValidationError(error.update_error_dict({})).message_dict
        name, messages = next(iter(messages_by_field.items()))
        raise entry.error(name, " ".join(messages)) from None
