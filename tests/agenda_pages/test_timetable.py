import datetime as dt
from dataclasses import replace

from agenda import timetable
from tests.agenda_pages import factories as make


def slugs(sessions) -> list[str]:
    return [session.url_slug for session in sessions]


def test_slots_same_hour_is_one_row_and_lasting_items_are_gathered_first() -> None:
    sessions = [
        make.session("b", "10:00", "11:00"),
        make.session("stand", "09:00", "17:00", drop_in=True),
        make.session("c", "11:00", "12:00"),
        make.session("a", "10:00", "10:30"),
        make.session("studio", "14:00", "18:00", drop_in=True),
    ]
    slots = timetable.slots_of(sessions)
    assert [(slot.all_day, slugs(slot.sessions)) for slot in slots] == [
        (True, ["stand", "studio"]),
        (False, ["b", "a"]),
        (False, ["c"]),
    ]
    assert (slots[0].start, slots[0].end) == (make.at("09:00"), make.at("18:00"))


def test_slots_empty_day_has_none() -> None:
    assert timetable.slots_of([]) == []


def test_opening_day_is_today_during_the_event_and_the_first_otherwise() -> None:
    programme = make.programme(make.session("a"))
    assert timetable.opening_day(programme, make.SUNDAY).date == make.SUNDAY
    assert timetable.opening_day(programme, dt.date(2025, 1, 20)).date == make.SATURDAY
    assert timetable.opening_day(programme, dt.date(2026, 1, 1)).date == make.SATURDAY


def test_nearest_day_outside_the_week_is_its_nearer_end() -> None:
    programme = make.programme(make.session("a"))
    assert timetable.nearest_day(programme, dt.date(2025, 1, 1)).date == make.SATURDAY
    assert timetable.nearest_day(programme, dt.date(2030, 1, 1)).date == make.SUNDAY


def test_same_time_lists_what_overlaps_without_what_only_touches() -> None:
    own = make.session("own", "10:00", "11:00")
    programme = make.programme(
        own,
        make.session("stand", "09:00", "18:00", drop_in=True),
        make.session("before", "09:00", "10:00"),
        make.session("after", "11:00", "12:00"),
        make.session("inside", "10:15", "10:30"),
        make.session("gone", "10:00", "11:00", state="cancelled"),
        make.session("sunday", "10:00", "11:00", day=make.SUNDAY),
    )
    assert slugs(timetable.at_the_same_time(programme, own)) == ["inside", "stand"]


def test_same_time_holds_past_midnight_and_on_the_later_days_of_a_session() -> None:
    monday = make.SUNDAY + dt.timedelta(days=1)
    dinner = make.session("dinner", "20:00", "21:00", day=make.SUNDAY)
    dinner = replace(dinner, ends_at=make.at("00:30", monday))
    concert = make.session("concert", "22:00", "23:00", day=make.SUNDAY)
    programme = make.programme(
        dinner,
        concert,
        make.session("show", "20:30", "21:30", also_on=(make.SUNDAY,)),
        make.session("early", "00:10", "01:00", day=make.SUNDAY),
    )

    assert slugs(timetable.at_the_same_time(programme, dinner)) == ["show", "concert"]
    assert slugs(timetable.at_the_same_time(programme, concert)) == ["dinner"]


def test_slots_lasting_items_go_on_past_midnight() -> None:
    night = make.session("night", "20:00", "21:00", drop_in=True)
    night = replace(night, ends_at=make.at("01:00", make.SUNDAY))

    slots = timetable.slots_of([make.session("stand", "09:00", "18:00", drop_in=True), night])

    assert slots[0].end == make.at("01:00", make.SUNDAY)


def test_neighbours_are_in_the_same_place_over_the_week() -> None:
    own = make.session("own", "12:00", "13:00")
    before = make.session("before", "10:00", "11:00")
    later = make.session("later", "09:00", "10:00", day=make.SUNDAY)
    programme = make.programme(
        own,
        before,
        later,
        make.session("elsewhere", "11:00", "11:30", venue=make.ARTS),
        make.session("stand", "11:00", "18:00", drop_in=True),
        make.session("gone", "11:00", "11:30", state="cancelled"),
    )
    assert timetable.neighbours(programme, own) == (before, later)
    assert timetable.neighbours(programme, before) == (None, own)
    assert timetable.neighbours(programme, later) == (own, None)


def test_neighbours_of_an_unknown_place_are_none() -> None:
    lost = make.session("lost", venue=make.NOWHERE)
    programme = make.programme(lost, make.session("other", "12:00", "13:00", venue=make.NOWHERE))
    assert timetable.neighbours(programme, lost) == (None, None)


def test_by_day_session_that_goes_on_stands_on_each_of_its_days() -> None:
    long = make.session("long", also_on=(make.SUNDAY,))
    days = timetable.by_day(make.programme(long), [long])
    assert [(one.date, slugs(one.sessions)) for one in days] == [
        (make.SATURDAY, ["long"]),
        (make.SUNDAY, ["long"]),
    ]


def test_closest_sessions_mistyped_address_finds_the_one_meant() -> None:
    programme = make.programme(make.session("table-ronde-sante"), make.session("pairs-ateliers"))
    assert slugs(timetable.closest_sessions(programme, "table-ronde-santé")) == [
        "table-ronde-sante"
    ]
    assert timetable.closest_sessions(programme, "zzzzzz") == []
    assert timetable.closest_sessions(programme, "x" * 100_000) == []
