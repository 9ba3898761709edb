"""What an earlier release held and the current one no longer does.

An address that led somewhere once is not a mistyped one: who comes by it is told what became of it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from agenda.history import programme_at
from agenda.models import Release
from agenda.models.releases import ReleaseKey
from agenda.models.sessions import SessionState
from agenda.programme import Programme, Session, Text

ROWS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Gone:
    """Its name, the last release that held it, and when the one came out that does not."""

    name: Text
    release: ReleaseKey
    since: dt.datetime


def find_gone(programme: Programme, kind: str, key: str) -> Gone | None:
    """`kind` is day, theme, venue or session; `key` its part of an address.

    Ask for what `programme` does not hold: what it holds may be found here as well.
    """
    if programme.published_at is None:
        return None
    current = (programme.number, programme.digest, programme.published_at)
    return _held_before(current).get((kind, key))


def withdrawn_session(programme: Programme, url_slug: str) -> Session | None:
    """A session that was withdrawn, as it stood last, cancelled under the next number."""
    gone = find_gone(programme, "session", url_slug)
    if gone is None:
        return None
    session = programme_at(gone.release).sessions_by_url_slug[url_slug]
    return replace(
        session,
        state=SessionState.CANCELLED,
        sequence=session.sequence + 1,
        changed_at=gone.since.astimezone(programme.zone),
    )


@lru_cache(maxsize=2)
def _held_before(current: ReleaseKey) -> Mapping[tuple[str, str], Gone]:
    """All that a release before this one held; read once for each release that comes out."""
    rows = Release.objects.filter(number__lt=current[0]).newest_first()
    fields = rows.values_list("number", "digest", "published_at", "content")
    held: dict[tuple[str, str], Gone] = {}
    since = current[2]
    for number, digest, published_at, content in fields.iterator(chunk_size=ROWS_AT_ONCE):
        for place, name in _named(content):
            held.setdefault(place, Gone(name, (number, digest, published_at), since))
        since = published_at
    return held


def _named(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Text]]:
    """What has an address of its own; a placeholder for places to come is none."""
    for day in content["days"]:
        yield ("day", day["date"]), _text(day["title"])
    for theme in content["themes"]:
        yield ("theme", theme["slug"]), _text(theme["name"])
    for venue in content["venues"]:
        if not venue["to_be_confirmed"]:
            yield ("venue", venue["slug"]), _text(venue["name"])
    for session in content["sessions"]:
        yield ("session", session["url_slug"]), _text(session["title"])


def _text(value: Mapping[str, str]) -> Text:
    return Text(value["fr"], value["en"])
