"""What a venue or a session provides, as the data file says it."""

from typing import Any

from agenda.models import Provision
from agenda.programme import PROVISIONS
from agenda.services.loading_reader import Reader
from summit.edition.loading import Entry


def read_provisions(reader: Reader) -> dict[str, Any]:
    """What is there for people who need it; a file without the object says nothing of it."""
    if "accessibility" not in reader.entry.data:
        return {}
    given = reader.raw("accessibility")
    if not isinstance(given, dict):
        raise reader.error("accessibility", f"is not an object: {given!r}")
    inner = Reader(Entry(reader.entry.file, f"{reader.entry.label}/accessibility", {**given}))
    fields = {name: inner.optional_term(name, Provision) for name in PROVISIONS}
    inner.finish()
    return fields
