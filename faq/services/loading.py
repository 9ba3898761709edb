"""Questions and answers from the data file."""

from collections.abc import Mapping
from typing import Any

from faq.models import Category, Question
from summit.edition.loading import Entry, LoadReport, apply_fields, entries
from summit.edition.publishing import Status

FILE = "faq.json"


def load_faq(data: Mapping[str, Any], *, overwrite: bool, report: LoadReport) -> None:
    """Create or update categories and questions; a new question is published.

    The caller opens the transaction. Raises LoadError.
    """
    categories = {
        category.slug: category
        for category in (
            _load_category(entry, overwrite, report) for entry in entries(FILE, data, "categories")
        )
    }
    report.step(f"{FILE}: {len(categories)} categories")
    home = list(data.get("home", []))
    questions = entries(FILE, data, "questions")
    _check_home(home, questions)
    rows = {row.slug: row for row in Question.objects.select_related("category")}
    for entry in questions:
        row = rows.get(entry.data["slug"]) or Question(slug=entry.data["slug"])
        values = {
            "category": entry.choice("category", categories),
            "order": entry.require("number", int),
            **entry.text("question"),
            **entry.text("answer"),
            "status": Status.PUBLISHED.value,
            "home_order": home.index(row.slug) + 1 if row.slug in home else None,
        }
        apply_fields(row, values, entry=entry, overwrite=overwrite, report=report)
    report.step(f"{FILE}: {len(questions)} questions")


def _load_category(entry: Entry, overwrite: bool, report: LoadReport) -> Category:
    row = Category.objects.filter(slug=entry.require("slug")).first()
    row = row or Category(slug=entry.require("slug"))
    values = {"order": entry.require("order", int), **entry.text("name")}
    apply_fields(row, values, entry=entry, overwrite=overwrite, report=report)
    return row


def _check_home(home: list[str], questions: list[Entry]) -> None:
    known = {entry.data["slug"] for entry in questions}
    for slug in home:
        if slug not in known:
            raise Entry(FILE, "home", {}).error("home", f"names an unknown question: {slug!r}")
