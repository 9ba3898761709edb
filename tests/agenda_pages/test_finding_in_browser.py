"""Filters and search in a browser: shared links, back button, focus, failures, no JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from agenda.programme import Programme

NewPage = Callable[..., Page]
PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1440, "height": 900}
SATURDAY = "/fr/agenda/2025-02-08/"
STATES = [
    "/fr/agenda/week/?q=santé",
    "/en/agenda/week/?q=Fei-Fei+Li",
    "/fr/agenda/week/?q=astrologie",
    "/fr/agenda/2025-02-08/?q=mistral",
    "/fr/agenda/2025-02-11/?asked=2030-01-01",
    f"/en/agenda/?q={'a' * 200}",
    "/fr/agenda/venues/grand-palai/",
]


def mark_page(page: Page) -> None:
    """A page that is loaded anew forgets this."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def test_filter_then_shared_link_shows_the_same_elsewhere(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(SATURDAY)
    mark_page(page)
    page.get_by_label("Bibliothèque nationale de France").check()
    expect(page.locator("[data-said]")).to_have_text("11 sur 16 sessions")
    page.get_by_role("checkbox", name="Innovation et culture").check()
    page.wait_for_url(f"**{SATURDAY}?theme=innovation-culture&venue=bnf")
    assert stayed(page)
    # What is printed under the list follows too.
    expect(page.locator(".as-of")).to_contain_text("?theme=innovation-culture&venue=bnf")
    shown = page.locator(".session-row__title").all_inner_texts()

    other = new_page(viewport=PHONE)
    other.goto(page.url)

    assert other.locator(".session-row__title").all_inner_texts() == shown
    assert other.locator("[data-said]").inner_text() == page.locator("[data-said]").inner_text()


def test_filter_keeps_focus_and_says_how_many_are_left(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(SATURDAY)
    page.get_by_label("Bibliothèque nationale de France").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").first).to_have_text("11 sur 16 sessions")
    assert page.evaluate("document.activeElement.value") == "bnf"
    assert page.evaluate("document.activeElement.checked")
    page.keyboard.press("Space")
    expect(page.get_by_role("status").first).to_have_text("16 sessions")
    assert page.evaluate("document.activeElement.value") == "bnf"


@pytest.mark.long
def test_back_button_undoes_filters_day_and_search_one_by_one(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(SATURDAY)
    mark_page(page)
    said = page.locator("[data-said]")
    page.get_by_label("Bibliothèque nationale de France").check()
    expect(said).to_have_text("11 sur 16 sessions")
    page.locator(".day-tabs a").first.click()
    expect(page.locator(".day-head h2")).to_have_text("Jeudi 6 février")
    page.get_by_role("searchbox").press_sequentially("mistral", delay=20)
    expect(page.locator(".day-head h2")).to_contain_text("toute la semaine")
    page.wait_for_url("**/fr/agenda/week/?q=mistral")

    page.go_back()
    expect(page.locator(".day-head h2")).to_have_text("Jeudi 6 février")
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.go_back()
    expect(said).to_have_text("11 sur 16 sessions")
    expect(page.get_by_label("Bibliothèque nationale de France")).to_be_checked()
    page.go_back()
    expect(said).to_have_text("16 sessions")
    expect(page.get_by_label("Bibliothèque nationale de France")).not_to_be_checked()
    page.go_forward()
    expect(said).to_have_text("11 sur 16 sessions")
    assert stayed(page)


def test_search_as_you_type_keeps_the_cursor_and_marks_what_it_found(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(SATURDAY)
    mark_page(page)
    field = page.get_by_role("searchbox")
    field.press_sequentially("mistarl", delay=20)
    expect(page.locator("mark").first).to_have_text("Mistral")
    expect(field).to_be_focused()
    expect(field).to_have_value("mistarl")

    field.fill("")
    expect(page.locator("[data-said]")).to_have_text("16 sessions")
    assert re.search(rf"{SATURDAY}$", page.url)
    assert stayed(page)


@pytest.mark.long
def test_language_switch_follows_the_view(programme: Programme, new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(SATURDAY)
    page.get_by_label("Bibliothèque nationale de France").check()
    expect(page.locator("[data-said]")).to_have_text("11 sur 16 sessions")
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url("**/en/agenda/2025-02-08/?venue=bnf")
    expect(page.locator("[data-said]")).to_have_text("11 of 16 sessions")


def test_chip_taken_off_leaves_the_focus_on_what_is_left(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(f"{SATURDAY}?venue=bnf")
    page.get_by_role("link", name="Retirer le filtre").click()
    expect(page.locator("[data-said]")).to_have_text("16 sessions")
    expect(page.locator("[data-said]")).to_be_focused()


def test_fetch_that_fails_falls_back_to_a_navigation(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(SATURDAY)

    def refuse_scripts(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.abort()
        else:
            route.continue_()

    page.route("**/fr/agenda/**", refuse_scripts)
    mark_page(page)
    page.get_by_label("Bibliothèque nationale de France").check()
    page.wait_for_url(f"**{SATURDAY}?venue=bnf")
    expect(page.locator("[data-said]")).to_have_text("11 sur 16 sessions")
    assert not stayed(page)


@pytest.mark.long
def test_without_javascript_search_and_filters_go_by_the_form(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(SATURDAY)
    page.get_by_role("searchbox").fill("mistral")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/fr/agenda/week/?q=mistral")
    expect(page.locator("mark").first).to_have_text("Mistral")
    page.get_by_role("link", name="Mardi 11 février").click()
    page.wait_for_url("**/fr/agenda/2025-02-11/?q=mistral")
    expect(page.locator(".day-head h2")).to_have_text("Mardi 11 février")


def test_sheet_of_filters_on_a_phone_by_keyboard(programme: Programme, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto(SATURDAY)
    toggle = page.locator(".filters > summary")
    toggle.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".filters .count")).to_have_text("1")
    expect(page.locator(".filters__end .button")).to_have_text(re.compile(r"\D3$"))
    page.keyboard.press("Escape")
    expect(page.locator(".filters__form")).not_to_be_visible()
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".filters__form")).to_be_visible()
    page.mouse.click(20, 20)
    expect(page.locator(".filters__form")).not_to_be_visible()
    assert page.url.endswith("?theme=interet-public")


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.long),
        pytest.param(DESKTOP, "light", id="desktop-light", marks=pytest.mark.long),
        pytest.param(PHONE, "light", id="phone-light", marks=pytest.mark.long),
        pytest.param(DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.long),
    ],
)
def test_finding_is_clean_for_axe_in_every_state(
    programme: Programme, new_page: NewPage, axe: Callable[[Page], None], viewport, scheme
) -> None:
    page = new_page(viewport=viewport, color_scheme=scheme)
    for path in STATES:
        page.goto(path)
        toggle = page.locator("details.filters > summary")
        if toggle.count() and toggle.is_visible():
            toggle.click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
