"""The grid, the marks of now, the keyboard and paper, in a browser."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from agenda.programme import Programme
from summit.edition import clock
from tests.performance.test_weight import LAYOUT_SHIFT, WATCH_SHIFTS

NewPage = Callable[..., Page]
DESKTOP = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 800}
GRID = "/fr/agenda/2025-02-11/?view=grid"
# 10 h 20 in Paris on the last day.
BUSY = dt.datetime(2025, 2, 11, 9, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(DESKTOP, "light", id="desktop-light", marks=pytest.mark.long),
        pytest.param(NARROW, "dark", id="phone-dark", marks=pytest.mark.long),
        pytest.param(DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.long),
    ],
)
def test_grid_is_clean_for_axe_and_never_scrolls_sideways(
    programme: Programme, new_page: NewPage, axe: Callable[[Page], None], viewport, scheme
) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=viewport, color_scheme=scheme)
    for path in (
        GRID,
        "/en/agenda/2025-02-08/?view=grid&theme=confiance",
        "/fr/agenda/2025-02-08/?view=grid&access=invitation",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.goto(GRID)
    page.locator(".grid-filter summary").first.click()
    axe(page)


def test_grid_names_each_session_once_and_holds_no_style_attribute(
    programme: Programme, visitor: Client
) -> None:
    for day in programme.days:
        text = visitor.get(f"/fr/agenda/{day.date}/?view=grid").content.decode()
        table = text[text.index("<table") : text.index("</table>")]
        linked = re.findall(r'href="/fr/agenda/sessions/([^"/]*)/"', table)
        assert sorted(linked) == sorted(one.url_slug for one in day.sessions)
        assert " style=" not in text


@pytest.mark.long
def test_grid_card_stands_at_its_minute_and_lasts_its_length(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    card = page.locator(".grid-card", has_text="Ouverture du Business Day").bounding_box()
    morning = page.locator(".grid-card", has_text="Matinée").bounding_box()
    assert card is not None
    assert morning is not None
    assert morning["y"] - card["y"] == pytest.approx(30 * 2.4, abs=1)
    assert morning["height"] == pytest.approx(150 * 2.4 - 2, abs=1)


@pytest.mark.long
def test_grid_head_stays_in_sight_when_the_page_scrolls(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    page.evaluate("scrollTo(0, 1200)")
    expect(page.get_by_role("columnheader", name="Station F")).to_be_in_viewport()


def test_wide_screen_is_led_to_the_grid_until_the_list_is_chosen(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    grid, tabs = page.locator("table.grid"), page.locator(".day-tabs a")
    page.goto("/fr/agenda/2025-02-07/?theme=confiance")
    tabs.nth(5).click()
    page.wait_for_url("**/fr/agenda/2025-02-11/?theme=confiance&view=wide")
    expect(grid).to_be_visible()
    page.go_back()
    page.wait_for_url("**/fr/agenda/2025-02-07/?theme=confiance")
    page.go_forward()
    page.get_by_role("link", name="Liste", exact=True).click()
    page.wait_for_url("**/fr/agenda/2025-02-11/?theme=confiance&view=list")
    expect(page.locator(".result-bar")).to_contain_text("13 sur 44 sessions")
    tabs.nth(4).click()
    page.wait_for_url("**/fr/agenda/2025-02-10/?theme=confiance&view=list")
    # From another page as well, until the grid is chosen again.
    page.goto("/fr/agenda/sessions/table-ronde-sante/")
    page.get_by_role("navigation", name="Vous êtes ici").get_by_text("mardi").click()
    page.wait_for_url("**/fr/agenda/2025-02-11/?view=list")
    page.get_by_role("link", name="Grille").click()
    page.wait_for_url("**/fr/agenda/2025-02-11/?view=grid")
    main = page.get_by_role("navigation", name="Principal").get_by_role("link", name="Agenda")
    expect(main).to_have_attribute("href", re.compile(r"/fr/agenda/\?view=wide$"))
    # What has become too narrow for a grid is led to the list.
    page.set_viewport_size({"width": 1200, "height": 800})
    expect(main).to_have_attribute("href", re.compile("/fr/agenda/$"))


@pytest.mark.long
def test_grid_without_javascript_filters_by_its_form(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP, java_script_enabled=False)
    page.goto(GRID)
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
    page.locator("summary", has_text="Thématique").click()
    page.get_by_label("L’IA de confiance").check()
    page.locator(".grid-filter[open]").get_by_role("button").click()
    expect(page.locator(".result-bar")).to_contain_text("13 sur 44 sessions")
    assert "view=grid" in page.url


def test_grid_filters_without_a_full_reload_and_back_undoes(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    page.evaluate("window.kept = true")
    page.locator("summary", has_text="Thématique").click()
    page.get_by_label("L’IA de confiance").check()
    expect(page.locator(".result-bar")).to_contain_text("13 sur 44 sessions")
    assert page.evaluate("window.kept")
    expect(page.get_by_label("L’IA de confiance")).to_be_focused()
    page.go_back()
    expect(page.locator(".result-bar")).to_contain_text("44 sessions")
    expect(page.get_by_label("L’IA de confiance")).not_to_be_checked()


@pytest.mark.long
def test_now_marks_a_sourced_hour_as_on_and_another_as_indicative(
    programme: Programme, new_page: NewPage
) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=DESKTOP)
    page.goto("/fr/agenda/2025-02-11/")
    sourced = page.locator(".session-row", has_text="quatre points de vue")
    expect(sourced).to_have_class(re.compile("session-row--live"))
    expect(sourced.locator(".pill--live")).to_have_text("En ce moment")
    guessed = page.locator(".session-row", has_text="l’IA en santé")
    expect(guessed.locator(".pill--unsure")).to_have_text("En cours, indicatif")
    expect(guessed).not_to_have_class(re.compile("session-row--live"))
    expect(page.locator(".pill--live")).to_have_count(1)


def test_now_line_stands_at_the_hour_in_list_and_grid(
    programme: Programme, new_page: NewPage
) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=DESKTOP)
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/fr/agenda/2025-02-11/#now")
    line = page.locator(".agenda__now")
    expect(line).to_be_in_viewport()
    # What is marked was there before the page was seen.
    assert page.evaluate("window.shifted") < LAYOUT_SHIFT
    expect(line).to_have_text(re.compile("10.h.2[0-9], maintenant"))
    expect(line.locator("xpath=following-sibling::*[1]")).to_contain_text("Les lauréats")
    page.get_by_role("link", name="Maintenant").click()
    expect(line).to_be_in_viewport()
    page.goto(GRID)
    hour = page.locator("tr", has=page.get_by_role("rowheader", name="10 h", exact=True))
    top, height = page.locator(".grid__now").bounding_box(), hour.bounding_box()
    assert top is not None
    assert height is not None
    assert 20 * 2.4 - 1 <= top["y"] - height["y"] <= 24 * 2.4


def test_now_line_in_the_whole_week_stands_in_today(
    programme: Programme, new_page: NewPage
) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=DESKTOP)
    page.goto("/fr/agenda/week/#now")
    expect(page.locator(".agenda__now")).to_have_count(1)
    expect(page.locator("[data-day='2025-02-11'] .agenda__now")).to_be_in_viewport()
    expect(page.locator(".pill--live")).to_have_count(1)


def test_now_on_another_day_marks_nothing(programme: Programme, new_page: NewPage) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=DESKTOP)
    page.goto("/fr/agenda/2025-02-10/?view=grid")
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    expect(page.locator("[data-marked]")).to_have_count(0)


def test_now_link_leads_from_any_day_to_what_is_on(programme: Programme, new_page: NewPage) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=DESKTOP)
    page.goto("/fr/agenda/2025-02-06/#now")
    page.wait_for_url("**/fr/agenda/2025-02-11/?view=wide#now")
    expect(page.locator("#now")).to_be_in_viewport()
    page.goto("/fr/agenda/2025-02-06/?view=list#now")
    page.wait_for_url("**/fr/agenda/2025-02-11/?view=list#now")
    expect(page.locator("#now")).to_be_in_viewport()
    # What is on stands above the line, and in sight.
    expect(page.locator(".session-row--live").last).to_be_in_viewport()


def test_grid_by_arrow_keys_goes_from_card_to_card(programme: Programme, new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    page.get_by_role("link", name="Matinée « AI & Healthcare »").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_text(re.compile("l’IA en santé"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text(re.compile("l’IA dans l’industrie"))
    page.keyboard.press("End")
    expect(page.locator(":focus")).to_have_text(re.compile("Sam Altman"))
    page.keyboard.press("Home")
    expect(page.locator(":focus")).to_have_text("Village des exposants")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("Village"))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Le Business Day en direct")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/agenda/sessions/business-day-en-direct/")


CUT = """card => [card, ...card.querySelectorAll(".grid-card__title")].some((one) =>
  one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important }"""


def test_card_that_is_cut_opens_whole_under_wide_text_and_shuts_at_escape(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet]; }",
        SPACED,
    )
    link = page.get_by_role("link", name="Démonstration : Mistral AI")
    card = page.locator(".grid-card", has=link)
    assert card.evaluate(CUT)

    link.focus()
    assert not card.evaluate(CUT)
    page.keyboard.press("Escape")
    assert card.evaluate(CUT)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert card.evaluate(CUT)  # still within the card
    page.get_by_role("link", name="Village des exposants").focus()
    link.focus()
    assert not card.evaluate(CUT)


STARS_TOO_SMALL = """() => [...document.querySelectorAll("button.star")].filter((star) => {
  star.scrollIntoView({ block: "center" });
  const { x, y, width, height } = star.getBoundingClientRect();
  const met = document.elementFromPoint(x + width / 2, y + height / 2);
  return Math.min(width, height) < 24 || !star.contains(met);
}).map((star) => star.getAttribute("aria-label"))"""


def test_each_session_of_the_grid_has_a_star_that_a_finger_meets(
    programme: Programme, new_page: NewPage
) -> None:
    (day,) = [day for day in programme.days if day.date.isoformat() in GRID]
    page = new_page(viewport=DESKTOP)
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(GRID)
        expect(page.locator("[data-grid] button.star")).to_have_count(len(day.sessions))
        assert page.evaluate(STARS_TOO_SMALL) == [], width


def test_days_and_filters_by_arrow_keys(programme: Programme, new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    page.locator(".day-tabs a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_contain_text("vendredi")
    page.locator("summary", has_text="Thématique").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_contain_text("Façon de venir")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-filter[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".grid-filter[open]")).to_have_count(0)


@pytest.mark.parametrize("path", ["/fr/agenda/2025-02-11/", GRID])
def test_day_on_paper_is_a_programme_of_few_pages(
    programme: Programme, new_page: NewPage, path: str
) -> None:
    clock.set_rehearsal(BUSY)
    page = new_page(viewport={"width": 680, "height": 960})
    page.goto(path)
    page.emulate_media(media="print")
    for gone in (".site-nav", ".day-tabs", ".filters", ".grid-bar", "[data-marked]", ".follow-day"):
        assert [one for one in page.locator(gone).all() if one.is_visible()] == []
    expect(page.get_by_text("version 1")).to_be_visible()
    expect(page.locator(".as-of")).to_contain_text("/fr/agenda/2025-02-11/")
    for session in ("Village des exposants", "Conversation de clôture"):
        expect(page.locator("main").get_by_text(session).first).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 5


def test_day_filtered_says_so_on_paper(programme: Programme, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 680, "height": 960})
    page.goto("/fr/agenda/2025-02-08/?venue=bnf")
    page.emulate_media(media="print")
    foot = page.locator(".as-of")
    expect(foot).to_contain_text("11 sur 16 sessions.")
    expect(foot).to_contain_text("/fr/agenda/2025-02-08/?venue=bnf")
    expect(page.get_by_role("search")).to_be_hidden()


def test_session_on_paper_is_one_sheet_without_ways_elsewhere(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport={"width": 680, "height": 960})
    page.goto("/fr/agenda/sessions/table-ronde-sante/")
    page.emulate_media(media="print")
    expect(page.get_by_text("5 parvis Alan-Turing")).to_be_visible()
    assert [one for one in page.locator("main .button").all() if one.is_visible()] == []
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_print_button_prints(programme: Programme, new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(GRID)
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed")


@pytest.mark.long
def test_grid_of_more_places_than_fit_scrolls_in_its_frame_by_keyboard(
    programme: Programme,
    new_page: NewPage,
    axe: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("agenda.views.grid.LANES_THAT_FIT", 6)
    clock.set_rehearsal(BUSY)
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(GRID)
    frame = page.get_by_role("region", name="Grille horaire")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    frame.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("columnheader", name="Station F")).to_be_in_viewport()
    expect(page.get_by_role("rowheader", name="17 h", exact=True)).to_be_in_viewport()
    axe(page)


def test_grid_cancelled_session_stays_and_is_never_on(
    change: Callable[..., Programme], new_page: NewPage
) -> None:
    change("table-ronde-sante", state="cancelled")
    clock.set_rehearsal(BUSY)
    page = new_page(viewport=DESKTOP)
    page.goto(GRID)
    card = page.locator(".grid-card", has_text="l’IA en santé")
    expect(card).to_contain_text("Annulée")
    expect(page.locator(".grid__now")).to_be_visible()
    expect(card.locator("[data-marked]")).to_have_count(0)
