import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client

from agenda.programme import Programme
from summit.edition import clock


def read(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def links(text: str, start: str) -> list[str]:
    return re.findall(rf'href="({re.escape(start)}[^"]*)"', text)


def test_index_before_the_event_shows_the_first_day(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/")
    assert f'rel="canonical" href="{settings.SITE_URL}/fr/agenda/2025-02-06/"' in text
    assert "<h2>Jeudi 6 février</h2>" in text


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2025, 2, 8, 22, 59, tzinfo=dt.UTC), "2025-02-08"),
        (dt.datetime(2025, 2, 8, 23, 1, tzinfo=dt.UTC), "2025-02-09"),
        (dt.datetime(2025, 2, 12, 9, tzinfo=dt.UTC), "2025-02-06"),
    ],
)
def test_index_during_the_event_shows_today_in_paris(
    programme: Programme, visitor: Client, moment: dt.datetime, day: str
) -> None:
    clock.set_rehearsal(moment)
    assert (
        f"/fr/agenda/{day}/"
        in re.findall(r'canonical" href="([^"]*)"', read(visitor, "/fr/agenda/"))[0]
    )


def test_day_lists_all_its_sessions_and_says_who_may_come(
    programme: Programme, visitor: Client
) -> None:
    for day in programme.days:
        text = read(visitor, f"/fr/agenda/{day.date}/")
        note = day.access_note.fr.replace("\xa0", " ")
        assert note in text
        assert text.count('class="session-row__title"') == len(day.sessions)
        assert f"<b>{len(day.sessions)} sessions</b>" in text


def test_day_session_that_goes_on_is_listed_on_both_days(
    programme: Programme, visitor: Client
) -> None:
    for date in ("2025-02-06", "2025-02-07"):
        assert "/fr/agenda/sessions/conference-iaseai/" in read(visitor, f"/fr/agenda/{date}/")


def test_day_filtered_shows_chips_that_take_one_filter_off(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, "/fr/agenda/2025-02-08/?theme=innovation-culture&venue=bnf")
    assert "<b>11 sur 16 sessions</b>" in text
    chips = re.findall(r'class="chip chip--on" href="([^"]*)"', text)
    assert chips == [
        "/fr/agenda/2025-02-08/?venue=bnf",
        "/fr/agenda/2025-02-08/?theme=innovation-culture",
    ]
    assert text.count('type="checkbox"') > 10
    assert text.count(" checked") == 2


def test_day_filtered_tabs_keep_what_the_other_day_has(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, "/en/agenda/2025-02-10/?theme=confiance&venue=grand-palais")
    assert "/en/agenda/2025-02-11/?theme=confiance&amp;venue=grand-palais" in text
    assert '"/en/agenda/2025-02-08/?theme=confiance"' in text


@pytest.mark.parametrize(
    ("view", "grids"),
    [
        ("", []),
        ("list", []),
        ("nonsense", []),
        # What is announced of the other days hardly ever takes place at the same time.
        ("wide", ["2025-02-08", "2025-02-10", "2025-02-11"]),
        ("grid", [f"2025-02-{day:02}" for day in range(6, 12)]),
    ],
)
def test_day_in_each_view_is_a_grid_where_the_address_asks_for_it(
    programme: Programme, visitor: Client, view: str, grids: list[str]
) -> None:
    pages = {
        str(day.date): read(visitor, f"/fr/agenda/{day.date}/?view={view}")
        for day in programme.days
    }
    assert [date for date, page in pages.items() if '<table class="grid">' in page] == grids


@pytest.mark.parametrize("path", ["", "week/", "2025-02-06/", "2025-02-11/"])
def test_day_links_keep_the_view_of_the_address(
    programme: Programme, visitor: Client, path: str
) -> None:
    for view in ("list", "grid", "wide"):
        text = read(visitor, f"/fr/agenda/{path}?theme=confiance&view={view}")
        for day in programme.days:
            assert f'"/fr/agenda/{day.date}/?theme=confiance&amp;view={view}"' in text
        assert f'name="view" value="{view}"' in text
        assert f'href="/fr/agenda/{path or "2025-02-06/"}?view={view}">Tout effacer' in text


def test_day_filtered_language_switch_keeps_the_filters(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, "/fr/agenda/2025-02-08/?venue=bnf")
    assert "/en/agenda/2025-02-08/?venue=bnf" in links(text, "/en/")


def test_day_unknown_filter_is_dropped_with_a_notice(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/2025-02-08/?theme=astrologie&venue=bnf")
    assert "Un filtre a été laissé de côté." in text
    assert "<b>11 sur 16 sessions</b>" in text


def test_day_without_match_says_what_to_do(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/2025-02-08/?access=invitation")
    assert "Aucune session ne correspond à ces filtres." in text
    assert "<b>0 sur 16 sessions</b>" in text


@pytest.mark.parametrize(
    ("wanted", "nearest", "said"),
    [
        ("2024-12-24", "2025-02-06", "24 décembre 2024"),
        ("2026-02-11", "2025-02-11", "11 février 2026"),
    ],
)
def test_day_outside_the_week_leads_to_the_nearest_and_says_so(
    programme: Programme, visitor: Client, wanted: str, nearest: str, said: str
) -> None:
    answer = visitor.get(f"/fr/agenda/{wanted}/?theme=confiance")
    assert answer.status_code == 302
    assert answer["Location"] == f"/fr/agenda/{nearest}/?theme=confiance&asked={wanted}"

    text = read(visitor, answer["Location"])
    assert "Rien n’a lieu le" in text
    assert said in text
    assert "asked=" not in "".join(links(text, "/fr/agenda/"))


def test_day_asked_for_that_exists_gives_no_notice(programme: Programme, visitor: Client) -> None:
    for asked in ("2025-02-08", "demain", "2025-99-99", "9" * 5000):
        assert "Rien n’a lieu" not in read(visitor, f"/fr/agenda/2025-02-06/?asked={asked}")


def test_day_that_is_no_date_answers_404_with_the_days(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get("/fr/agenda/demain/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'class="button button--primary" href="/fr/agenda/2025-02-06/"' in text


def test_day_that_is_the_address_of_a_session_names_it(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get("/fr/agenda/table-ronde-santee/")
    assert answer.status_code == 404
    assert "/fr/agenda/sessions/table-ronde-sante/" in answer.content.decode()


def test_day_written_short_moves_to_its_address_with_its_filters(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get("/fr/agenda/2025-2-8/?venue=bnf")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/agenda/2025-02-08/?venue=bnf")
