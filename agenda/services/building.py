"""Live rows become the content of a release: plain JSON, both languages, nothing internal.

`Draft` reads all rows in a fixed number of queries; `build_content` writes them down. Sources,
confidence and editors' notes stay in the rows. Instants are ISO 8601 in UTC, references are
keys. agenda.services.parsing is the way back.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import models

from agenda import models as rows
from summit.edition.models import Edition
from summit.languages import LANGUAGES

FORMAT = 1

Content = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """The live programme as organisers edit it, without hidden sessions."""

    edition: Edition
    lists: dict[str, tuple[Any, ...]]
    venues: tuple[rows.Venue, ...]
    days: tuple[rows.Day, ...]
    axes: tuple[rows.Axis, ...]
    sessions: tuple[rows.Session, ...]
    partners: tuple[rows.Partner, ...]
    exhibitors: tuple[rows.Exhibitor, ...]
    calls: tuple[rows.ProjectCall, ...]
    access_rules: tuple[rows.AccessRule, ...]

    @property
    def speakers(self) -> tuple[rows.Speaker, ...]:
        """Those who appear in a session of the draft, by name."""
        found = {
            link.speaker.pk: link.speaker
            for session in self.sessions
            for link in session.sessionspeaker_set.all()
        }
        return tuple(sorted(found.values(), key=lambda speaker: (speaker.sort_name, speaker.pk)))


LISTS: dict[str, type[models.Model]] = {
    "tracks": rows.Track,
    "series": rows.Series,
    "formats": rows.Format,
    "languages": rows.Language,
    "themes": rows.Theme,
    "sectors": rows.Sector,
    "audiences": rows.Audience,
    "organisation_types": rows.OrganisationType,
}


def read_draft() -> Draft:
    """Sessions first: whatever they refer to cannot have been deleted before it is read."""
    return Draft(
        edition=Edition.objects.current(),
        sessions=tuple(rows.Session.objects.visible().with_everything().order_by("slug")),
        lists={name: tuple(model._default_manager.all()) for name, model in LISTS.items()},
        venues=tuple(rows.Venue.objects.prefetch_related("rooms")),
        days=tuple(rows.Day.objects.prefetch_related("tracks", "venues")),
        axes=tuple(rows.Axis.objects.prefetch_related("formats")),
        partners=tuple(rows.Partner.objects.all()),
        exhibitors=tuple(rows.Exhibitor.objects.select_related("sector", "axis", "session")),
        calls=tuple(rows.ProjectCall.objects.select_related("runner")),
        access_rules=tuple(rows.AccessRule.objects.select_related("track", "audience")),
    )


def build_content(draft: Draft) -> Content:
    """The whole programme as JSON; sessions carry the calendar stamps of their rows."""
    content: Content = {
        "format": FORMAT,
        "zone": draft.edition.timezone,
        "venues": [_venue(venue) for venue in draft.venues],
        "days": [_day(day) for day in draft.days],
        "axes": [_axis(axis) for axis in draft.axes],
        "speakers": [_speaker(speaker) for speaker in draft.speakers],
        "sessions": [_session(session) for session in draft.sessions],
        "partners": [_partner(partner) for partner in draft.partners],
        "exhibitors": [_exhibitor(exhibitor, draft) for exhibitor in draft.exhibitors],
        "calls": [_call(call) for call in draft.calls],
        "access_rules": [_access_rule(rule) for rule in draft.access_rules],
    }
    for name, found in draft.lists.items():
        content[name] = [_listed(row) for row in found]
    return content


def digest_of(content: Content) -> str:
    """SHA-256 of the canonical JSON: the same content has the same digest everywhere."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


# --- One row each -------------------------------------------------------------------------


def _text(row: models.Model, name: str) -> dict[str, str]:
    return {language: getattr(row, f"{name}_{language}") or "" for language in LANGUAGES}


def _keys(found: Any) -> list[str]:
    return [row.slug for row in found.all()]


def _key(row: Any) -> str | None:
    return row.slug if row else None


def _moment(value: dt.datetime | None) -> str | None:
    return value.astimezone(dt.UTC).isoformat() if value else None


