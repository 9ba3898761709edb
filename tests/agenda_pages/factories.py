"""A small programme made by hand, as value objects: two days, two venues and a placeholder."""

import datetime as dt
import uuid
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from agenda.programme import (
    Appearance,
    Day,
    Programme,
    Room,
    Session,
    Speaker,
    Term,
    Text,
    Theme,
    Venue,
)

PARIS = ZoneInfo("Europe/Paris")
SATURDAY, SUNDAY = dt.date(2025, 2, 8), dt.date(2025, 2, 9)
PUBLISHED = dt.datetime(2025, 1, 10, 12, tzinfo=dt.UTC)
_numbers = count(1)


def text(value: str) -> Text:
    return Text(fr=value, en=value)


def theme(slug: str, order: int = 1) -> Theme:
    return Theme(slug, order, text(slug), text(f"{slug} ?"), text(""), text(slug[:2].upper()))


TRUST, WORK = theme("confiance", 1), theme("avenir-du-travail", 2)
FORMATS = {name: Term(name, text(name)) for name in ("table-ronde", "atelier", "exposition")}


def venue(slug: str, **fields: Any) -> Venue:
    known: dict[str, Any] = {
        "slug": slug,
        "order": 1,
        "name": text(f"Lieu {slug}"),
        "role": text("Week-end culturel"),
        "virtual": False,
        "to_be_confirmed": False,
        "address": "1 quai de la Seine, 75013 Paris",
        "address_confirmed": True,
        "latitude": 48.8336,
        "longitude": 2.3758,
        "coordinate_precision_m": 150,
        "directions": text("Métro 14."),
        "directions_confirmed": True,
        "website": "https://www.example.org",
        "rooms": (),
    }
    return Venue(**(known | fields))


BNF = venue("bnf", rooms=(Room("grand-auditorium", text("Grand auditorium")),))
ARTS = venue("arts", address_confirmed=False, directions_confirmed=False)
NOWHERE = venue(
    "paris-a-confirmer",
    to_be_confirmed=True,
    name=text("Paris, lieu à confirmer"),
    address="",
    directions=Text(),
    website="",
)


def at(hour: str, day: dt.date = SATURDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(hour), tzinfo=PARIS)


def session(slug: str, start: str = "10:00", end: str = "11:00", **fields: Any) -> Session:
    """A round table on Saturday at the BnF, all sourced, with the host's registration."""
    number = next(_numbers)
    day = fields.get("day", SATURDAY)
    known: dict[str, Any] = {
        "id": number,
        "slug": slug,
        "url_slug": slug,
        "title": text(f"Session {slug}"),
        "summary": text(f"Ce que {slug} raconte."),
        "state": "scheduled",
        "day": day,
        "day_confirmed": True,
        "starts_at": at(start, day),
        "ends_at": at(end, day),
        "time_confirmed": True,
        "end_confirmed": True,
        "part_of_day": "",
        "also_on": (),
        "venue": BNF,
        "room": None,
        "track": Term("culturel", text("Week-end culturel")),
        "series": None,
        "relation": "programme",
        "format": FORMATS["table-ronde"],
        "themes": (),
        "axis": None,
        "sector": None,
        "appearances": (),
        "access": "registration",
        "access_confirmed": True,
        "registration_by": "organiser",
        "participation": "in_person",
        "participation_confirmed": True,
        "languages": (),
        "booking": False,
        "capacity": None,
        "capacity_confirmed": False,
        "drop_in": False,
        "is_block": False,
        "calendar_uid": str(uuid.UUID(int=number)),
        "sequence": 0,
        "published_at": PUBLISHED,
        "changed_at": PUBLISHED,
    }
    return Session(**(known | fields))


def speaker(name: str) -> Speaker:
    slug = name.lower().replace(" ", "-")
    return Speaker(slug, name, name, text("Chercheuse"), text("ENS"))


def appearance(name: str, role: str = "speaker") -> Appearance:
    return Appearance(speaker(name), role)


def day(date: dt.date, sessions: tuple[Session, ...]) -> Day:
    held = [one for one in sessions if date in one.dates()]
    return Day(
        date=date,
        slug=date.isoformat(),
        title=text(f"Journée du {date.day}"),
        summary=text("Une journée."),
        access_note=text("Entrée gratuite, sur inscription auprès de l’organisateur."),
        access=("registration",),
        tracks=(),
        venues=(),
        sessions=tuple(sorted(held, key=lambda one: one.span_on(date))),
    )


def programme(*sessions: Session) -> Programme:
    ordered = tuple(sorted(sessions, key=lambda one: (one.starts_at, one.ends_at)))
    return Programme(
        number=1,
        digest="0" * 64,
        published_at=PUBLISHED,
        days=(day(SATURDAY, ordered), day(SUNDAY, ordered)),
        themes=(TRUST, WORK),
        venues=(BNF, ARTS, NOWHERE),
        sessions=ordered,
        formats=tuple(FORMATS.values()),
    )
