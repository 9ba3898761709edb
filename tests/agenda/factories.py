"""A small programme, as a data file and as rows. Everything in it is invented."""

import datetime as dt
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from agenda.models import (
    Access,
    Participation,
    PartnerRole,
    PartnerScope,
    PartOfDay,
    Relation,
    Session,
    SpeakerRole,
)
from agenda.services.loading import load_programme_file
from summit.edition.loading import LoadReport
from summit.edition.models import Edition

REAL_FILE = Path(__file__).parents[2] / "summit" / "content" / "programme.json"


def text(word: str) -> dict[str, str]:
    return {"fr": f"{word} (fr)", "en": f"{word} (en)"}


def _named(*slugs: str, **extra: Any) -> list[dict[str, Any]]:
    return [{"slug": slug, "name": text(slug), **extra} for slug in slugs]


PROVENANCE = {"confidence": "high", "origin": "public", "source": ["https://example.org/page"]}

VENUE = {
    "slug": "grande-halle",
    "name": text("Great hall"),
    "virtual": False,
    "address": "1 rue de la Paix, 75002 Paris",
    "address_confirmed": True,
    "latitude": 48.5,
    "longitude": 2.25,
    "coordinate_precision_m": 100,
    "coordinate_basis": "monument",
    "directions": text("Metro"),
    "directions_confirmed": None,
    "website": "https://example.org",
    "role": text("Plenaries"),
    "capacity": 200,
    "capacity_confirmed": False,
    "capacity_note": "An estimate.",
    "rooms": [
        {"slug": "salle-a", "name": text("Room A"), "capacity": 50},
        {"slug": "salle-b", "name": text("Room B"), "capacity": None},
    ],
    "source": [],
}
ONLINE = {
    **VENUE,
    "slug": "en-ligne",
    "name": text("Online"),
    "virtual": True,
    "address": None,
    "address_confirmed": None,
    "latitude": None,
    "longitude": None,
    "coordinate_precision_m": None,
    "coordinate_basis": None,
    "directions": None,
    "website": None,
    "capacity": None,
    "capacity_confirmed": None,
    "capacity_note": None,
    "rooms": [],
}
SESSION = {
    "id": "opening",
    "slug": "ouverture",
    "title": text("Opening"),
    "summary": text("The day begins"),
    "day": "2025-02-10",
    "day_confirmed": True,
    "start": "2025-02-10T09:00:00+01:00",
    "end": "2025-02-10T10:00:00+01:00",
    "time_confirmed": True,
    "end_confirmed": False,
    "part_of_day": "morning",
    "also_on": [],
    "venue": "grande-halle",
    "room": "salle-a",
    "track": "forum",
    "series": "pairs",
    "relation": "programme",
    "format": "pleniere",
    "themes": ["confiance", "travail"],
    "axis": None,
    "sector": None,
    "speakers": [
        {"speaker": "ada", "role": "moderator"},
        {"speaker": "alan", "role": "speaker"},
    ],
    "access": "registration",
    "access_confirmed": True,
    "registration_by": "organiser",
    "participation": "in_person",
    "participation_confirmed": None,
    "languages": ["fr", "en"],
    "booking": False,
    "capacity": None,
    "capacity_confirmed": None,
    "drop_in": False,
    "is_block": False,
    **PROVENANCE,
    "note": None,
}
WORKSHOP = {
    **SESSION,
    "id": "workshop",
    "slug": "atelier",
    "title": text("Workshop"),
    "day": "2025-02-11",
    "start": "2025-02-11T14:00:00+01:00",
    "end": "2025-02-11T15:30:00+01:00",
    "part_of_day": None,
    "room": None,
    "series": None,
    "themes": [],
    "axis": "usages",
    "sector": "sante",
    "speakers": [],
    "registration_by": "site",
    "languages": [],
    "booking": True,
    "capacity": 40,
    "capacity_confirmed": False,
}


def _days() -> list[dict[str, Any]]:
    return [
        {
            "date": f"2025-02-{number}",
            "slug": f"fevrier-{number}",
            "order": number,
            "title": text(f"Day {number}"),
            "summary": text("What happens"),
            "tracks": ["forum"],
            "venues": ["grande-halle"],
            "access": ["registration"],
            "access_note": text("Who may come"),
        }
        for number in (10, 11)
    ]