def _listed(row: Any) -> Content:
    entry: Content = {"slug": row.slug, "name": _text(row, "name")}
    if isinstance(row, rows.Series):
        entry["relation"] = row.relation
    if isinstance(row, rows.Theme):
        entry |= {name: _text(row, name) for name in ("question", "summary", "mark")}
        entry["order"] = row.order
    if isinstance(row, rows.Sector | rows.Audience):
        entry["summary"] = _text(row, "summary")
    if isinstance(row, rows.Audience):
        entry |= {"phrase": _text(row, "phrase"), "registers": row.registers}
    return entry


def _venue(row: rows.Venue) -> Content:
    plain = (
        "order virtual to_be_confirmed address address_confirmed latitude longitude "
        "coordinate_precision_m directions_confirmed website "
        "step_free sign_language captions quiet_seat"
    )
    return {
        "slug": row.slug,
        **{name: getattr(row, name) for name in plain.split()},
        **{name: _text(row, name) for name in ("name", "role", "directions", "accessibility_note")},
        "rooms": [{"slug": room.slug, "name": _text(room, "name")} for room in row.rooms.all()],
    }


def _day(row: rows.Day) -> Content:
    return {
        "slug": row.slug,
        "date": row.date.isoformat(),
        **{name: _text(row, name) for name in ("title", "summary", "access_note")},
        "access": list(row.access),
        "tracks": _keys(row.tracks),
        "venues": _keys(row.venues),
    }


def _access_rule(row: rows.AccessRule) -> Content:
    return {
        "slug": row.slug,
        "kind": row.kind,
        "track": _key(row.track),
        "audience": _key(row.audience),
        "answer": row.answer,
        **{name: _text(row, name) for name in ("badge", "title", "text")},
        "link": row.link,
    }


def _axis(row: rows.Axis) -> Content:
    return {
        "slug": row.slug,
        "order": row.order,
        "name": _text(row, "name"),
        "summary": _text(row, "summary"),
        "formats": _keys(row.formats),
    }


def _speaker(row: rows.Speaker) -> Content:
    return {
        "slug": row.slug,
        "name": row.name,
        "sort_name": row.sort_name,
        "function": _text(row, "function"),
        "organisation": _text(row, "organisation"),
    }


def _session(row: rows.Session) -> Content:
    plain = (
        "id slug url_slug state day_confirmed time_confirmed end_confirmed part_of_day relation "
        "access access_confirmed registration_by participation participation_confirmed booking "
        "capacity capacity_confirmed drop_in is_block sequence registration_url "
        "step_free sign_language captions quiet_seat"
    )
    return {
        **{name: getattr(row, name) for name in plain.split()},
        "title": _text(row, "title"),
        "summary": _text(row, "summary"),
        "day": row.day.date.isoformat(),
        "also_on": sorted(day.date.isoformat() for day in row.also_on.all()),
        "starts_at": _moment(row.starts_at),
        "ends_at": _moment(row.ends_at),
        **{
            name: _key(getattr(row, name))
            for name in ("venue", "room", "track", "series", "format", "axis", "sector")
        },
        "themes": [link.theme.slug for link in row.sessiontheme_set.all()],
        "speakers": [
            {"speaker": link.speaker.slug, "role": link.role}
            for link in row.sessionspeaker_set.all()
        ],
        "languages": _keys(row.languages),
        "calendar_uid": str(row.calendar_uid),
        "published_at": _moment(row.published_at),
        "changed_at": _moment(row.changed_at),
    }


def _partner(row: rows.Partner) -> Content:
    return {
        "slug": row.slug,
        "name": _text(row, "name"),
        "role": row.role,
        "scope": row.scope,
        "role_label": _text(row, "role_label"),
        "website": row.website,
    }


def _exhibitor(row: rows.Exhibitor, draft: Draft) -> Content:
    """A hidden session is not shown, so an exhibitor does not name it."""
    visible = {session.pk for session in draft.sessions}
    return {
        "slug": row.slug,
        "name": row.name,
        "summary": _text(row, "summary"),
        "sector": _key(row.sector),
        "axis": _key(row.axis),
        "laureate": row.laureate,
        "presence_confirmed": row.presence_confirmed,
        "stand": row.stand,
        "session": _key(row.session) if row.session_id in visible else None,
    }


def _call(row: rows.ProjectCall) -> Content:
    return {
        "slug": row.slug,
        "name": row.name,
        "runner": _key(row.runner),
        "summary": _text(row, "summary"),
        "criteria": _text(row, "criteria"),
        "laureates_confirmed": row.laureates_confirmed,
    }
