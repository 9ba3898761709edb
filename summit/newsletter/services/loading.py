"""The newsletter’s words from the data file."""

from collections.abc import Mapping
from typing import Any

from summit.edition.loading import Entry, LoadReport, apply_fields
from summit.newsletter.models import Newsletter

FILE = "site.json"
FIELDS = ("title", "pitch", "label", "button", "consent", "pending", "confirmed")


def load_newsletter(data: Mapping[str, Any], *, overwrite: bool, report: LoadReport) -> None:
    """Create or update the newsletter’s words. Raises LoadError."""
    entry = Entry(FILE, "newsletter", Entry(FILE, "", data).require("newsletter", dict))
    row = Newsletter.objects.first() or Newsletter()
    values = {key: value for name in FIELDS for key, value in entry.text(name).items()}
    apply_fields(row, values, entry=entry, overwrite=overwrite, report=report)
    report.step(f"{FILE}: newsletter")
