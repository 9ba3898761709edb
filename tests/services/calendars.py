"""Two independent readers of calendar bytes, neither of which wrote them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ics
import vobject


@dataclass(frozen=True)
class Event:
    """What both readers must agree on."""

    uid: str
    summary: str
    start: datetime
    end: datetime
    location: str


@dataclass(frozen=True)
class Calendar:
    method: str
    events: tuple[Event, ...]


def read_with_vobject(raw: bytes) -> Calendar:
    calendar: Any = vobject.readOne(raw.decode("utf-8"))
    return Calendar(
        method=getattr(getattr(calendar, "method", None), "value", ""),
        events=tuple(
            Event(
                uid=event.uid.value,
                summary=event.summary.value,
                start=event.dtstart.value,
                end=event.dtend.value,
                location=getattr(getattr(event, "location", None), "value", ""),
            )
            for event in getattr(calendar, "vevent_list", [])
        ),
    )


def read_with_ics(raw: bytes) -> Calendar:
    calendar: Any = ics.Calendar(raw.decode("utf-8"))
    return Calendar(
        method=calendar.method or "",
        events=tuple(
            Event(
                uid=event.uid,
                summary=event.name,
                start=event.begin.datetime,
                end=event.end.datetime,
                location=event.location or "",
            )
            for event in sorted(calendar.events, key=lambda event: (event.begin, event.uid))
        ),
    )


def read_with_both(raw: bytes) -> Calendar:
    """The calendar as both readers see it; fails where they differ."""
    one, other = read_with_vobject(raw), read_with_ics(raw)
    ordered = tuple(sorted(one.events, key=lambda event: (event.start, event.uid)))
    assert (one.method, ordered) == (other.method, other.events)
    return Calendar(method=one.method, events=ordered)
