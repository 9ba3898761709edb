"""Site copy, key figures, announcements and legal pages from the data file."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import models

from summit.edition.loading import Entry, LoadError, LoadReport, apply_fields, entries
from summit.edition.publishing import Status
from summit.home.models import (
    Announcement,
    AxisCopy,
    KeyFigure,
    LegalPage,
    LegalPlaceholder,
    Reason,
    SiteText,
)
from summit.home.services.page_names import unknown_page_names

FILE = "site.json"
Row = TypeVar("Row", bound=models.Model)


def load_site(data: Mapping[str, Any], *, overwrite: bool, report: LoadReport) -> None:
    """Create or update everything of site.json except the newsletter.

    New rows are published, except legal pages: those wait until their facts are filled in.
    The caller opens the transaction. Raises LoadError.
    """
    home = Entry(FILE, "home", Entry(FILE, "", data).require("home", dict))
    legal = Entry(FILE, "legal", Entry(FILE, "", data).require("legal", dict))
    load = _Loading(overwrite, report)
    load.page_names(data)
    load.texts(home)
    load.axes(entries(FILE, home.data, "axes", key="axis"))
    load.reasons(entries(FILE, home.data, "why_come"))
    load.key_figures(entries(FILE, home.data, "key_figures"))
    load.announcements(entries(FILE, data, "announcements"))
    load.placeholders(entries(FILE, legal.data, "placeholders", key="key"))
    load.legal_pages(entries(FILE, legal.data, "pages"))


class _Loading:
    def __init__(self, overwrite: bool, report: LoadReport) -> None:
        self.overwrite, self.report = overwrite, report

    def _apply(self, row: models.Model, values: Mapping[str, Any], entry: Entry) -> None:
        apply_fields(row, values, entry=entry, overwrite=self.overwrite, report=self.report)

    def _rows(
        self, model: type[Row], found: Iterable[Entry], key: str = "slug"
    ) -> list[tuple[Entry, Row]]:
        """Each entry with its row, a new one where there is none."""
        known = {getattr(row, "slug", ""): row for row in model._default_manager.all()}
        return [
            (entry, known.get(entry.data[key]) or model(slug=entry.data[key])) for entry in found
        ]

    def page_names(self, data: Mapping[str, Any]) -> None:
        for name in Entry(FILE, "", data).require("pages", list):
            if name not in settings.SUMMIT_PAGE_ROUTES:
                raise LoadError(FILE, "pages", name, "is not in SUMMIT_PAGE_ROUTES")
        for place, name in unknown_page_names(data):
            raise LoadError(FILE, place, "", f"links to an unknown page: {name!r}")

    def texts(self, home: Entry) -> None:
        business_day = Entry(FILE, "home/business_day", home.require("business_day", dict))
        wanted: list[tuple[str, Entry, tuple[str, ...]]] = [
            ("home", home, ("tagline", "introduction")),
            ("business_day", business_day, ("title", "pitch", "call_to_action", "waiting_list")),
        ]
        known = {row.key: row for row in SiteText.objects.all()}
        for prefix, entry, names in wanted:
            for name in names:
                key = f"{prefix}.{name}"
                self._apply(known.get(key) or SiteText(key=key), entry.text(name, "text"), entry)
        self.report.step(f"{FILE}: home page")

    def axes(self, found: list[Entry]) -> None:
        for order, (entry, row) in enumerate(self._rows(AxisCopy, found, "axis"), start=1):
            values = {"order": order, **entry.text("title"), **entry.text("text")}
            self._apply(row, values, entry)

    def reasons(self, found: list[Entry]) -> None:
        for entry, row in self._rows(Reason, found):
            values = {
                "order": entry.require("order", int),
                **entry.text("title"),
                **entry.text("text"),
                "status": Status.PUBLISHED.value,
            }
            self._apply(row, values, entry)

    def key_figures(self, found: list[Entry]) -> None:
        for entry, row in self._rows(KeyFigure, found):
            values = {
                "order": entry.require("order", int),
                "value": entry.require("value", int),
                **entry.text("display"),
                **entry.text("label"),
                "confidence": entry.get("confidence", ""),
                "origin": entry.get("origin", ""),
                "source": entry.get("source", []),
                "status": Status.PUBLISHED.value,
            }
            self._apply(row, values, entry)
        self.report.step(f"{FILE}: {len(found)} key figures")

    def announcements(self, found: list[Entry]) -> None:
        pages = {name: name for name in settings.SUMMIT_PAGE_ROUTES}
        for entry, row in self._rows(Announcement, found):
            values = {
                "order": entry.require("order", int),
                "publish_on": entry.date("publish_on"),
                "date": entry.optional_date("date"),
                "date_confirmed": bool(entry.get("date_confirmed", False)),
                **entry.text("title"),
                **entry.text("body"),
                "page": entry.optional_choice("page", pages) or "",
                "confidence": entry.get("confidence", ""),
                "source": entry.get("source", []),
                "editor_note": entry.get("note", ""),
                "status": Status.PUBLISHED.value,
            }
            self._apply(row, values, entry)
        self.report.step(f"{FILE}: {len(found)} announcements")

    def placeholders(self, found: list[Entry]) -> None:
        for order, (entry, row) in enumerate(self._rows(LegalPlaceholder, found, "key"), start=1):
            self._apply(row, {"order": order, "meaning": entry.require("meaning")}, entry)

    def legal_pages(self, found: list[Entry]) -> None:
        for entry, row in self._rows(LegalPage, found):
            values = {
                "page": entry.require("page"),
                "order": entry.require("order", int),
                **entry.text("title"),
                **entry.text("body"),
            }
            self._apply(row, values, entry)
        self.report.step(f"{FILE}: {len(found)} legal pages")
