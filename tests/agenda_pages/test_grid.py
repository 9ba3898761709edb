"""The time grid: every session once, no card over another."""

import datetime as dt
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from agenda.grid import Card, Column, Grid
from agenda.grid_layout import LASTING_FROM, MAX_LANES, helps, lay_out
from agenda.programme import Room, Session, Term
from tests.agenda_pages.factories import ARTS, BNF, SATURDAY, SUNDAY, day, session, text

HALL = Room("grand-auditorium", text("Grand auditorium"))
ATRIUM = Room("atrium", text("Atrium"))
FORUM = Term("forum", text("Forum"))


def columns_of(grid: Grid) -> list[Column]:
    return [column for place in grid.places for column in place.columns]


def cards_of(grid: Grid) -> list[Card]:
    return [card for column in columns_of(grid) for card in column.cards]


def slugs(card: Card) -> list[str]:
    return [one.url_slug for one in card.sessions]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def _sessions(draw: st.DrawFn) -> list[Session]:
    found = []
    for number in range(draw(st.integers(0, 18))):
        start = draw(st.integers(0, 1400))
        end = min(1439, start + draw(st.sampled_from([0, 5, 10, 15, 30, 45, 60, 90, 240, 400])))
        found.append(
            session(
                f"s{number}",
                _clock(start),
                _clock(end),
                venue=draw(st.sampled_from([BNF, ARTS])),
                room=draw(st.sampled_from([None, HALL, ATRIUM])),
                series=draw(st.sampled_from([None, FORUM])),
                drop_in=draw(st.sampled_from([False, False, False, True])),
            )
        )
    return found


@given(_sessions())
def test_grid_holds_every_session_once_and_no_card_overlaps_another(held: list[Session]) -> None:
    grid = lay_out(SATURDAY, held)

    shown = [slug for card in cards_of(grid) for slug in slugs(card)]
    shown += [item.session.url_slug for item in grid.lasting]
    assert sorted(shown) == sorted(one.url_slug for one in held)
    for column in columns_of(grid):
        assert 1 <= column.lanes <= MAX_LANES
        for card in column.cards:
            assert card.lanes == column.lanes
            assert card.lane + card.span <= column.lanes
        for one, other in combinations(column.cards, 2):
            lanes = set(range(one.lane, one.lane + one.span))
            shared = lanes & set(range(other.lane, other.lane + other.span))
            assert not (shared and one.overlaps(other))


@given(_sessions())
def test_grid_rows_hold_every_card_in_the_half_hour_in_which_it_starts(
    held: list[Session],
) -> None:
    grid = lay_out(SATURDAY, held)

    placed = []
    for number, row in enumerate(grid.rows):
        start = grid.first_minute + 30 * number
        assert row.starts_at.hour * 60 + row.starts_at.minute == start % 1440
        for cell in row.cells:
            placed += cell.cards
            assert all(start <= card.start < start + 30 for card in cell.cards)
    assert sorted(map(slugs, placed)) == sorted(map(slugs, cards_of(grid)))
    if grid.rows:
        bottom = grid.first_minute + 30 * len(grid.rows)
        assert bottom >= max(card.shown_until for card in cards_of(grid))


def test_grid_without_known_rooms_opens_a_lane_for_each_session_at_once() -> None:
    held = [session("a", "10:00", "11:00"), session("b", "10:30", "11:30"), session("c", "11:00")]

    cards = cards_of(lay_out(SATURDAY, held))

    assert [(slugs(card), card.lane, card.span) for card in cards] == [
        (["a"], 0, 1),
        (["b"], 1, 1),
        (["c"], 0, 1),
    ]


def test_grid_longest_of_those_that_start_together_leaves_the_free_lanes_to_the_short() -> None:
    held = [
        session("a", "10:00", "10:20"),
        session("b", "10:20", "10:40"),
        session("long", "10:00", "12:00"),
        session("beside", "11:00", "11:30"),
        session("other", "11:00", "11:30"),
    ]

    cards = cards_of(lay_out(SATURDAY, held))

    assert [(slugs(card), card.lane, card.span) for card in cards] == [
        (["long"], 0, 1),
        (["a"], 1, 2),
        (["b"], 1, 2),
        (["beside"], 1, 1),
        (["other"], 2, 1),
    ]


def test_grid_low_card_tells_what_its_title_begins_with_from_the_rest() -> None:
    low = session("low", "10:00", "10:20", title=text("Démonstration : Mistral AI"))
    tall = session("tall", "11:00", "12:00", title=text("Démonstration : AI Care"))

    cards = cards_of(lay_out(SATURDAY, [low, tall]))

    assert [(card.head.fr, card.rest.fr) for card in cards] == [
        ("Démonstration : ", "Mistral AI"),
        ("", "Démonstration : AI Care"),
    ]


