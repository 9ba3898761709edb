"""How each kind of entry in programme.json becomes the fields of a row."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from agenda import models as rows
from agenda.services.loading_access import read_provisions
from agenda.services.loading_links import Link
from agenda.services.loading_reader import Reader
from summit.edition.loading import Entry
from summit.edition.models import Edition

PLACEHOLDER_VENUE = "paris-a-confirmer"
LONGEST_SESSION = dt.timedelta(hours=24)

# Two letters that stand for a theme where there is no room for its name.
MARKS = {
    "interet-public": ("IP", "PI"),
    "avenir-du-travail": ("AT", "FW"),
    "innovation-culture": ("IC", "IC"),
    "confiance": ("CO", "TR"),
    "gouvernance-mondiale": ("GM", "GG"),
}


@dataclass
class Values:
    """Fields of a row, relations as instances, and its many-to-many links by name."""

    fields: dict[str, Any]
    links: dict[str, list[Link]] = field(default_factory=dict)


class Found:
    """The rows of each model by key: those stored already and those made in this run."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], dict[str, Any]] = {}
        self._rooms: dict[tuple[str, str], rows.Room] | None = None

    def take(self, model: type[models.Model]) -> dict[str, Any]:
        if model not in self._rows:
            relations = [f.name for f in model._meta.concrete_fields if f.is_relation]
            stored: Any = model._default_manager.select_related(*relations)
            self._rows[model] = {row.slug: row for row in stored}
        return self._rows[model]

    def take_rooms(self) -> dict[tuple[str, str], rows.Room]:
        if self._rooms is None:
            stored = rows.Room.objects.select_related("venue")
            self._rooms = {(room.venue.slug, room.slug): room for room in stored}
        return self._rooms

    @property
    def venues(self) -> dict[str, rows.Venue]:
        return self.take(rows.Venue)

    @property
    def exhibitors(self) -> dict[str, rows.Exhibitor]:
        return self.take(rows.Exhibitor)

    @cached_property
    def edition(self) -> Edition:
        return Edition.objects.current()


@dataclass(frozen=True)
class Kind:
    """A list of the file: its name (dotted inside business_day), model, reader and key."""

    name: str
    model: type[models.Model]
    read: Callable[[Reader, Found, int], Values]
    key: str = "slug"
    links: tuple[str, ...] = ()
    ordered_links: tuple[str, ...] = ()
    optional: bool = False  # a file may do without it

    @property
    def all_links(self) -> tuple[str, ...]:
        return (*self.links, *self.ordered_links)


def read_provenance(reader: Reader, *, note: bool = True) -> dict[str, Any]:
    fields = {
        "confidence": reader.term("confidence", rows.Confidence),
        "origin": reader.term("origin", rows.Origin),
        "source": reader.urls("source"),
    }
    if note:
        fields["editor_note"] = reader.optional_string("note")
    return fields


# --- Closed lists -------------------------------------------------------------------------


def read_named(reader: Reader, found: Found, position: int) -> Values:
    return Values(reader.text("name") | {"order": position})


def read_listed(reader: Reader, found: Found, position: int) -> Values:
    return Values(reader.text("name") | {"order": reader.whole("order") or position})


def read_described(reader: Reader, found: Found, position: int) -> Values:
    values = read_listed(reader, found, position)
    values.fields |= reader.text("summary")
    return values


def read_audience(reader: Reader, found: Found, position: int) -> Values:
    """`phrase` and `registers` may be left out."""
    values = read_described(reader, found, position)
    if "phrase" in reader.entry.data:
        values.fields |= reader.optional_text("phrase")
    if "registers" in reader.entry.data:
        values.fields["registers"] = reader.flag("registers")
    return values


def read_access_rule(reader: Reader, found: Found, position: int) -> Values:
    return Values(
        {
            "order": position,
            "kind": reader.term("kind", rows.AccessKind),
            "track": reader.optional_row("track", found.take(rows.Track)),
            "audience": reader.optional_row("audience", found.take(rows.Audience)),
            "answer": reader.term("answer", rows.Answer),
            **reader.optional_text("badge"),
            **reader.optional_text("title"),
            **reader.optional_text("text"),
            "link": reader.url("link"),
        }
    )


def read_series(reader: Reader, found: Found, position: int) -> Values:
    values = read_named(reader, found, position)
    values.fields["relation"] = reader.term("relation", rows.Relation)
    return values


def read_axis(reader: Reader, found: Found, position: int) -> Values:
    values = read_described(reader, found, position)
    values.links["formats"] = _plain(reader.rows("formats", found.take(rows.Format)))
    return values


