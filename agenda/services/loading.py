"""Loading programme.json into live rows: repeatable, and mindful of what organisers changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from agenda import models as rows
from agenda.services import loading_kinds as kinds
from agenda.services.loading_links import Links
from agenda.services.loading_reader import Reader
from summit.edition.loading import Entry, LoadError, LoadReport, apply_fields, entries

FILE = "programme.json"
SCHEMA_VERSION = 1

# Closed lists whose meaning is in the code: the file may name them, not extend them.
CLOSED_LISTS: dict[str, type[models.TextChoices]] = {
    "access_levels": rows.Access,
    "participation_modes": rows.Participation,
    "relations": rows.Relation,
    "parts_of_day": rows.PartOfDay,
    "speaker_roles": rows.SpeakerRole,
    "partner_roles": rows.PartnerRole,
    "partner_scopes": rows.PartnerScope,
}

KINDS: tuple[kinds.Kind, ...] = (
    kinds.Kind("tracks", rows.Track, kinds.read_named),
    kinds.Kind("series", rows.Series, kinds.read_series),
    kinds.Kind("formats", rows.Format, kinds.read_named),
    kinds.Kind("languages", rows.Language, kinds.read_named),
    kinds.Kind("venues", rows.Venue, kinds.read_venue),
    kinds.Kind("themes", rows.Theme, kinds.read_theme),
    kinds.Kind("days", rows.Day, kinds.read_day, links=("tracks", "venues")),
    kinds.Kind("business_day.axes", rows.Axis, kinds.read_axis, links=("formats",)),
    kinds.Kind("business_day.sectors", rows.Sector, kinds.read_described),
    kinds.Kind("business_day.audiences", rows.Audience, kinds.read_audience),
    kinds.Kind("access_rules", rows.AccessRule, kinds.read_access_rule, optional=True),
    kinds.Kind("business_day.organisation_types", rows.OrganisationType, kinds.read_listed),
    kinds.Kind("partners", rows.Partner, kinds.read_partner),
    kinds.Kind("business_day.call", rows.ProjectCall, kinds.read_call),
    kinds.Kind("speakers", rows.Speaker, kinds.read_speaker, key="id"),
    kinds.Kind(
        "sessions",
        rows.Session,
        kinds.read_session,
        key="id",
        links=("also_on", "languages"),
        ordered_links=("themes", "speakers"),
    ),
    kinds.Kind("exhibitors", rows.Exhibitor, kinds.read_exhibitor),
)
TOP_LEVEL = {"schema_version", "edition", "business_day", *CLOSED_LISTS} | {
    kind.name for kind in KINDS if "." not in kind.name
}


@transaction.atomic
def load_programme_file(
    data: Mapping[str, Any],
    *,
    overwrite: bool = False,
    report: LoadReport | None = None,
    file: str = FILE,
) -> LoadReport:
    """Create or update every programme row that `data` describes; the edition is not ours.

    Writes all or nothing. A field that an organiser changed since it was loaded is kept and
    named in `report.kept`, unless `overwrite`. Rows that the file no longer names stay, and
    are named in `report.gone`. Nothing is published. Raises LoadError, naming file, entry and
    field, at the first thing that does not fit.
    """
    report = report or LoadReport()
    _check_top_level(file, data)
    for name, choices in CLOSED_LISTS.items():
        _check_closed_list(file, data, name, choices)
    load = Load(file=file, data=data, overwrite=overwrite, report=report)
    for kind in KINDS:
        load.kind(kind)
        if kind.model is rows.Venue:
            load.rooms()
    load.check_laureates()
    return report


def _check_top_level(file: str, data: Mapping[str, Any]) -> None:
    if data.get("schema_version") != SCHEMA_VERSION:
        raise LoadError(file, "", "schema_version", f"must be {SCHEMA_VERSION}")
    unknown = sorted(set(data) - TOP_LEVEL)
    if unknown:
        raise LoadError(file, "", unknown[0], "is not a known list")
    day = Reader(Entry(file, "business_day", _object(file, data, "business_day")))
    day.skip("venue", "axes", "sectors", "audiences", "organisation_types", "call")
    day.date("date")
    kinds.read_provenance(day, note=False)
    day.finish()


def _object(file: str, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    if not isinstance(value, dict):
        raise LoadError(file, name, "", "is missing or not an object")
    return value


def _check_closed_list(
    file: str, data: Mapping[str, Any], name: str, choices: type[models.TextChoices]
) -> None:
    for entry in entries(file, data, name):
        reader = Reader(entry)
        reader.term("slug", choices)
        reader.text("name")
        if "help" in entry.data:
            reader.text("help")
        reader.finish()


@dataclass
class Load:
    """One run over the file: rows found and made so far, by model and key."""

    file: str
    data: Mapping[str, Any]
    overwrite: bool
    report: LoadReport
    found: kinds.Found = field(default_factory=kinds.Found)

    def kind(self, kind: kinds.Kind) -> None:
        """Load one list of the file and say how it went."""
        before = _counts(self.report)
        stored = self.found.take(kind.model)
        written: set[Any] = set()
        gathered = [(name, self._links(kind, name)) for name in kind.all_links]
        named = self._entries(kind)
        for position, entry in enumerate(named, start=1):
            reader = Reader(entry)
            key = reader.key(kind.key)
            values = kind.read(reader, self.found, position)
            reader.finish()
            row = stored.setdefault(key, kind.model(slug=key))
            if self._apply(row, values.fields, entry):
                written.add(row.pk)
            for name, links in gathered:
                links.gather(row, values.links.get(name, []), entry)
        for _name, links in gathered:
            self._count_relations(links.write() - written, written)
        self._gone(kind.name, set(stored) - {str(entry.data[kind.key]) for entry in named})
        self._say(kind.name, len(named), before)

    def _entries(self, kind: kinds.Kind) -> list[Entry]:
        parent, _, name = kind.name.rpartition(".")
        data = _object(self.file, self.data, parent) if parent else self.data
        found = data.get(name, [] if kind.optional else None)
        if isinstance(found, dict):
            found = [found]
        return entries(self.file, {kind.name: found}, kind.name, kind.key)

    def _links(self, kind: kinds.Kind, name: str) -> Links:
        return Links(
            model=kind.model,
            name=name,
            overwrite=self.overwrite,
            report=self.report,
            ordered=name in kind.ordered_links,
        )

    def _apply(self, row: Any, fields: Mapping[str, Any], entry: Entry) -> bool:
        return apply_fields(row, fields, entry=entry, overwrite=self.overwrite, report=self.report)

    def _count_relations(self, changed: set[Any], written: set[Any]) -> None:
        """A row whose relations alone changed counts as updated, once."""
        self.report.updated += len(changed)
        self.report.unchanged -= len(changed)
        written |= changed

    def rooms(self) -> None:
        """The rooms inside each venue; their key is unique there only."""
        before, total = _counts(self.report), 0
        stored = self.found.take_rooms()
        for venue_entry in entries(self.file, self.data, "venues"):
            venue = self.found.venues[str(venue_entry.data["slug"])]
            label = f"{venue_entry.label}/rooms"
            named = set()
            for entry in entries(self.file, {label: venue_entry.data["rooms"]}, label):
                reader = Reader(entry)
                key = reader.key("slug")
                fields = kinds.read_room(reader)
                reader.finish()
                room = stored.setdefault((venue.slug, key), rows.Room(slug=key, venue=venue))
                self._apply(room, fields, entry)
                named.add(key)
                total += 1
            self._gone(label, {key for owner, key in stored if owner == venue.slug} - named)
        self._say("rooms", total, before)

    def check_laureates(self) -> None:
        """A winner of the call is an exhibitor that says so itself."""
        call = _object(self.file, self.data, "business_day")["call"]
        reader = Reader(Entry(self.file, f"business_day.call/{call['slug']}", call))
        for exhibitor in reader.rows("laureates", self.found.exhibitors):
            if not exhibitor.laureate:
                raise reader.error("laureates", f"“{exhibitor.slug}” is not marked as a winner")
        venue = Reader(Entry(self.file, "business_day", self.data["business_day"]))
        venue.row("venue", self.found.venues)

    def _gone(self, name: str, keys: set[str]) -> None:
        self.report.gone += [f"{name}/{key}" for key in sorted(keys)]

    def _say(self, name: str, total: int, before: Mapping[str, int]) -> None:
        now = _counts(self.report)
        details = ", ".join(
            f"{now[what] - before[what]} {what}" for what in now if now[what] != before[what]
        )
        self.report.step(f"{name}: {total}" + (f" ({details})" if details else ""))


def _counts(report: LoadReport) -> dict[str, int]:
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "kept fields": len(report.kept),
        "no longer in the file": len(report.gone),
    }
