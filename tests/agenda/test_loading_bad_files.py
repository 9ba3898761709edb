"""Every way in which a data file can be wrong names the file, the entry and the field."""

from collections.abc import Callable
from typing import Any

import pytest

from agenda.models import Session
from summit.edition.loading import LoadError
from tests.agenda.factories import load, programme_file

pytestmark = pytest.mark.django_db

Data = dict[str, Any]


def _session(**values: Any) -> Callable[[Data], None]:
    return lambda data: data["sessions"][0].update(values)


def _without(name: str) -> Callable[[Data], None]:
    return lambda data: data["sessions"][0].pop(name)


def _in(place: str, position: int = 0, **values: Any) -> Callable[[Data], None]:
    return lambda data: data[place][position].update(values)


def _day(**values: Any) -> Callable[[Data], None]:
    return lambda data: data["business_day"].update(values)


def _call(**values: Any) -> Callable[[Data], None]:
    return lambda data: data["business_day"]["call"].update(values)


BROKEN: list[tuple[str, Callable[[Data], None], str, str]] = [
    ("missing field", _without("summary"), "sessions/opening", "summary"),
    ("missing flag", _without("drop_in"), "sessions/opening", "drop_in"),
    ("unknown field", _session(colour="red"), "sessions/opening", "colour"),
    ("null title", _session(title=None), "sessions/opening", "title"),
    ("one language", _session(title={"fr": "Un"}), "sessions/opening", "title"),
    (
        "three languages",
        _session(title=dict.fromkeys(("fr", "en", "de"), "x")),
        "sessions/opening",
        "title",
    ),
    ("empty language", _session(title={"fr": "Un", "en": " "}), "sessions/opening", "title.en"),
    ("number for text", _session(title={"fr": "Un", "en": 1}), "sessions/opening", "title.en"),
    ("text for flag", _session(booking="yes"), "sessions/opening", "booking"),
    ("flag for number", _session(capacity=True), "sessions/opening", "capacity"),
    ("negative number", _session(capacity=-1), "sessions/opening", "capacity"),
    ("number too big", _session(capacity=10**12), "sessions/opening", "capacity"),
    ("key with blanks", _session(id="Open ing"), "sessions/Open ing", "id"),
    ("number as key", _session(id=7), "sessions/7", "id"),
    (
        "title too long",
        _session(title={"fr": "x" * 251, "en": "x"}),
        "sessions/opening",
        "title_fr",
    ),
    ("address too long", _session(slug="x" * 121), "sessions/opening", "url_slug"),
    ("unknown day", _session(day="2025-02-09"), "sessions/opening", "day"),
    ("unknown venue", _session(venue="nowhere"), "sessions/opening", "venue"),
    ("room of another venue", _session(venue="en-ligne"), "sessions/opening", "room"),
    ("unknown track", _session(track="x"), "sessions/opening", "track"),
    ("unknown theme", _session(themes=["x"]), "sessions/opening", "themes"),
    ("theme twice", _session(themes=["travail", "travail"]), "sessions/opening", "themes"),
    ("themes not a list", _session(themes="travail"), "sessions/opening", "themes"),
    ("unknown access", _session(access="all"), "sessions/opening", "access"),
    ("unknown part of day", _session(part_of_day="noon"), "sessions/opening", "part_of_day"),
    ("unknown language", _session(languages=["xx"]), "sessions/opening", "languages"),
    ("unknown confidence", _session(confidence="sure"), "sessions/opening", "confidence"),
    ("also on its own day", _session(also_on=["2025-02-10"]), "sessions/opening", "also_on"),
    ("not a time", _session(start="at nine"), "sessions/opening", "start"),
    ("no offset", _session(start="2025-02-10T09:00:00"), "sessions/opening", "start"),
    ("end before start", _session(end="2025-02-10T08:00:00+01:00"), "sessions/opening", "end"),
    ("end at start", _session(end="2025-02-10T09:00:00+01:00"), "sessions/opening", "end"),
    ("too long", _session(end="2025-02-11T09:00:01+01:00"), "sessions/opening", "end"),
    ("on another day", _session(start="2025-02-09T23:59:00+01:00"), "sessions/opening", "start"),
    ("no one registers", _session(registration_by=None), "sessions/opening", "registration_by"),
    ("needless registration", _session(access="invitation"), "sessions/opening", "registration_by"),
    ("booked block", _session(booking=True, is_block=True), "sessions/opening", "booking"),
    (
        "unknown speaker",
        _session(speakers=[{"speaker": "x", "role": "chair"}]),
        "sessions/opening/speakers[1]",
        "speaker",
    ),
    (
        "unknown role",
        _session(speakers=[{"speaker": "ada", "role": "star"}]),
        "sessions/opening/speakers[1]",
        "role",
    ),
    (
        "speaker without role",
        _session(speakers=[{"speaker": "ada"}]),
        "sessions/opening/speakers[1]",
        "role",
    ),
    (
        "speaker twice",
        _session(speakers=[{"speaker": "ada", "role": r} for r in ("chair", "speaker")]),
        "sessions/opening",
        "speakers",
    ),
    ("speakers not objects", _session(speakers=["ada"]), "sessions/opening", "speakers"),
    ("script address", _session(source=["javascript:alert(1)"]), "sessions/opening", "source"),
    ("address without host", _session(source=["https://"]), "sessions/opening", "source"),
    ("address not text", _session(source=[1]), "sessions/opening", "source"),
    ("ftp website", _in("venues", website="ftp://example.org"), "venues/grande-halle", "website"),
    ("half coordinates", _in("venues", longitude=None), "venues/grande-halle", "longitude"),
    ("latitude off the globe", _in("venues", latitude=91), "venues/grande-halle", "latitude"),
    ("rooms not a list", _in("venues", rooms=None), "venues/grande-halle", "rooms"),
    (
        "room twice",
        lambda d: d["venues"][0]["rooms"][1].update(slug="salle-a"),
        "venues/grande-halle/rooms/salle-a",
        "slug",
    ),
    (
        "room without name",
        lambda d: d["venues"][0]["rooms"][0].pop("name"),
        "venues/grande-halle/rooms/salle-a",
        "name",
    ),
    ("day outside the edition", _in("days", date="2025-02-12"), "days/fevrier-10", "date"),
    ("not a date", _in("days", date="10 February"), "days/fevrier-10", "date"),
    ("day names unknown venue", _in("days", venues=["x"]), "days/fevrier-10", "venues"),
    ("day access unknown", _in("days", access=["x"]), "days/fevrier-10", "access"),
    (
        "duplicate session",
        lambda d: d["sessions"][1].update(id="opening"),
        "sessions/opening",
        "id",
    ),
    ("duplicate track", lambda d: d["tracks"].append(d["tracks"][0]), "tracks/forum", "slug"),
    ("track not an object", lambda d: d["tracks"].append("x"), "tracks[2]", ""),
    ("list missing", lambda d: d.pop("speakers"), "speakers", ""),
    ("list is an object", lambda d: d.update(speakers=[{}]), "speakers[1]", "id"),
    (
        "access level unknown to the code",
        _in("access_levels", slug="vip"),
        "access_levels/vip",
        "slug",
    ),
    ("role unknown to the code", _in("speaker_roles", slug="star"), "speaker_roles/star", "slug"),
    ("unknown list", lambda d: d.update(sponsors=[]), "", "sponsors"),
    ("other version", lambda d: d.update(schema_version=2), "", "schema_version"),
    ("no Business Day", lambda d: d.pop("business_day"), "business_day", ""),
    ("Business Day elsewhere", _day(venue="x"), "business_day", "venue"),
    ("Business Day unknown field", _day(colour="red"), "business_day", "colour"),
    ("call by a stranger", _call(runner="x"), "business_day.call/appel", "runner"),
    (
        "criterion in one language",
        _call(criteria=[{"fr": "Un"}]),
        "business_day.call/appel/criteria[1]",
        "text",
    ),
    ("unknown winner", _call(laureates=["x"]), "business_day.call/appel", "laureates"),
    (
        "winner who does not say so",
        _call(laureates=["maison"]),
        "business_day.call/appel",
        "laureates",
    ),
    ("partner role unknown", _in("partners", role="friend"), "partners/agence", "role"),
    ("exhibitor session unknown", _in("exhibitors", session="x"), "exhibitors/maison", "session"),
]


@pytest.mark.parametrize(
    ("change", "entry", "field"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_load_of_a_broken_file_names_entry_and_field(
    change: Callable[[Data], None], entry: str, field: str
) -> None:
    data = programme_file()
    change(data)

    with pytest.raises(LoadError) as refusal:
        load(data)

    error = refusal.value
    assert (error.file, error.entry, error.field) == ("programme.json", entry, field)
    assert not Session.objects.exists()