def read_theme(reader: Reader, found: Found, position: int) -> Values:
    values = read_described(reader, found, position)
    names = values.fields
    fr, en = MARKS.get(
        reader.key("slug"), (names["name_fr"][:2].upper(), names["name_en"][:2].upper())
    )
    values.fields |= reader.text("question") | {"mark_fr": fr, "mark_en": en}
    values.fields["source"] = reader.urls("source")
    return values


# --- Days and venues ----------------------------------------------------------------------


def read_venue(reader: Reader, found: Found, position: int) -> Values:
    fields = {
        **reader.text("name"),
        **reader.text("role"),
        "order": position,
        "virtual": reader.flag("virtual"),
        "to_be_confirmed": reader.key("slug") == PLACEHOLDER_VENUE,
        "address": reader.optional_string("address"),
        "address_confirmed": bool(reader.optional_flag("address_confirmed")),
        "latitude": reader.degrees("latitude", limit=90),
        "longitude": reader.degrees("longitude", limit=180),
        "coordinate_precision_m": reader.whole("coordinate_precision_m"),
        "coordinate_basis": reader.optional_string("coordinate_basis"),
        **reader.optional_text("directions"),
        "directions_confirmed": bool(reader.optional_flag("directions_confirmed")),
        "website": reader.url("website"),
        "capacity": reader.whole("capacity"),
        "capacity_confirmed": bool(reader.optional_flag("capacity_confirmed")),
        "capacity_note": reader.optional_string("capacity_note"),
        "source": reader.urls("source"),
        **read_provisions(reader),
    }
    if (fields["latitude"] is None) != (fields["longitude"] is None):
        raise reader.error("longitude", "latitude and longitude go together")
    reader.items("rooms", dict)
    return Values(fields)


def read_room(reader: Reader) -> dict[str, Any]:
    return reader.text("name") | {"capacity": reader.whole("capacity")}


def read_day(reader: Reader, found: Found, position: int) -> Values:
    reader.whole("order")
    date = reader.date("date")
    edition = found.edition
    if not edition.start <= date <= edition.end:
        raise reader.error("date", f"is outside {edition.start}–{edition.end}")
    return Values(
        fields={
            "date": date,
            **reader.text("title"),
            **reader.text("summary"),
            **reader.text("access_note"),
            "access": reader.terms("access", rows.Access),
        },
        links={
            "tracks": _plain(reader.rows("tracks", found.take(rows.Track))),
            "venues": _plain(reader.rows("venues", found.venues)),
        },
    )


# --- Partners, exhibitors, calls ----------------------------------------------------------


def read_partner(reader: Reader, found: Found, position: int) -> Values:
    return Values(
        {
            **reader.text("name"),
            "order": position,
            "role": reader.term("role", rows.PartnerRole),
            "scope": reader.term("scope", rows.PartnerScope),
            **reader.optional_text("role_label"),
            "website": reader.url("website"),
            **read_provenance(reader, note=False),
        }
    )


def read_exhibitor(reader: Reader, found: Found, position: int) -> Values:
    return Values(
        {
            "name": reader.string("name"),
            "order": position,
            **reader.text("summary"),
            "sector": reader.optional_row("sector", found.take(rows.Sector)),
            "axis": reader.optional_row("axis", found.take(rows.Axis)),
            "laureate": reader.optional_flag("laureate"),
            "presence_confirmed": reader.flag("presence_confirmed"),
            "stand": reader.optional_string("stand"),
            "session": reader.optional_row("session", found.take(rows.Session)),
            **read_provenance(reader),
        }
    )


def read_call(reader: Reader, found: Found, position: int) -> Values:
    criteria = [
        Reader(Entry(reader.entry.file, f"{reader.entry.label}/criteria[{number}]", {"text": item}))
        for number, item in enumerate(reader.items("criteria", dict), start=1)
    ]
    texts = [criterion.text("text") for criterion in criteria]
    reader.items("laureates", str)
    return Values(
        {
            "name": reader.string("name"),
            "order": position,
            "runner": reader.optional_row("runner", found.take(rows.Partner)),
            **reader.text("summary"),
            "criteria_fr": "\n".join(text["text_fr"] for text in texts),
            "criteria_en": "\n".join(text["text_en"] for text in texts),
            "laureates_confirmed": reader.flag("laureates_confirmed"),
        }
    )


# --- Speakers and sessions ----------------------------------------------------------------


