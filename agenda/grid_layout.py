"""How the sessions of a day become cards, lanes and columns of its grid. Pure.

A place whose rooms are not known gets as many lanes as it has sessions at once, four at most; what
finds no lane shares a card with others in the last one.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agenda.grid import HOUR, ONE_LINE, ROW, Card, Cell, Column, Grid, Lasting, Place, Row
from agenda.programme import Day, Room, Session

MAX_LANES = 4
# What lasts longer is not met by looking down the hours.
LASTING_FROM = 6 * HOUR
PAUSE_UP_TO = 2 * HOUR
# A room gets a column of its own when it is used this often, or when all rooms are known.
OWN_COLUMN_FROM = 2
# From so many sessions that meet another one in time, a grid tells more than a list.
SIDE_BY_SIDE_FROM = 8


def helps(day: Day) -> bool:
    """Enough takes place at the same time to be seen side by side.

    With less, most of the grid is empty and a list says more on one screen.
    """
    timed, _lasting = _part(day.date, sorted(day.sessions, key=lambda one: one.span_on(day.date)))
    spans = sorted((card.start, card.shown_until) for card in timed if not card.is_pause)
    meeting, busy_until = 0, 0
    for place, (start, end) in enumerate(spans):
        following = spans[place + 1][0] if place + 1 < len(spans) else end
        meeting += start < busy_until or following < end
        busy_until = max(busy_until, end)
    return meeting >= SIDE_BY_SIDE_FROM


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
    """The first free lane for each; what finds none joins the last card of the last lane.

    Of those that start together the longest comes first: short ones then follow on each other
    beside it, where lanes are free to grow over.
    """
    lanes: list[list[Card]] = []
    for card in sorted(cards, key=lambda one: (one.start, -one.end, one.session.url_slug)):
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
    lanes: defaultdict[int, list[Card]] = defaultdict(list)
    for card in cards:
        lanes[card.lane].append(card)
    starts = {number: [one.start for one in lane] for number, lane in lanes.items()}

    def is_free(number: int, card: Card) -> bool:
        # Cards of a lane follow on each other: the last one to start before the end decides.
        place = bisect_left(starts[number], card.shown_until) - 1
        return place < 0 or lanes[number][place].shown_until <= card.start

    grown = []
    for card in cards:
        span = 1
        while card.lane + span < card.lanes and is_free(card.lane + span, card):
            span += 1
        grown.append(replace(card, span=span))
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
    starting: defaultdict[tuple[int, int], list[Card]] = defaultdict(list)
    for number, column in enumerate(columns):
        for card in column.cards:
            starting[number, card.start // ROW].append(card)
    for start in range(first, last, ROW):
        cells = tuple(
            Cell(column, tuple(starting.get((number, start // ROW), ())))
            for number, column in enumerate(columns)
        )
        yield Row((midnight + dt.timedelta(minutes=start)).replace(tzinfo=zone), cells)
