"""The week on one page, search in the address, and what is offered when nothing is found."""

import re

import pytest
from django.test import Client

from agenda.programme import Programme
from agenda.views import kept
from tests.agenda_pages.test_days import read

WEEK = "/fr/agenda/week/"


def count(text: str) -> int:
    return text.count('class="session-row__title"')


def test_week_lists_every_session_under_its_days(programme: Programme, visitor: Client) -> None:
    text = read(visitor, WEEK)
    assert count(text) == sum(len(day.sessions) for day in programme.days)
    assert f"<b>{len(programme.sessions)} sessions</b>" in text
    headings = re.findall(r'class="week-day__title"><a href="([^"]*)"', text)
    assert headings == [f"/fr/agenda/{day.date}/" for day in programme.days]
    assert text.count("week-day__access") == sum(bool(day.access_note) for day in programme.days)
    assert "week-day__access" not in read(visitor, f"{WEEK}?q=ia")


def test_week_filtered_keeps_the_filters_in_the_links_to_its_days(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, f"{WEEK}?venue=bnf")
    headings = re.findall(r'class="week-day__title"><a href="([^"]*)"', text)
    assert headings
    assert all(url.endswith("?venue=bnf") for url in headings)


def test_tabs_count_what_filters_and_search_leave(programme: Programme, visitor: Client) -> None:
    text = read(visitor, f"{WEEK}?q=santé&theme=interet-public")
    tabs = re.search(r'<nav class="day-tabs".*?</nav>', text, re.DOTALL)
    assert tabs
    counts = [int(number) for number in re.findall(r"(\d+) sessions?\s*</span>", tabs[0])]
    assert len(counts) == len(programme.days) + 1
    assert counts[-1] == count(text) > 0
    assert sum(counts[:-1]) == counts[-1]
    assert "/fr/agenda/2025-02-11/?q=sant%C3%A9&amp;theme=interet-public" in tabs[0]


def test_search_without_a_day_is_of_the_whole_week(programme: Programme, visitor: Client) -> None:
    assert read(visitor, "/fr/agenda/?q=mistral").count("<mark>Mistral</mark>") >= 1


def test_search_facets_count_what_was_found(programme: Programme, visitor: Client) -> None:
    text = read(visitor, f"{WEEK}?q=mistral")
    numbers = re.findall(r'aria-hidden="true">(\d+)</span><span class="visually-hidden">', text)
    assert max(map(int, numbers)) == count(text)


def test_search_on_a_day_says_how_many_other_days_hold(
    programme: Programme, visitor: Client
) -> None:
    everywhere = count(read(visitor, f"{WEEK}?q=santé"))
    text = read(visitor, "/fr/agenda/2025-02-11/?q=santé")
    assert f"{everywhere - count(text)} autres sessions les autres jours" in text
    assert 'href="/fr/agenda/week/?q=sant%C3%A9"' in text


def test_search_chip_takes_the_words_off_and_keeps_the_filters(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, f"{WEEK}?q=santé&theme=interet-public")
    chips = re.findall(r'class="chip chip--on" href="([^"]*)"', text)
    assert chips == [f"{WEEK}?theme=interet-public", f"{WEEK}?q=sant%C3%A9"]


def test_search_mistyped_finds_what_was_meant(programme: Programme, visitor: Client) -> None:
    assert "<mark>Mistral</mark>" in read(visitor, f"{WEEK}?q=mistarl")


def test_search_nothing_found_proposes_another_spelling(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, f"{WEEK}?q=confidancial")
    assert "Aucune session trouvée pour « confidancial »." in text
    assert "Vouliez-vous dire" in text


def test_search_nothing_left_by_the_filters_offers_to_drop_them(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, f"{WEEK}?q=mistral&access=press")
    assert "session sans les filtres" in text
    assert f'href="{WEEK}?q=mistral"' in text


def test_search_nothing_on_the_day_offers_the_week(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/2025-02-08/?q=mistral")
    assert "dans toute la semaine" in text
    assert 'href="/fr/agenda/week/?q=mistral"' in text


@pytest.mark.parametrize("address", ["/fr/agenda/", WEEK, "/fr/agenda/2025-02-08/"])
@pytest.mark.parametrize("length", [121, 10_000])
def test_search_too_long_is_refused_in_words_and_shows_little_of_it(
    programme: Programme, visitor: Client, address: str, length: int
) -> None:
    answer = visitor.get(address, {"q": "mot " * (length // 4 + 1)})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Cette recherche est trop longue" in text
    assert text.count("mot ") < 60


@pytest.mark.parametrize(
    "query", ["%00%01%1b", "%ed%a0%80", "%E2%80%AE%E2%81%A6", "%F0%9F%98%80", "%3Cscript%3E", "+"]
)
def test_search_of_controls_and_signs_is_harmless(
    programme: Programme, visitor: Client, query: str
) -> None:
    answer = visitor.get(f"{WEEK}?q={query}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)
    assert "<script>" not in text


def test_search_is_not_kept_in_the_process(programme: Programme, visitor: Client) -> None:
    kept.pages.clear()
    kept.filtered_pages.clear()
    for number in range(5):
        visitor.get(f"{WEEK}?q=mot{number}")
    visitor.get(f"{WEEK}?q=")
    assert (len(kept.pages), len(kept.filtered_pages)) == (0, 0)


def test_search_answers_304_to_who_has_it(programme: Programme, visitor: Client) -> None:
    first = visitor.get(f"{WEEK}?q=mistral")
    again = visitor.get(f"{WEEK}?q=mistral", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_search_page_sets_no_cookie_and_holds_no_token(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get(f"{WEEK}?q=mistral")
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_search_as_plain_text_finds_the_same(programme: Programme, visitor: Client) -> None:
    answer = visitor.get(f"{WEEK}?q=mistral&format=txt")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Mistral" in text
    assert "Village des exposants" not in text


def test_venue_mistyped_address_names_the_closest(programme: Programme, visitor: Client) -> None:
    answer = visitor.get("/fr/agenda/venues/grand-palai/")
    assert answer.status_code == 404
    assert 'href="/fr/agenda/venues/grand-palais/"' in answer.content.decode()


def test_rows_kept_are_those_of_the_language_and_of_the_release(
    programme: Programme, visitor: Client, change: object
) -> None:
    french = read(visitor, "/fr/agenda/2025-02-11/")
    english = read(visitor, "/en/agenda/2025-02-11/")
    assert "Sur inscription" in french
    assert "By registration" in english
    assert "Sur inscription" not in english
    change("table-ronde-sante", title={"fr": "Tout autre", "en": "Quite another"})  # type: ignore[operator]
    assert "Tout autre" in read(visitor, "/fr/agenda/2025-02-11/?theme=interet-public")