def _business_day() -> dict[str, Any]:
    return {
        "date": "2025-02-11",
        "venue": "grande-halle",
        "axes": _named("usages", order=1, summary=text("Uses"), formats=["atelier", "pleniere"]),
        "sectors": _named("sante", order=1, summary=text("Health")),
        "audiences": _named("entrepreneurs", order=1, summary=text("Firms")),
        "organisation_types": _named("pme", order=1),
        "call": {
            "slug": "appel",
            "name": "The Call",
            "runner": "agence",
            "summary": text("A call"),
            "criteria": [text("Useful"), text("Small")],
            "laureates": [],
            "laureates_confirmed": False,
        },
        **PROVENANCE,
    }


def programme_file() -> dict[str, Any]:
    """A valid file with two days, two venues, two sessions and one of everything else."""
    return deepcopy(
        {
            "schema_version": 1,
            "edition": {"slug": "test"},
            "tracks": _named("forum"),
            "series": _named("pairs", relation="programme"),
            "formats": _named("pleniere", "atelier"),
            "languages": _named("fr", "en"),
            "venues": [VENUE, ONLINE],
            "themes": [
                {**item, "question": text("Why"), "summary": text("All of it"), "source": []}
                for item in _named("confiance", order=1) + _named("travail", order=2)
            ],
            "days": _days(),
            "business_day": _business_day(),
            "access_rules": [
                {
                    "slug": "organiser",
                    "kind": "organiser",
                    "track": None,
                    "audience": None,
                    "answer": "register",
                    "badge": text("With the host"),
                    "title": text("Register with the host"),
                    "text": text("The host registers"),
                    "link": None,
                },
                {
                    "slug": "organiser-entrepreneurs",
                    "kind": "organiser",
                    "track": None,
                    "audience": "entrepreneurs",
                    "answer": "no",
                    "badge": None,
                    "title": None,
                    "text": text("Not for firms"),
                    "link": None,
                },
            ],
            "partners": [
                {
                    "slug": "agence",
                    "name": text("The Agency"),
                    "role": "supporter",
                    "scope": "business-day",
                    "role_label": None,
                    "website": None,
                    **PROVENANCE,
                }
            ],
            "speakers": [
                {
                    "id": slug,
                    "name": name,
                    "sort_name": name,
                    "function": text("Engineer"),
                    "organisation": None,
                    "confidence": "high",
                    "source": [],
                }
                for slug, name in (("ada", "Ada Example"), ("alan", "Alan Example"))
            ],
            "sessions": [SESSION, WORKSHOP],
            "exhibitors": [
                {
                    "slug": "maison",
                    "name": "The House",
                    "summary": text("What it shows"),
                    "sector": "sante",
                    "axis": "usages",
                    "laureate": None,
                    "presence_confirmed": False,
                    "stand": None,
                    "session": "workshop",
                    **PROVENANCE,
                    "note": None,
                }
            ],
            "access_levels": _named(*Access.values, help=text("How")),
            "participation_modes": _named(*Participation.values, help=text("How")),
            "relations": _named(*Relation.values),
            "parts_of_day": _named(*PartOfDay.values),
            "speaker_roles": _named(*SpeakerRole.values),
            "partner_roles": _named(*PartnerRole.values),
            "partner_scopes": _named(*PartnerScope.values),
        }
    )


def real_file() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(REAL_FILE.read_text(encoding="utf-8"))
    return data


def make_edition() -> Edition:
    edition, _ = Edition.objects.get_or_create(
        slug="test",
        defaults={
            "name_fr": "Test",
            "name_en": "Test",
            "start": dt.date(2025, 2, 6),
            "end": dt.date(2025, 2, 11),
        },
    )
    return edition


def load(data: dict[str, Any] | None = None, *, overwrite: bool = False) -> LoadReport:
    make_edition()
    return load_programme_file(data or programme_file(), overwrite=overwrite)


def session(slug: str = "opening") -> Session:
    return Session.objects.get(slug=slug)


def add_sessions(count: int) -> None:
    """Further sessions of the first day, each with its own speakerless hour."""
    first = session()
    for number in range(count):
        Session.objects.create(
            slug=f"more-{number}",
            url_slug=f"encore-{number}",
            title_fr=f"Encore {number}",
            title_en=f"More {number}",
            day=first.day,
            starts_at=first.starts_at + dt.timedelta(hours=2 + number),
            ends_at=first.starts_at + dt.timedelta(hours=3 + number),
            venue=first.venue,
            track=first.track,
            format=first.format,
            relation=Relation.PROGRAMME,
            access=Access.INVITATION,
        )
