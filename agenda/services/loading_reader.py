"""Reading one object of programme.json, strictly: every field is there, known and of its type."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import models

from summit.edition.fields import ADDRESS_LENGTH
from summit.edition.loading import Entry, LoadError

Row = TypeVar("Row", bound=models.Model)

KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


class Reader:
    """Hands out the fields of an entry; `finish` refuses what nobody asked for."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._read: set[str] = set()

    def error(self, name: str, message: str) -> LoadError:
        return self.entry.error(name, message)

    def raw(self, name: str) -> Any:
        if name not in self.entry.data:
            raise self.error(name, "is missing")
        self._read.add(name)
        return self.entry.data[name]

    def skip(self, *names: str) -> None:
        """Fields of the file that no row stores."""
        for name in names:
            self.raw(name)

    def finish(self) -> None:
        unknown = sorted(set(self.entry.data) - self._read)
        if unknown:
            raise self.error(unknown[0], "is not a known field")

    # --- Values ---------------------------------------------------------------------------

    def key(self, name: str) -> str:
        value = self.string(name)
        if not KEY.fullmatch(value):
            raise self.error(name, f"must be small ASCII letters, digits and hyphens: {value!r}")
        return value

    def string(self, name: str) -> str:
        self.raw(name)
        value: str = self.entry.require(name)
        if not value.strip():
            raise self.error(name, "is empty")
        return value

    def optional_string(self, name: str) -> str:
        return "" if self.raw(name) is None else self.string(name)

    def text(self, name: str) -> dict[str, str]:
        self.raw(name)
        return self.entry.text(name)

    def optional_text(self, name: str) -> dict[str, str]:
        self.raw(name)
        return self.entry.optional_text(name)

    def flag(self, name: str) -> bool:
        self.raw(name)
        return bool(self.entry.require(name, bool))

    def optional_flag(self, name: str) -> bool | None:
        return None if self.raw(name) is None else self.flag(name)

    def whole(self, name: str) -> int | None:
        """A number of people or metres, or None where it is not known."""
        if self.raw(name) is None:
            return None
        value: int = self.entry.require(name, int)
        if value < 0:
            raise self.error(name, f"is below zero: {value}")
        return value

    def degrees(self, name: str, *, limit: int) -> float | None:
        if self.raw(name) is None:
            return None
        value = float(self.entry.require(name, (int, float)))
        if not -limit <= value <= limit:
            raise self.error(name, f"is not between -{limit} and {limit}: {value}")
        return value

    def date(self, name: str) -> dt.date:
        self.raw(name)
        return self.entry.date(name)

    def moment(self, name: str) -> dt.datetime:
        self.raw(name)
        return self.entry.moment(name)

    def url(self, name: str) -> str:
        return "" if self.raw(name) is None else self._checked_url(name, self.string(name))

    def urls(self, name: str) -> list[str]:
        return [self._checked_url(name, value) for value in self.items(name, str)]

    def _checked_url(self, name: str, value: str) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            raise self.error(name, f"is not an address: {value!r}") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or " " in value:
            raise self.error(name, f"is not an http or https address: {value!r}")
        if len(value) > ADDRESS_LENGTH:
            raise self.error(name, f"is longer than {ADDRESS_LENGTH} characters")
        return value

    # --- Lists and references -------------------------------------------------------------

    def items(self, name: str, kind: type) -> list[Any]:
        values = self.raw(name)
        if not isinstance(values, list):
            raise self.error(name, f"is not a list: {values!r}")
        for value in values:
            if not isinstance(value, kind):
                raise self.error(name, f"holds a value of the wrong type: {value!r}")
        return values

    def term(self, name: str, choices: type[models.TextChoices]) -> str:
        """A value of a closed list that the code knows."""
        value = self.string(name)
        if value not in choices.values:
            raise self.error(name, f"names an unknown entry: {value!r}")
        return value

    def optional_term(self, name: str, choices: type[models.TextChoices]) -> str:
        return "" if self.raw(name) is None else self.term(name, choices)

    def terms(self, name: str, choices: type[models.TextChoices]) -> list[str]:
        values = self._distinct(name)
        for value in values:
            if value not in choices.values:
                raise self.error(name, f"names an unknown entry: {value!r}")
        return values

    def row(self, name: str, rows: Mapping[str, Row]) -> Row:
        value = self.string(name)
        if value not in rows:
            raise self.error(name, f"names an unknown entry: {value!r}")
        return rows[value]

    def optional_row(self, name: str, rows: Mapping[str, Row]) -> Row | None:
        return None if self.raw(name) is None else self.row(name, rows)

    def rows(self, name: str, rows: Mapping[str, Row]) -> list[Row]:
        found = []
        for value in self._distinct(name):
            if value not in rows:
                raise self.error(name, f"names an unknown entry: {value!r}")
            found.append(rows[value])
        return found

    def _distinct(self, name: str) -> list[str]:
        values = self.items(name, str)
        if len(set(values)) != len(values):
            raise self.error(name, "names an entry twice")
        return values
