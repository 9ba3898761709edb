"""Words of any length, what is cancelled, and cards with little room, in a browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agenda.programme import Programme
from summit.edition import clock

NewPage = Callable[..., Page]
Change = Callable[..., Programme]
GRID = "/fr/agenda/2025-02-11/?view=grid"
LONG = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
# 10 h 32 in Paris on the last day: cards carry a mark of now beside their themes.
BUSY = dt.datetime(2025, 2, 11, 9, 32, tzinfo=dt.UTC)
CUT = """
[...document.querySelectorAll('.grid__hours .grid-card')].filter((card) => {
  const end = card.getBoundingClientRect().bottom;
  return [...card.children].some((part) => {
    const box = part.getBoundingClientRect();
    return box.height && box.bottom > end;
  });
}).map((card) => card.textContent.replace(/\\s+/g, ' '))
"""


@pytest.mark.long
def test_long_word_in_a_title_never_makes_a_narrow_page_scroll_sideways(
    change: Change, new_page: NewPage
) -> None:
    moved = "2025-02-11T11:15:00+01:00"
    change("table-ronde-sante", title={"fr": LONG, "en": LONG}, starts_at=moved)
    page = new_page(viewport={"width": 320, "height": 740})
    for path in (
        "changes/",
        "2025-02-11/",
        "venues/station-f/",
        "sessions/table-ronde-sante/",
        "sessions/table-ronde-industrie/",
        "themes/",
    ):
        page.goto(f"/fr/agenda/{path}")
        for drawer in page.locator("main .drawer > summary").all():
            drawer.click()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.goto("/fr/agenda/sessions/table-ronde-industrie/")
    boxes = [one.bounding_box() for one in page.locator(".bottom-actions > :visible").all()]
    assert len(boxes) == 2
    assert all(box and box["x"] + box["width"] <= 320 for box in boxes)


def test_grid_card_shows_each_of_its_lines_whole_or_not_at_all(
    change: Change, new_page: NewPage
) -> None:
    change("table-ronde-sante", title={"fr": LONG, "en": LONG})
    clock.set_rehearsal(BUSY)
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(GRID)
    expect(page.locator(".grid__now")).to_be_visible()
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("slug", ["ouverture-business-day", "table-ronde-sante"])
def test_grid_cancelled_card_says_so_beside_its_whole_title(
    change: Change, new_page: NewPage, slug: str
) -> None:
    change(slug, state="cancelled")
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(GRID)
    card = page.locator(".grid-card", has_text="Annulée")
    title = card.locator("del")
    expect(title).to_be_visible()
    expect(card.get_by_text("À réserver")).to_have_count(0)
    boxes = [card.bounding_box(), title.bounding_box()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] + boxes[1]["height"] <= boxes[0]["y"] + boxes[0]["height"]


@pytest.mark.parametrize(("query", "lines"), [("", 1), ("?q=IA", 0)])
def test_now_line_parts_a_list_in_order_of_time_and_none_best_first(
    programme: Programme, new_page: NewPage, query: str, lines: int
) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"/fr/agenda/2025-02-11/{query}")
    expect(page.locator("[data-marked]").first).to_be_attached()
    expect(page.locator(".agenda__now")).to_have_count(lines)
