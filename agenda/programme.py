"""The programme as the public reads it: frozen value objects built from one Release.

Every bilingual value is a `Text`, which prints itself in the active language, so one object
serves both languages and all threads. Instants are aware, in the edition's zone.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language

PARIS = ZoneInfo("Europe/Paris")
# What may be there for people who need it, in the order of pages and filters.
PROVISIONS = ("step_free", "sign_language", "captions", "quiet_seat")


@dataclass(frozen=True, slots=True)
class Text:
    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.to(get_language() or "fr")

    def to(self, language: str) -> str:
        return self.en if language.startswith("en") else self.fr

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a closed list: track, series, format, language, axis, sector, audience."""

    slug: str
    name: Text
    summary: Text = Text()

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who may want to come. `phrase` follows “I come…”; `registers`: in the form here."""

    slug: str
    name: Text
    phrase: Text
    registers: bool

    def __str__(self) -> str:
        return str(self.phrase or self.name)


@dataclass(frozen=True, slots=True)
class AccessRule:
    """A line of the access table; values of agenda.models.AccessKind and Answer.

    `track` and `audience` are keys, empty for all. Words may be empty: a wider line has them.
    """

    slug: str
    kind: str
    track: str
    audience: str
    answer: str
    badge: Text
    title: Text
    text: Text
    link: str

    @property
    def breadth(self) -> tuple[bool, bool]:
        """The narrower line sorts first: track and audience, audience, track, all."""
        return not self.audience, not self.track


@dataclass(frozen=True, slots=True)
class Theme:
    slug: str
    order: int
    name: Text
    question: Text
    summary: Text
    mark: Text

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return f"{reverse('agenda:theme_list')}#{self.slug}"


@dataclass(frozen=True, slots=True)
class Room:
    slug: str
    name: Text

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, slots=True)
class Venue:
    slug: str
    order: int
    name: Text
    role: Text
    virtual: bool
    to_be_confirmed: bool
    address: str
    address_confirmed: bool
    latitude: float | None
    longitude: float | None
    coordinate_precision_m: int | None
    directions: Text
    directions_confirmed: bool
    website: str
    rooms: tuple[Room, ...]
    accessibility_note: Text = Text()
    step_free: str = ""
    sign_language: str = ""
    captions: str = ""
    quiet_seat: str = ""

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("agenda:show_venue", args=[self.slug])


@dataclass(frozen=True, slots=True)
class Speaker:
    slug: str
    name: str
    sort_name: str
    function: Text
    organisation: Text

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("agenda:show_speaker", args=[self.slug])

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class Appearance:
    """A speaker in a session; `role` is a value of agenda.models.SpeakerRole."""

    speaker: Speaker
    role: str


@lru_cache(maxsize=2048)
def _session_url(url_slug: str, _language: str | None) -> str:
    """A page of the agenda asks for each of its addresses several times."""
    return reverse("agenda:show_session", args=[url_slug])


@dataclass(frozen=True)
class Session:
    """`id` is the live row's pk (bookings point to it), `slug` the key of the data files."""

    id: int
    slug: str
    url_slug: str
    title: Text
    summary: Text
    state: str
    day: dt.date
    day_confirmed: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    time_confirmed: bool
    end_confirmed: bool
    part_of_day: str
    also_on: tuple[dt.date, ...]
    venue: Venue
    room: Room | None
    track: Term
    series: Term | None
    relation: str
    format: Term
    themes: tuple[Theme, ...]
    axis: "Axis | None"
    sector: Term | None
    appearances: tuple[Appearance, ...]
    access: str
    access_confirmed: bool
    registration_by: str
    participation: str
    participation_confirmed: bool
    languages: tuple[Term, ...]
    booking: bool
    capacity: int | None
    capacity_confirmed: bool
    drop_in: bool
    is_block: bool
    # The calendar entry: `sequence` rises and `changed_at` moves with each published change.
    calendar_uid: str
    sequence: int
    published_at: dt.datetime
    changed_at: dt.datetime
    # Where the host registers people; what is provided, a value of agenda.models.Provision or
    # empty where the session adds nothing to what its venue says.
    registration_url: str = ""
    step_free: str = ""
    sign_language: str = ""
    captions: str = ""
    quiet_seat: str = ""
    # The lines of the access table for its way in and its track, the narrowest first.
    rules: tuple[AccessRule, ...] = ()

    def get_absolute_url(self) -> str:
        return _session_url(self.url_slug, get_language())

    @property
    def is_cancelled(self) -> bool:
        return self.state == "cancelled"

    @property
    def access_kind(self) -> str:
        """A value of agenda.models.AccessKind; plain `registration` where nobody is named."""
        return (self.access == "registration" and self.registration_by) or self.access

    @property
    def is_indicative(self) -> bool:
        """The hour is not sourced: it is shown as indicative or to be confirmed."""
        return not self.time_confirmed

    @property
    def hours_confirmed(self) -> bool:
        return self.time_confirmed and self.end_confirmed

    def provision(self, name: str) -> str:
        """yes, on_request, no, or empty while unknown: its own word, else that of its venue."""
        return getattr(self, name) or getattr(self.venue, name)

    @cached_property
    def accessibility(self) -> frozenset[str]:
        """The PROVISIONS that are there without asking."""
        return frozenset(name for name in PROVISIONS if self.provision(name) == "yes")

    def dates(self) -> tuple[dt.date, ...]:
        return (self.day, *self.also_on)

    def span_on(self, date: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Start and end on one of its dates: the same hours by the clock on the wall."""
        shift = date - self.day
        return self.starts_at + shift, self.ends_at + shift


@dataclass(frozen=True)
class Day:
    date: dt.date
    slug: str
    title: Text
    summary: Text
    access_note: Text
    access: tuple[str, ...]
    tracks: tuple[Term, ...]
    venues: tuple[Venue, ...]
    sessions: tuple[Session, ...]

    def get_absolute_url(self) -> str:
        return reverse("agenda:show_day", args=[self.date.isoformat()])


@dataclass(frozen=True, slots=True)
class Partner:
    slug: str
    name: Text
    role: str
    scope: str
    role_label: Text
    website: str

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, slots=True)
class Exhibitor:
    slug: str
    name: str
    summary: Text
    sector: Term | None
    axis: "Axis | None"
    laureate: bool | None
    presence_confirmed: bool
    stand: str
    session: Session | None


@dataclass(frozen=True, slots=True)
class Axis:
    slug: str
    order: int
    name: Text
    summary: Text
    formats: tuple[Term, ...]

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, slots=True)
class ProjectCall:
    slug: str
    name: str
    runner: Partner | None
    summary: Text
    criteria: tuple[Text, ...]
    laureates_confirmed: bool


@dataclass(frozen=True)
class Programme:
    """All of it, in reading order. `number` 0 and no days when nothing was released yet."""

    number: int
    digest: str
    published_at: dt.datetime | None
    zone: ZoneInfo = PARIS
    days: tuple[Day, ...] = ()
    themes: tuple[Theme, ...] = ()
    venues: tuple[Venue, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sessions: tuple[Session, ...] = ()
    partners: tuple[Partner, ...] = ()
    exhibitors: tuple[Exhibitor, ...] = ()
    axes: tuple[Axis, ...] = ()
    sectors: tuple[Term, ...] = ()
    audiences: tuple[Term, ...] = ()
    visitors: tuple[Visitor, ...] = ()
    access_rules: tuple[AccessRule, ...] = ()
    calls: tuple[ProjectCall, ...] = ()
    tracks: tuple[Term, ...] = ()
    series: tuple[Term, ...] = ()
    formats: tuple[Term, ...] = ()
    languages: tuple[Term, ...] = ()
    organisation_types: tuple[Term, ...] = ()

    @cached_property
    def sessions_by_url_slug(self) -> dict[str, Session]:
        return {session.url_slug: session for session in self.sessions}

    @cached_property
    def days_by_date(self) -> dict[dt.date, Day]:
        return {day.date: day for day in self.days}

    @cached_property
    def venues_by_slug(self) -> dict[str, Venue]:
        return {venue.slug: venue for venue in self.venues}

    @cached_property
    def speakers_by_slug(self) -> dict[str, Speaker]:
        """Those whom a session names: of anyone else there is nothing to say."""
        heard = self.sessions_by_speaker
        return {speaker.slug: speaker for speaker in self.speakers if speaker.slug in heard}

    @cached_property
    def themes_by_slug(self) -> dict[str, Theme]:
        return {theme.slug: theme for theme in self.themes}

    @cached_property
    def sessions_by_id(self) -> dict[int, Session]:
        """By the pk of the live row, which bookings point to."""
        return {session.id: session for session in self.sessions}

    @cached_property
    def sessions_by_venue(self) -> dict[str, tuple[Session, ...]]:
        return self._grouped(lambda session: (session.venue.slug,))

    @cached_property
    def sessions_by_theme(self) -> dict[str, tuple[Session, ...]]:
        return self._grouped(lambda session: [theme.slug for theme in session.themes])

    @cached_property
    def sessions_by_speaker(self) -> dict[str, tuple[Session, ...]]:
        return self._grouped(lambda session: [item.speaker.slug for item in session.appearances])

    def _grouped(self, keys: Callable[[Session], Iterable[str]]) -> dict[str, tuple[Session, ...]]:
        found: dict[str, list[Session]] = {}
        for session in self.sessions:
            for key in keys(session):
                found.setdefault(key, []).append(session)
        return {key: tuple(sessions) for key, sessions in found.items()}
