"""Calendar bytes: the only place that knows RFC 5545, 5546 and 7986.

Pure: entries in, bytes out. Times are written in UTC, which is right for single events and
needs no VTIMEZONE. What clients make of each property decided the choices below.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import idna
from icalendar import Calendar, Component, Event, Timezone, vCalAddress, vText, vUri
from icalendar.parser import Contentline

PRODID = "-//Summit//Summit//EN"
REFRESH = dt.timedelta(hours=1)
# Stands for the times of one entry in what many share.
_ANY_TIME = dt.datetime.min.replace(tzinfo=dt.UTC)
LONGEST_LINE = 75  # bytes without the line end; RFC 5545 §3.1

# Octets of UTF-8 that go on with the sign before them, and signs that begin an escape.
_CONTINUED_MASK, _CONTINUED = 0b1100_0000, 0b1000_0000
_ESCAPES = b"\\^"

# An empty calendar must still hold one component (RFC 5545 §3.6).
PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""

# Every sign that some reader takes for the end of a line, besides CR LF.
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates, the byte order mark and the signs that reverse what follows.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def plain_text(value: str) -> str:
    """`value` in NFC with \\n as its only line end and no control sign."""
    return _UNSAFE.sub("", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", value)))


def one_line(value: str) -> str:
    """`value` as one line of text, blanks collapsed."""
    return " ".join(plain_text(value).split())


@dataclass(frozen=True)
class Person:
    email: str
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """One event. `start` and `end` are aware datetimes, or dates (`end` exclusive).

    `uid` is random and stored; `sequence` and `last_modified` are kept beside it and never
    computed here. `geo` is (latitude, longitude). `url` is absolute.
    """

    uid: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    summary: str
    description: str
    location: str
    url: str
    created: dt.datetime
    last_modified: dt.datetime
    sequence: int
    geo: tuple[float, float] | None = None
    conference_url: str = ""
    conference_label: str = ""
    transparent: bool = False
    tentative: bool = False
    cancelled: bool = False
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What a calendar answers for one attendee (RFC 5546 §3.2.3)."""

    uid: str
    attendee: str
    partstat: str
    sequence: int
    stamp: dt.datetime


@dataclass(frozen=True)
class Facts:
    """What the mail around an invitation has to repeat."""

    method: str
    uid: str
    organizer_email: str


def request(entry: Entry, *, organizer: Person, attendee: Person, stamp: dt.datetime) -> bytes:
    """METHOD:REQUEST for somebody who is registered: accepted, no reply asked."""
    return _invitation("REQUEST", entry, organizer=organizer, attendee=attendee, stamp=stamp)


def cancel(entry: Entry, *, organizer: Person, attendee: Person, stamp: dt.datetime) -> bytes:
    """METHOD:CANCEL of an earlier request; `entry.sequence` must have been raised."""
    return _invitation("CANCEL", entry, organizer=organizer, attendee=attendee, stamp=stamp)


def download(entries: Iterable[Entry]) -> bytes:
    """ "Add to calendar": no METHOD, ORGANIZER or ATTENDEE, so that no client asks to accept.

    DTSTAMP is the last change, so identical data give identical bytes.
    """
    return _write(_calendar(), [_event(entry, stamp=entry.last_modified) for entry in entries])


def feed(name: str, entries: Iterable[Entry], source_url: str) -> bytes:
    """A subscription: identical bytes for identical data; never empty."""
    calendar = _calendar()
    # vText by hand: the library's own `name=` writes the text unescaped.
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _text(one_line(name)))
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("source", vUri(_uri(source_url)), {"VALUE": "URI"})
    events = [_event(entry, stamp=entry.last_modified) for entry in entries]
    if not events:
        calendar.add_component(Timezone.from_ical(PARIS))
    return _write(calendar, events)


def read_facts(raw: bytes) -> Facts:
    """METHOD, UID and organizer of an invitation written here.

    Read line by line: a parser would take longer than all the rest of writing the mail.
    """
    values = {"METHOD": "", "UID": "", "ORGANIZER": ""}
    for line in _unfold(raw):
        name = line.partition(":")[0].partition(";")[0]
        if name in values:
            values[name] = line[len(name) + 1 :]
    return Facts(
        method=values["METHOD"],
        uid=values["UID"],
        organizer_email=values["ORGANIZER"].rpartition("mailto:")[2],
    )


