"""Many-to-many relations of loaded rows: few queries, the order kept, organisers' changes kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from summit.edition.loading import Entry, LoadReport


@dataclass(frozen=True)
class Link:
    """One related row, with what the relation itself says (a speaker's role)."""

    target: Any
    role: str = ""

    def snapshot(self) -> Any:
        key = self.target.slug
        return [key, self.role] if self.role else key


@dataclass
class Links:
    """Relations `name` of the rows of one model, gathered and written at the end by `write`.

    An ordered relation has a through model with `order`, and perhaps `role`; in the others the
    order says nothing. The rows' relation is read through `prefetch`, in one query.
    """

    model: type[models.Model]
    name: str
    overwrite: bool
    report: LoadReport
    ordered: bool = False
    _stale: list[Any] = field(default_factory=list)
    _fresh: list[Any] = field(default_factory=list)
    _rows: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        relation: Any = self.model._meta.get_field(self.name)
        self.through: Any = relation.remote_field.through
        self.owner: str = relation.m2m_field_name()
        self.target: str = relation.m2m_reverse_field_name()
        self.current = self._read()

    def _read(self) -> dict[Any, list[Any]]:
        """Snapshots of the stored relations by the owner's pk."""
        order = ("order", "pk") if self.ordered else ("pk",)
        stored: dict[Any, list[Any]] = {}
        for row in self.through._default_manager.select_related(self.target).order_by(*order):
            link = Link(getattr(row, self.target), getattr(row, "role", ""))
            stored.setdefault(getattr(row, f"{self.owner}_id"), []).append(link.snapshot())
        return {owner: self._comparable(found) for owner, found in stored.items()}

    def _comparable(self, snapshots: list[Any]) -> list[Any]:
        return snapshots if self.ordered else sorted(snapshots)

    def gather(self, row: Any, wanted: Sequence[Link], entry: Entry) -> None:
        """Note what `row` is to be related to, unless an organiser changed it since."""
        new = self._comparable([link.snapshot() for link in wanted])
        current = self.current.get(row.pk, [])
        known = row.loaded.get(self.name, [])
        if new == current == known:
            return
        if current not in (new, known) and not self.overwrite:
            self.report.kept.append(f"{entry.label}, {self.name}")
            return
        if current != new:
            self._stale.append(row.pk)
            self._fresh += self._through_rows(row, wanted)
        row.loaded[self.name] = new
        self._rows.append(row)

    def _through_rows(self, row: Any, wanted: Iterable[Link]) -> Iterable[Any]:
        for position, link in enumerate(wanted, start=1):
            values = {self.owner: row, self.target: link.target}
            if self.ordered:
                values["order"] = position
            if link.role:
                values["role"] = link.role
            yield self.through(**values)

    def write(self) -> set[Any]:
        """Write everything gathered; answers the keys of the rows whose relation changed."""
        if self._stale:
            self.through._default_manager.filter(**{f"{self.owner}__in": self._stale}).delete()
        self.through._default_manager.bulk_create(self._fresh)
        if self._rows:
            self.model._default_manager.bulk_update(self._rows, ["loaded"], batch_size=100)
        return set(self._stale)
