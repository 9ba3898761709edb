"""A day as a grid: minutes down, places and rooms across. Pure: no request, no row.

A place whose rooms are not known gets as many lanes as it has sessions at once, four at most; what
finds no lane shares a card with others in the last one. Minutes count by the clock on the wall
from midnight of the day, so a session that ends after midnight ends past 1,440.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agenda.filters import ACCESS_LABELS, Label, access_of
from agenda.programme import Room, Session, Term, Text, Venue
from summit.design.themes import find_mark

MAX_LANES = 4
ROW = 30
HOUR = 60
# A card lower than this holds no line of text.
LEAST_SHOWN = 10
# Up to these lengths a card has one line, two, and one line of marks at most.
ONE_LINE, TWO_LINES, ONE_LINE_OF_MARKS = 20, 40, 60
# What lasts longer is not met by looking down the hours.
LASTING_FROM = 6 * HOUR
PAUSE_UP_TO = 2 * HOUR
# A room gets a column of its own when it is used this often, or when all rooms are known.
OWN_COLUMN_FROM = 2


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
        return all(one.time_confirmed and one.end_confirmed for one in self.sessions)

    @property
    def size(self) -> str:
        minutes = self.shown_until - self.start
        if minutes < ONE_LINE:
            return "line"
        if minutes < TWO_LINES:
            return "short"
        return "full" if minutes < ONE_LINE_OF_MARKS else "tall"

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
        return self.session.time_confirmed and self.session.end_confirmed

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


def lay_out(date: dt.date, sessions: Iterable[Session]) -> Grid:
    """Every session of `sessions` once: above the hours, or on a card of one column."""
    held = sorted(sessions, key=lambda one: (*one.span_on(date), one.url_slug))
    timed, lasting = _part(date, held)
    by_venue: defaultdict[str, list[Card]] = defaultdict(list)
    for card in timed:
        by_venue[card.session.venue.slug].append(card)
    places = [_place(cards) for cards in by_venue.values()]
    places.sort(key=lambda place: (-place.lanes, place.venue.order, place.venue.slug))
    return Grid(
        date,
        tuple(Lasting(one, *one.span_on(date)) for one in lasting),
        tuple(places),
        tuple(_rows(date, [column for place in places for column in place.columns])),
    )


def _part(date: dt.date, held: Sequence[Session]) -> tuple[list[Card], list[Session]]:
    """Cards for the hours, and the sessions that stand above them."""
    lasting = [one for one in held if one.drop_in or _minutes(one, date) >= LASTING_FROM]
    above = {one.url_slug for one in lasting}
    timed = [_card(one, date) for one in held if one.url_slug not in above]
    for one in lasting[:]:
        pause = replace(_card(one, date), is_pause=True)
        there = [card for card in timed if card.session.venue.slug == one.venue.slug]
        alone = not any(pause.overlaps(card) for card in there)
        if there and alone and _minutes(one, date) <= PAUSE_UP_TO:
            timed.append(pause)
            lasting.remove(one)
    return timed, lasting


def _minutes(session: Session, date: dt.date) -> int:
    card = _card(session, date)
    return card.end - card.start


def _card(session: Session, date: dt.date) -> Card:
    start, end = (_minute_of(moment, date) for moment in session.span_on(date))
    return Card(date, (session,), start, max(start, end))


def _minute_of(moment: dt.datetime, date: dt.date) -> int:
    return (moment.date() - date).days * 24 * HOUR + moment.hour * HOUR + moment.minute


def _place(cards: Sequence[Card]) -> Place:
    """The columns of a venue: rooms that are known and used, then all the rest."""
    by_room: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        by_room[card.session.room.slug if card.session.room else ""].append(card)
    all_known = "" not in by_room
    rest: list[Card] = []
    columns: list[Column] = []
    for slug, held in by_room.items():
        if slug and (all_known or len(held) >= OWN_COLUMN_FROM):
            columns.append(_column(held, held[0].session.room))
        else:
            rest.extend(held)
    if rest:
        columns.append(_column(rest, None))
    return Place(cards[0].session.venue, tuple(columns))


def _column(cards: Iterable[Card], room: Room | None) -> Column:
    laid = _grow(_assign_lanes(_join_series(cards)))
    return Column(laid[0].session.venue, room, laid[0].lanes, tuple(laid))


def _join_series(cards: Iterable[Card]) -> list[Card]:
    """Items of a series that follow on each other become one card when one of them is short."""
    joined: list[Card] = []
    for chain in _chains(cards):
        if len(chain) > 1 and any(card.end - card.start < ONE_LINE for card in chain):
            sessions = tuple(card.session for card in chain)
            joined.append(
                replace(
                    chain[0],
                    sessions=sessions,
                    end=chain[-1].end,
                    series=chain[0].session.series,
                )
            )
        else:
            joined.extend(chain)
    return joined


def _chains(cards: Iterable[Card]) -> list[list[Card]]:
    chains: list[list[Card]] = []
    open_chains: dict[str, list[Card]] = {}
    for card in sorted(cards, key=_reading_order):
        series = card.session.series
        chain = open_chains.get(series.slug) if series and not card.is_pause else None
        if chain and chain[-1].end == card.start:
            chain.append(card)
            continue
        chains.append([card])
        if series and not card.is_pause:
            open_chains[series.slug] = chains[-1]
    return chains


def _reading_order(card: Card) -> tuple[int, int, str]:
    return card.start, card.end, card.session.url_slug


def _assign_lanes(cards: Iterable[Card]) -> list[Card]:
    """The first free lane for each; what finds none joins the last card of the last lane."""
    lanes: list[list[Card]] = []
    for card in sorted(cards, key=_reading_order):
        free = next((lane for lane in lanes if lane[-1].shown_until <= card.start), None)
        if free is not None:
            free.append(card)
        elif len(lanes) < MAX_LANES:
            lanes.append([card])
        else:
            last = lanes[-1][-1]
            lanes[-1][-1] = Card(
                last.date,
                last.sessions + card.sessions,
                last.start,
                max(last.shown_until, card.shown_until),
            )
    return [
        replace(card, lane=number, lanes=len(lanes))
        for number, lane in enumerate(lanes)
        for card in lane
    ]


def _grow(cards: Sequence[Card]) -> list[Card]:
    """Each card over the lanes to its right that are free while it lasts; in reading order."""
    grown = []
    for card in cards:
        taken = [one.lane for one in cards if one.lane > card.lane and one.overlaps(card)]
        grown.append(replace(card, span=min(taken, default=card.lanes) - card.lane))
    return sorted(grown, key=lambda card: (card.start, card.lane))


def _rows(date: dt.date, columns: Sequence[Column]) -> Iterator[Row]:
    """From the full hour of the first card to the half hour after the last."""
    cards = [card for column in columns for card in column.cards]
    if not cards:
        return
    first = min(card.start for card in cards) // HOUR * HOUR
    last = max(card.shown_until for card in cards)
    zone = cards[0].session.starts_at.tzinfo
    midnight = dt.datetime.combine(date, dt.time())
    for start in range(first, last, ROW):
        cells = tuple(
            Cell(column, tuple(one for one in column.cards if start <= one.start < start + ROW))
            for column in columns
        )
        yield Row((midnight + dt.timedelta(minutes=start)).replace(tzinfo=zone), cells)


def _short_titles(sessions: Sequence[Session]) -> list[Text]:
    french = _without_common_head([one.title.fr for one in sessions])
    english = _without_common_head([one.title.en for one in sessions])
    return [Text(*both) for both in zip(french, english, strict=True)]


def _without_common_head(titles: Sequence[str]) -> list[str]:
    """`Host : this`, `Host : that` as `This`, `That`; other titles as they are."""
    head, colon, _rest = titles[0].partition(": ")
    start = head + colon
    if not colon or not all(one.startswith(start) for one in titles):
        return list(titles)
    rests = [one[len(start) :].lstrip() for one in titles]
    return [rest[:1].upper() + rest[1:] for rest in rests]