def read_reply(raw: bytes) -> Reply:
    """The one answer in a METHOD:REPLY; raises ValueError for anything else."""
    try:
        calendar: Any = Calendar.from_ical(raw)
        (event,) = calendar.walk("VEVENT")
        attendee, stamp = event["ATTENDEE"], event["DTSTAMP"].dt
        is_reply = str(calendar["METHOD"]).upper() == "REPLY"
        if not is_reply or isinstance(attendee, list) or not isinstance(stamp, dt.datetime):
            raise ValueError("A reply speaks for one attendee, at one moment.")
        scheme, _colon, address = str(attendee).partition(":")
        if scheme.lower() != "mailto":
            raise ValueError("Not an e-mail address.")
        return Reply(
            uid=one_line(str(event["UID"])),
            attendee=unquote(address),
            partstat=one_line(str(attendee.params.get("PARTSTAT", ""))).upper(),
            sequence=int(event.get("SEQUENCE", 0)),
            stamp=stamp if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC),
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("Not a readable reply.") from error


def split_objects(raw: bytes) -> list[bytes]:
    """The iCalendar objects that stand one after the other in `raw`."""
    end = b"END:VCALENDAR\r\n"
    return [part + end for part in raw.split(end) if part]


def replace_addresses(raw: bytes, addresses: Mapping[str, str]) -> bytes:
    """Put each value where its key stands, and fold anew."""
    lines = _unfold(raw)
    for placeholder, address in addresses.items():
        lines = [line.replace(placeholder, address) for line in lines]
    return _fold(lines)


def unfold_text(text: str) -> str:
    """Calendar text with each property on one line, for a person to read or to search in."""
    return text.replace("\r\n ", "")


def restamp(raw: bytes, stamp: dt.datetime) -> bytes:
    """The same invitation sent at another moment (RFC 5546 §2.1.5: the later one counts)."""
    written = f"DTSTAMP:{_written(stamp)}"
    lines = _unfold(raw)
    return _fold([written if line.startswith("DTSTAMP:") else line for line in lines])


def _invitation(
    method: str, entry: Entry, *, organizer: Person, attendee: Person, stamp: dt.datetime
) -> bytes:
    calendar = _calendar()
    calendar.add("method", method)
    people = {"ORGANIZER": _address(organizer), "ATTENDEE": _attendee(attendee)}
    written = [
        Contentline.from_parts(name, one.params, one, sorted=False) for name, one in people.items()
    ]
    event = _event(entry, stamp=stamp, cancelled=method == "CANCEL", people=written)
    return _write(calendar, [event])


def _calendar() -> Calendar:
    # Calendar.new() would put a random UID into each answer.
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(
    entry: Entry, *, stamp: dt.datetime, cancelled: bool = False, people: Iterable[str] = ()
) -> bytes:
    shared = replace(
        entry,
        uid="",
        sequence=0,
        created=_ANY_TIME,
        last_modified=_ANY_TIME,
        cancelled=cancelled or entry.cancelled,
    )
    first = [
        "BEGIN:VEVENT",
        f"UID:{vText(one_line(entry.uid)).to_ical().decode()}",
        f"DTSTAMP:{_written(stamp)}",
    ]
    last = [
        f"SEQUENCE:{entry.sequence}",
        f"CREATED:{_written(entry.created)}",
        f"LAST-MODIFIED:{_written(entry.last_modified)}",
        *people,
        "END:VEVENT",
    ]
    return _fold(first) + _facts(shared) + _fold(last)


@lru_cache(maxsize=1024)
def _facts(entry: Entry) -> bytes:
    """The properties that many entries share: a thousand people are invited to one day."""
    location, description = _place_and_text(entry)
    event = Event()
    event.add("dtstart", _moment(entry.start))
    event.add("dtend", _moment(entry.end))
    event.add("summary", _text(one_line(entry.summary)))
    event.add("description", _text(description))
    if location:
        event.add("location", _text(location))
    if entry.geo:
        event.add("geo", entry.geo)
    event.add("url", vUri(_uri(entry.url)))
    if entry.conference_url and not entry.cancelled:
        _add_conference(event, entry)
    if entry.categories:
        event.add("categories", [_text(one_line(category)) for category in entry.categories])
    event.add("status", _status(entry))
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT" if entry.transparent else "OPAQUE")
    return _fold(_lines(event)[1:-1])


