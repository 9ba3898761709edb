"""A day as a grid, minutes down, places and rooms across: what it is made of. Pure.

Minutes count by the clock on the wall from midnight of the day, so a session that ends after
midnight ends past 1,440. `agenda.grid_layout` lays a day out.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from agenda.filters import ACCESS_LABELS, Label, access_of
from agenda.programme import Room, Session, Term, Text, Venue
from summit.design.themes import find_mark

ROW = 30
HOUR = 60
# A card lower than this holds no line of text.
LEAST_SHOWN = 10
# Up to these lengths a card has one line, two, and one line of marks at most.
ONE_LINE, TWO_LINES, ONE_LINE_OF_MARKS = 20, 40, 60


@dataclass(frozen=True, slots=True)
class Card:
    """One session, or several that share a card: a `series` of one host, or the rest of a crowd."""

    date: dt.date
    sessions: tuple[Session, ...]
    start: int
    end: int
    lane: int = 0
    span: int = 1
    lanes: int = 1
    series: Term | None = None
    is_pause: bool = False

    @property
    def session(self) -> Session:
        return self.sessions[0]

    @property
    def starts_at(self) -> dt.datetime:
        return min(one.span_on(self.date)[0] for one in self.sessions)

    @property
    def ends_at(self) -> dt.datetime:
        return max(one.span_on(self.date)[1] for one in self.sessions)

    @property
    def items(self) -> list["Item"]:
        """What a shared card lists."""
        return [
            Item(one, title, *one.span_on(self.date))
            for one, title in zip(self.sessions, _short_titles(self.sessions), strict=True)
        ]

    @property
    def is_shared(self) -> bool:
        return len(self.sessions) > 1

    @property
    def shown_until(self) -> int:
        return max(self.end, self.start + LEAST_SHOWN)

    @property
    def confirmed(self) -> bool:
        return all(one.hours_confirmed for one in self.sessions)

    @property
    def size(self) -> str:
        minutes = self.shown_until - self.start
        if minutes < ONE_LINE:
            return "line"
        if minutes < TWO_LINES:
            return "short"
        return "full" if minutes < ONE_LINE_OF_MARKS else "tall"

    @property
    def head(self) -> Text:
        """What the title of a low card begins with, up to a colon: a narrow one leaves it out."""
        if self.is_shared or self.shown_until - self.start >= TWO_LINES:
            return Text()
        return Text(*(_head_of(one) for one in (self.session.title.fr, self.session.title.en)))

    @property
    def rest(self) -> Text:
        """The title without `head`."""
        title, head = self.session.title, self.head
        return Text(title.fr.removeprefix(head.fr), title.en.removeprefix(head.en))

    @property
    def classes(self) -> str:
        """Place and hue as names of classes, since a page holds no style attribute."""
        hours, minutes = divmod(self.shown_until - self.start, HOUR)
        names = [
            f"g-at-{self.start % ROW} g-h-{hours} g-m-{minutes}",
            f"g-lane-{self.lane} g-span-{self.span} g-of-{self.lanes}",
            f"grid-card--{self.size}",
            hue_of(self.session),
        ]
        if self.is_pause:
            names.append("grid-card--pause")
        return " ".join(names)

    def overlaps(self, other: "Card") -> bool:
        return self.start < other.shown_until and other.start < self.shown_until


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a shared card; `title` leaves out what all its titles begin with."""

    session: Session
    title: Text
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Lasting:
    """What one drops in on, or what takes the day: it stands above the hours."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def confirmed(self) -> bool:
        return self.session.hours_confirmed

    @property
    def hue(self) -> str:
        return hue_of(self.session)


@dataclass(frozen=True, slots=True)
class Column:
    venue: Venue
    room: Room | None
    lanes: int
    cards: tuple[Card, ...]

    @property
    def access(self) -> str:
        """How one gets in, where it is the same for all of the column; else empty."""
        ways = {access_of(one) for card in self.cards for one in card.sessions}
        return ways.pop() if len(ways) == 1 else ""

    @property
    def access_label(self) -> Label:
        return ACCESS_LABELS.get(self.access, "")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue over its columns, as the head of the table says it."""

    venue: Venue
    columns: tuple[Column, ...]

    @property
    def lanes(self) -> int:
        return sum(column.lanes for column in self.columns)


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Half an hour: what starts in it, column by column."""

    starts_at: dt.datetime
    cells: tuple[Cell, ...]

    @property
    def is_full_hour(self) -> bool:
        return not self.starts_at.minute


@dataclass(frozen=True, slots=True)
class Grid:
    date: dt.date
    lasting: tuple[Lasting, ...]
    places: tuple[Place, ...]
    rows: tuple[Row, ...]

    @property
    def lanes(self) -> int:
        return sum(place.lanes for place in self.places)

    @property
    def first_minute(self) -> int:
        """Where the hours begin, from midnight."""
        return (
            min(
                card.start
                for place in self.places
                for column in place.columns
                for card in column.cards
            )
            // HOUR
            * HOUR
        )

    @property
    def has_parts(self) -> bool:
        """Some place stands over several columns: the head has a second line."""
        return any(len(place.columns) > 1 for place in self.places)

    def __bool__(self) -> bool:
        return bool(self.lasting or self.places)


def hue_of(session: Session) -> str:
    """The class of the colour of its first theme, which the marks say in letters as well."""
    return f"hue-{find_mark(session.themes[0].slug)[0]}" if session.themes else "hue-none"


def _short_titles(sessions: Sequence[Session]) -> list[Text]:
    french = _without_common_head([one.title.fr for one in sessions])
    english = _without_common_head([one.title.en for one in sessions])
    return [Text(*both) for both in zip(french, english, strict=True)]


def _head_of(title: str) -> str:
    head, colon, rest = title.partition(": ")
    return head + colon if rest else ""


def _without_common_head(titles: Sequence[str]) -> list[str]:
    """`Host : this`, `Host : that` as `This`, `That`; other titles as they are."""
    head, colon, _rest = titles[0].partition(": ")
    start = head + colon
    if not colon or not all(one.startswith(start) for one in titles):
        return list(titles)
    rests = [one[len(start) :].lstrip() for one in titles]
    return [rest[:1].upper() + rest[1:] for rest in rests]
