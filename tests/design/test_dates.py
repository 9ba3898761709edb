import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from summit.design import dates
from summit.design.templatetags import design

N, B = "\u202f", "\u00a0"
PARIS = ZoneInfo("Europe/Paris")


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2025, 2, 11, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", f"mardi 11{B}février 2025"), ("en", f"Tuesday 11{B}February 2025")],
)
def test_long_date_is_written_in_words(language: str, words: str) -> None:
    with translation.override(language):
        assert dates.format_day(at(9), "l j F Y") == words


def test_long_date_of_a_utc_instant_is_the_day_in_paris() -> None:
    instant = dt.datetime(2025, 2, 10, 23, 30, tzinfo=dt.UTC)
    with translation.override("fr"):
        assert dates.format_day(instant, "j F") == f"11{B}février"


@pytest.mark.parametrize(
    ("language", "start", "end", "words"),
    [
        ("fr", at(9), at(18, 15), f"9{N}h{B}– 18{N}h{N}15"),
        ("en", at(9), at(18, 15), "9:00–18:15"),
        ("fr", at(9, 5), None, f"9{N}h{N}05"),
        ("en", at(0), at(0), "0:00"),
    ],
)
def test_time_range_follows_the_language(
    language: str, start: dt.datetime, end: dt.datetime | None, words: str
) -> None:
    with translation.override(language):
        assert dates.format_time_range(start, end) == words


@pytest.mark.parametrize(
    ("language", "first", "last", "words"),
    [
        ("fr", (2025, 2, 6), (2025, 2, 11), f"6{B}–{B}11{B}février 2025"),
        ("en", (2025, 2, 6), (2025, 2, 11), f"6–11{B}February 2025"),
        ("en", (2025, 1, 30), (2025, 2, 2), f"30{B}January – 2{B}February 2025"),
        ("en", (2025, 2, 6), (2025, 2, 6), f"6{B}February 2025"),
    ],
)
def test_date_range_is_as_short_as_it_can_be(
    language: str, first: tuple[int, int, int], last: tuple[int, int, int], words: str
) -> None:
    with translation.override(language):
        assert dates.format_date_range(dt.date(*first), dt.date(*last)) == words


def test_short_weekday_has_its_point_in_french_only() -> None:
    with translation.override("fr"):
        assert design.weekday_short(at(9)) == "mar."
    with translation.override("en"):
        assert design.weekday_short(at(9)) == "Tue"


def test_grouped_digits_follow_the_language() -> None:
    with translation.override("fr"):
        assert design.grouped(3500) == f"3{N}500"
    with translation.override("en"):
        assert design.grouped(3500) == "3,500"


def test_date_filters_of_nothing_show_nothing() -> None:
    assert (design.clock(None), design.weekday_short(None), design.grouped(None)) == ("", "", "")