def read_speaker(reader: Reader, found: Found, position: int) -> Values:
    return Values(
        {
            "name": reader.string("name"),
            "sort_name": reader.string("sort_name"),
            **reader.optional_text("function"),
            **reader.optional_text("organisation"),
            "confidence": reader.term("confidence", rows.Confidence),
            "source": reader.urls("source"),
        }
    )


def read_session(reader: Reader, found: Found, position: int) -> Values:
    fields = {
        "url_slug": reader.key("slug"),
        **reader.text("title"),
        **reader.text("summary"),
        **_read_time(reader, found),
        **_read_place(reader, found),
        **_read_kind(reader, found),
        **_read_access(reader),
        **read_provisions(reader),
        **read_provenance(reader),
    }
    days = _days_by_date(found)
    links = {
        "also_on": _plain(reader.rows("also_on", days)),
        "languages": _plain(reader.rows("languages", found.take(rows.Language))),
        "themes": _plain(reader.rows("themes", found.take(rows.Theme))),
        "speakers": _read_speakers(reader, found),
    }
    if fields["day"] in [link.target for link in links["also_on"]]:
        raise reader.error("also_on", "names the day of the session itself")
    return Values(fields, links)


def _days_by_date(found: Found) -> dict[str, rows.Day]:
    return {day.date.isoformat(): day for day in found.take(rows.Day).values()}


def _read_time(reader: Reader, found: Found) -> dict[str, Any]:
    day = reader.row("day", _days_by_date(found))
    start, end = reader.moment("start"), reader.moment("end")
    if end <= start:
        raise reader.error("end", "is not after start")
    if end - start > LONGEST_SESSION:
        raise reader.error("end", "is more than a day after start")
    if start.astimezone(found.edition.zone).date() != day.date:
        raise reader.error("start", f"is not on the day of the session, {day.date}")
    return {
        "day": day,
        "day_confirmed": reader.flag("day_confirmed"),
        "starts_at": start,
        "ends_at": end,
        "time_confirmed": reader.flag("time_confirmed"),
        "end_confirmed": reader.flag("end_confirmed"),
        "part_of_day": reader.optional_term("part_of_day", rows.PartOfDay),
    }


def _read_place(reader: Reader, found: Found) -> dict[str, Any]:
    venue = reader.row("venue", found.venues)
    room = reader.optional_string("room")
    if room and (venue.slug, room) not in found.take_rooms():
        raise reader.error("room", f"is not a room of “{venue.slug}”: {room!r}")
    return {"venue": venue, "room": found.take_rooms()[venue.slug, room] if room else None}


def _read_kind(reader: Reader, found: Found) -> dict[str, Any]:
    return {
        "track": reader.row("track", found.take(rows.Track)),
        "series": reader.optional_row("series", found.take(rows.Series)),
        "relation": reader.term("relation", rows.Relation),
        "format": reader.row("format", found.take(rows.Format)),
        "axis": reader.optional_row("axis", found.take(rows.Axis)),
        "sector": reader.optional_row("sector", found.take(rows.Sector)),
    }


def _read_access(reader: Reader) -> dict[str, Any]:
    access = reader.term("access", rows.Access)
    registration_by = reader.optional_term("registration_by", rows.RegistrationBy)
    if (access == rows.Access.REGISTRATION) != bool(registration_by):
        raise reader.error("registration_by", "is set exactly when access is by registration")
    booking = reader.flag("booking")
    drop_in, is_block = reader.flag("drop_in"), reader.flag("is_block")
    if booking and (drop_in or is_block):
        raise reader.error("booking", "is not for a continuous session or a block")
    return {
        "access": access,
        "access_confirmed": reader.flag("access_confirmed"),
        "registration_by": registration_by,
        "participation": reader.optional_term("participation", rows.Participation),
        "participation_confirmed": bool(reader.optional_flag("participation_confirmed")),
        "booking": booking,
        "capacity": reader.whole("capacity"),
        "capacity_confirmed": bool(reader.optional_flag("capacity_confirmed")),
        "drop_in": drop_in,
        "is_block": is_block,
    }


def _read_speakers(reader: Reader, found: Found) -> list[Link]:
    links = []
    for number, item in enumerate(reader.items("speakers", dict), start=1):
        label = f"{reader.entry.label}/speakers[{number}]"
        speaker = Reader(Entry(reader.entry.file, label, item))
        person = speaker.row("speaker", found.take(rows.Speaker))
        links.append(Link(person, speaker.term("role", rows.SpeakerRole)))
        speaker.finish()
    if len({link.target.pk for link in links}) != len(links):
        raise reader.error("speakers", "names a person twice")
    return links


def _plain(found: list[Any]) -> list[Link]:
    return [Link(row) for row in found]
