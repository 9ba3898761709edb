"""The content of a release becomes the frozen value objects that pages read."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from agenda import programme as values
from agenda.programme import Programme, Text

Index = dict[str, Any]


def parse_programme(
    content: Mapping[str, Any], *, number: int, digest: str, published_at: dt.datetime | None
) -> Programme:
    """Raises KeyError when the content refers to something that it does not hold."""
    zone = ZoneInfo(content["zone"])
    lists = {
        name: _index(_term(item) for item in content[name])
        for name in (
            "tracks",
            "series",
            "formats",
            "languages",
            "sectors",
            "organisation_types",
        )
    }
    lists["audiences"] = _index(
        _term(item) for item in content["audiences"] if item.get("registers", True)
    )
    themes = _index(_theme(item) for item in content["themes"])
    venues = _index(_venue(item) for item in content["venues"])
    axes = _index(_axis(item, lists["formats"]) for item in content["axes"])
    speakers = _index(_speaker(item) for item in content["speakers"])
    access_rules = sorted(
        (_access_rule(item) for item in content.get("access_rules", ())),
        key=lambda rule: rule.breadth,
    )
    known = {**lists, "themes": themes, "venues": venues, "axes": axes, "speakers": speakers}
    known["access_rules"] = _rules_by_way_in(access_rules, lists["tracks"])
    sessions = _index(
        sorted(
            (_session(item, known, zone) for item in content["sessions"]),
            key=lambda session: (session.starts_at, session.ends_at, session.id),
        )
    )
    partners = _index(_partner(item) for item in content["partners"])
    return Programme(
        number=number,
        digest=digest,
        published_at=published_at,
        zone=zone,
        days=tuple(_day(item, known, sessions.values()) for item in content["days"]),
        themes=tuple(themes.values()),
        venues=tuple(venues.values()),
        speakers=tuple(speakers.values()),
        sessions=tuple(sessions.values()),
        partners=tuple(partners.values()),
        exhibitors=tuple(_exhibitor(item, known, sessions) for item in content["exhibitors"]),
        axes=tuple(axes.values()),
        calls=tuple(_call(item, partners) for item in content["calls"]),
        visitors=tuple(_visitor(item) for item in content["audiences"]),
        access_rules=tuple(access_rules),
        **{name: tuple(found.values()) for name, found in lists.items()},
    )


def _index(found: Iterable[Any]) -> Index:
    return {value.slug: value for value in found}


def _text(value: Mapping[str, str]) -> Text:
    return Text(value["fr"], value["en"])


def _get(index: Index, key: str | None) -> Any:
    return None if key is None else index[key]


def _term(item: Mapping[str, Any]) -> values.Term:
    return values.Term(
        item["slug"],
        _text(item["name"]),
        _text(item["summary"]) if "summary" in item else Text(),
    )


def _visitor(item: Mapping[str, Any]) -> values.Visitor:
    return values.Visitor(
        slug=item["slug"],
        name=_text(item["name"]),
        phrase=_text(item["phrase"]) if "phrase" in item else Text(),
        registers=item.get("registers", True),
    )


def _access_rule(item: Mapping[str, Any]) -> values.AccessRule:
    return values.AccessRule(
        slug=item["slug"],
        kind=item["kind"],
        track=item["track"] or "",
        audience=item["audience"] or "",
        answer=item["answer"],
        badge=_text(item["badge"]),
        title=_text(item["title"]),
        text=_text(item["text"]),
        link=item["link"],
    )


def _rules_by_way_in(rules: Iterable[values.AccessRule], tracks: Iterable[str]) -> Index:
    """By kind and track, the lines that bear on it in their order."""
    rules = list(rules)
    return {
        f"{kind} {track}": tuple(
            rule for rule in rules if rule.kind == kind and rule.track in {"", track}
        )
        for kind in {rule.kind for rule in rules}
        for track in tracks
    }


def _theme(item: Mapping[str, Any]) -> values.Theme:
    return values.Theme(
        slug=item["slug"],
        order=item["order"],
        name=_text(item["name"]),
        question=_text(item["question"]),
        summary=_text(item["summary"]),
        mark=_text(item["mark"]),
    )


def _venue(item: Mapping[str, Any]) -> values.Venue:
    texts = {name: _text(item[name]) for name in ("name", "role", "directions")}
    if "accessibility_note" in item:  # younger than the first releases
        texts["accessibility_note"] = _text(item["accessibility_note"])
    rooms = tuple(values.Room(room["slug"], _text(room["name"])) for room in item["rooms"])
    return values.Venue(**{**item, **texts, "rooms": rooms})


def _axis(item: Mapping[str, Any], formats: Index) -> values.Axis:
    return values.Axis(
        slug=item["slug"],
        order=item["order"],
        name=_text(item["name"]),
        summary=_text(item["summary"]),
        formats=tuple(formats[key] for key in item["formats"]),
    )


def _speaker(item: Mapping[str, Any]) -> values.Speaker:
    texts = {name: _text(item[name]) for name in ("function", "organisation")}
    return values.Speaker(**{**item, **texts})


def _session(item: Mapping[str, Any], known: Mapping[str, Index], zone: ZoneInfo) -> values.Session:
    fields = dict(item)
    venue = known["venues"][item["venue"]]
    people = fields.pop("speakers")
    return values.Session(
        **fields
        | {
            "title": _text(item["title"]),
            "summary": _text(item["summary"]),
            "day": dt.date.fromisoformat(item["day"]),
            "also_on": tuple(dt.date.fromisoformat(date) for date in item["also_on"]),
            "starts_at": _moment(item["starts_at"], zone),
            "ends_at": _moment(item["ends_at"], zone),
            "published_at": _moment(item["published_at"], zone),
            "changed_at": _moment(item["changed_at"], zone),
            "venue": venue,
            "room": _get({room.slug: room for room in venue.rooms}, item["room"]),
            "track": known["tracks"][item["track"]],
            "series": _get(known["series"], item["series"]),
            "format": known["formats"][item["format"]],
            "axis": _get(known["axes"], item["axis"]),
            "sector": _get(known["sectors"], item["sector"]),
            "rules": known["access_rules"].get(_way_in(item), ()),
            "themes": tuple(known["themes"][key] for key in item["themes"]),
            "languages": tuple(known["languages"][key] for key in item["languages"]),
            "appearances": tuple(
                values.Appearance(known["speakers"][person["speaker"]], person["role"])
                for person in people
            ),
        }
    )


def _way_in(item: Mapping[str, Any]) -> str:
    by_registration = item["access"] == "registration" and item["registration_by"]
    return f"{by_registration or item['access']} {item['track']}"


def _moment(value: str | None, zone: ZoneInfo) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value).astimezone(zone) if value else None


def _day(
    item: Mapping[str, Any], known: Mapping[str, Index], sessions: Iterable[values.Session]
) -> values.Day:
    date = dt.date.fromisoformat(item["date"])
    held = [session for session in sessions if date in session.dates()]
    return values.Day(
        date=date,
        slug=item["slug"],
        title=_text(item["title"]),
        summary=_text(item["summary"]),
        access_note=_text(item["access_note"]),
        access=tuple(item["access"]),
        tracks=tuple(known["tracks"][key] for key in item["tracks"]),
        venues=tuple(known["venues"][key] for key in item["venues"]),
        sessions=tuple(sorted(held, key=lambda session: (*session.span_on(date), session.id))),
    )


def _partner(item: Mapping[str, Any]) -> values.Partner:
    texts = {name: _text(item[name]) for name in ("name", "role_label")}
    return values.Partner(**{**item, **texts})


def _exhibitor(
    item: Mapping[str, Any], known: Mapping[str, Index], sessions: Index
) -> values.Exhibitor:
    return values.Exhibitor(
        **dict(item)
        | {
            "summary": _text(item["summary"]),
            "sector": _get(known["sectors"], item["sector"]),
            "axis": _get(known["axes"], item["axis"]),
            "session": _get(sessions, item["session"]),
        }
    )


def _call(item: Mapping[str, Any], partners: Index) -> values.ProjectCall:
    fr, en = (item["criteria"][language].splitlines() for language in ("fr", "en"))
    return values.ProjectCall(
        slug=item["slug"],
        name=item["name"],
        runner=_get(partners, item["runner"]),
        summary=_text(item["summary"]),
        criteria=tuple(Text(*pair) for pair in zip(fr, en, strict=True)),
        laureates_confirmed=item["laureates_confirmed"],
    )