def test_grid_item_grows_over_free_lanes_to_its_right() -> None:
    held = [session("a", "10:00", "11:00"), session("b", "10:00", "12:00"), session("c", "12:00")]

    cards = cards_of(lay_out(SATURDAY, held))

    assert [(slugs(card), card.span) for card in cards][-1] == (["c"], 2)


def test_grid_fifth_session_at_once_shares_a_card() -> None:
    held = [session(f"s{number}", "10:00", "11:00") for number in range(6)]

    cards = cards_of(lay_out(SATURDAY, held))

    assert [slugs(card) for card in cards] == [["s0"], ["s1"], ["s2"], ["s3", "s4", "s5"]]


def test_grid_what_one_drops_in_on_stands_above_the_hours() -> None:
    stand = session("stand", "10:00", "14:00", drop_in=True)
    conference = session("conference", "09:00", "18:00")
    talk = session("talk", "10:00", "11:00")

    grid = lay_out(SATURDAY, [stand, conference, talk])

    assert [item.session.url_slug for item in grid.lasting] == ["conference", "stand"]
    assert [slugs(card) for card in cards_of(grid)] == [["talk"]]
    assert LASTING_FROM == 360


def test_grid_helps_a_day_of_which_enough_meets_in_time() -> None:
    one_by_one = [session(f"a{hour}", f"{hour}:00", f"{hour + 1}:00") for hour in range(10, 20)]
    beside = [session(f"b{hour}", f"{hour}:30", f"{hour}:45") for hour in (10, 12, 14, 16)]
    dropped_in = [session(f"c{hour}", f"{hour}:00", drop_in=True) for hour in range(10, 20)]

    assert not helps(day(SATURDAY, (*one_by_one, *dropped_in)))
    assert not helps(day(SATURDAY, (*one_by_one, *beside[1:])))
    assert helps(day(SATURDAY, (*one_by_one, *beside)))


def test_grid_break_that_fills_a_place_is_a_pause_among_the_hours() -> None:
    coffee = session("coffee", "12:30", "14:00", drop_in=True)
    held = [session("a", "10:00", "12:30"), session("b", "10:00", "12:00"), coffee]

    pause = cards_of(lay_out(SATURDAY, held))[-1]

    assert (slugs(pause), pause.is_pause, pause.span) == (["coffee"], True, 2)


def test_grid_series_with_short_items_is_one_card_with_short_titles() -> None:
    held = [
        session("a", "09:00", "09:30", series=FORUM, title=text("Forum : accueil")),
        session("b", "09:30", "09:35", series=FORUM, title=text("Forum : bienvenue")),
        session("c", "10:00", "11:00", series=FORUM, title=text("Forum : débat")),
    ]

    first, second = cards_of(lay_out(SATURDAY, held))

    assert (slugs(first), first.series, first.start, first.end) == (["a", "b"], FORUM, 540, 575)
    assert [str(item.title) for item in first.items] == ["Accueil", "Bienvenue"]
    assert slugs(second) == ["c"]


def test_grid_series_of_long_items_stays_apart() -> None:
    held = [
        session("a", "09:00", "10:00", series=FORUM),
        session("b", "10:00", "11:00", series=FORUM),
    ]
    assert [slugs(card) for card in cards_of(lay_out(SATURDAY, held))] == [["a"], ["b"]]


def test_grid_room_used_often_has_its_own_column_and_a_lone_one_does_not() -> None:
    held = [
        session("a", "09:00", "10:00", room=HALL),
        session("b", "10:00", "11:00", room=HALL),
        session("c", "10:00", "11:00", room=ATRIUM),
        session("d", "11:00", "12:00"),
    ]

    columns = columns_of(lay_out(SATURDAY, held))

    assert [(column.room, [slugs(card) for card in column.cards]) for column in columns] == [
        (HALL, [["a"], ["b"]]),
        (None, [["c"], ["d"]]),
    ]


def test_grid_session_that_goes_on_stands_on_its_second_day_at_the_same_hours() -> None:
    held = [session("course", "10:00", "12:00", also_on=(SUNDAY,))]

    grid = lay_out(SUNDAY, held)

    card = cards_of(grid)[0]
    assert (card.start, card.end, card.starts_at.date()) == (600, 720, SUNDAY)
    assert grid.rows[0].starts_at.date() == SUNDAY


def test_grid_session_past_midnight_ends_on_the_same_day() -> None:
    late = session("late", "23:00", "23:30")
    night = session("night", "23:00", "23:59")
    night = type(night)(**{**vars(night), "ends_at": night.starts_at + dt.timedelta(hours=2)})

    grid = lay_out(SATURDAY, [late, night])

    assert [row.starts_at.hour for row in grid.rows] == [23, 23, 0, 0]


def test_grid_of_nothing_is_false() -> None:
    assert not lay_out(SATURDAY, [])
