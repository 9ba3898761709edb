"""A calendar program that does what RFC 5546 asks of one, and nothing more."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from icalendar import Calendar

from summit import ics
from summit.mail.models import OutgoingEmail
from tests.services.calendars import read_with_both


@dataclass(frozen=True)
class Known:
    sequence: int
    stamp: dt.datetime
    start: dt.datetime
    end: dt.datetime
    location: str
    summary: str
    shown: bool
    tentative: bool = False

    @property
    def facts(self) -> tuple[dt.datetime, dt.datetime, str, str]:
        """Without the number: a change that was taken back raises it and is not told."""
        return self.start, self.end, self.location, self.summary


@dataclass
class CalendarClient:
    """Takes in what mails carry, in whatever order and however often they arrive."""

    known: dict[str, Known] = field(default_factory=dict)

    def take_mails(self, mails: Iterable[OutgoingEmail]) -> None:
        for mail in mails:
            for raw in ics.split_objects(mail.calendar.encode()):
                self.take(raw)

    def take(self, raw: bytes) -> None:
        """RFC 5546 §2.1.5: a higher SEQUENCE wins, then a later DTSTAMP; all else is old."""
        read = read_with_both(raw)  # what two independent readers make of it
        (event,) = Calendar.from_ical(raw).walk("VEVENT")
        assert str(event["UID"]) == read.events[0].uid
        new = Known(
            sequence=int(event["SEQUENCE"]),
            stamp=event["DTSTAMP"].dt,
            start=read.events[0].start,
            end=read.events[0].end,
            location=read.events[0].location,
            summary=read.events[0].summary,
            shown=read.method == "REQUEST",
            tentative=str(event["STATUS"]) == "TENTATIVE",
        )
        old = self.known.get(read.events[0].uid)
        if old is None or (new.sequence, new.stamp) > (old.sequence, old.stamp):
            self.known[read.events[0].uid] = new

    @property
    def entries(self) -> dict[str, Known]:
        """What its owner sees."""
        return {uid: entry for uid, entry in self.known.items() if entry.shown}


def read_feed(raw: bytes) -> dict[str, Known]:
    """By UID, what a subscription shows; cancelled and tentative entries included."""
    read = {event.uid: event for event in read_with_both(raw).events}
    found = {}
    for event in Calendar.from_ical(raw).walk("VEVENT"):
        uid = str(event["UID"])
        found[uid] = Known(
            sequence=int(event["SEQUENCE"]),
            stamp=event["DTSTAMP"].dt,
            start=read[uid].start,
            end=read[uid].end,
            location=read[uid].location,
            summary=read[uid].summary,
            shown=str(event["STATUS"]) == "CONFIRMED",
            tentative=str(event["STATUS"]) == "TENTATIVE",
        )
    return found