def _status(entry: Entry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative else "CONFIRMED"


def _place_and_text(entry: Entry) -> tuple[str, str]:
    """LOCATION and DESCRIPTION; both name the address to join, since few clients show
    CONFERENCE, and the text ends with the event's own address."""
    location, text = one_line(entry.location), plain_text(entry.description).strip()
    join = entry.conference_url
    if join and not entry.cancelled and join not in location and join not in text:
        joining = f"{one_line(entry.conference_label)} – {join}".removeprefix(" – ")
        if location:
            text = f"{text}\n\n{joining}".strip()
        else:
            location = joining
    if entry.url and not text.endswith(entry.url):
        text = f"{text}\n\n{entry.url}".strip()
    return location, text


def _text(value: str) -> vText:
    # The library would take a typed \N for a line end.
    return vText(value.replace("\\N", "\\n"))


def _add_conference(event: Event, entry: Entry) -> None:
    address = vUri(_uri(entry.conference_url))
    parameters = {"VALUE": "URI", "FEATURE": "VIDEO"}
    if label := _parameter(entry.conference_label):
        parameters["LABEL"] = label
    event.add("conference", address, parameters)
    event.add("x-google-conference", vUri(_uri(entry.conference_url)))


def _attendee(person: Person) -> vCalAddress:
    address = _address(person)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address


def _address(person: Person) -> vCalAddress:
    """A bare mailto: with the name as CN; raises ValueError for what is no address."""
    email = person.email
    if "@" not in email or email != one_line(email):
        raise ValueError("Not an e-mail address.")
    address = vCalAddress("mailto:" + quote(_ascii_domain(email), safe="@!#$&'*+/=?^_`{|}~.-"))
    if name := _parameter(person.name):
        address.params["CN"] = name
    return address


def _ascii_domain(email: str) -> str:
    """A domain of other letters in the form that the mail's own headers have."""
    local, _at, domain = email.rpartition("@")
    try:
        return email if domain.isascii() else f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        raise ValueError("Not an e-mail address.") from None


def _parameter(value: str) -> str:
    """A parameter value without the signs that RFC 6868 escapes and few clients decode."""
    return one_line(value).replace('"', "’").replace("^", "")


def _uri(value: str) -> str:
    """An absolute http(s) address, or nothing that could end its line."""
    address = quote(one_line(value), safe="/:?#[]@!$&'()*+,;=%~._-")
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError("A calendar entry needs absolute addresses.")
    return address


def _moment(value: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return _utc(value) if isinstance(value, dt.datetime) else value


def _utc(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("A calendar holds aware times only.")
    return value.astimezone(dt.UTC).replace(microsecond=0)


def _written(value: dt.datetime) -> str:
    return f"{_utc(value):%Y%m%dT%H%M%SZ}"


def _write(calendar: Calendar, events: Iterable[bytes]) -> bytes:
    *head, end = _lines(calendar)
    return _fold(head) + b"".join(events) + _fold([end])


def _lines(component: Component) -> list[str]:
    return [line for line in component.content_lines(sorted=False) if line]


def _unfold(raw: bytes) -> list[str]:
    return unfold_text(raw.decode("utf-8")).removesuffix("\r\n").split("\r\n")


def _fold(lines: Iterable[str]) -> bytes:
    return b"".join(_fold_line(line) + b"\r\n" for line in lines)


def _fold_line(line: str) -> bytes:
    """At most 75 octets a line (RFC 5545 §3.1), no sign and no escape cut in two."""
    raw = line.encode()
    parts, start = [], 0
    while len(raw) - start >= LONGEST_LINE:
        end = start + LONGEST_LINE - 1
        while raw[end] & _CONTINUED_MASK == _CONTINUED:
            end -= 1
        if raw[end - 1] in _ESCAPES:
            end -= 1
        parts.append(raw[start:end])
        start = end
    return b"\r\n ".join([*parts, raw[start:]])
