"""“May I come?” and the visitor's own hours in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agenda.programme import Programme
from tests.home.factories import make_text

NewPage = Callable[..., Page]
PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1440, "height": 900}
PAGE = "/fr/agenda/may-i-come/"
SESSION = "/fr/agenda/sessions/table-ronde-sante/"
STATES = [
    PAGE,
    f"{PAGE}?who=presse&day=week&way=online",
    f"{PAGE}?who=grand-public&day=2025-02-11&way=in_person",
    f"{PAGE}?who=martian",
    "/en/agenda/may-i-come/?who=institutions&day=2025-02-10",
]


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.long),
        pytest.param(DESKTOP, "light", id="desktop-light", marks=pytest.mark.long),
    ],
)
def test_may_i_come_is_clean_for_axe_and_never_scrolls_sideways(
    programme: Programme, new_page: NewPage, axe: Callable[[Page], None], viewport, scheme
) -> None:
    page = new_page(viewport=viewport, color_scheme=scheme)
    for path in STATES:
        page.goto(path)
        for drawer in page.locator("details.drawer > summary").all():
            drawer.click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_may_i_come_answers_at_once_and_its_address_leads_back_to_the_answer(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(f"{PAGE}?who=entrepreneurs&day=2025-02-11&way=in_person")
    head = page.locator(".answer__head")
    expect(head).to_contain_text("Oui, en vous inscrivant ici")
    expect(page.get_by_role("button", name="Voir la réponse")).to_be_hidden()

    page.get_by_role("radio", name="lun. 10").check()
    expect(head).to_contain_text("Sur invitation uniquement")
    expect(page.get_by_role("heading", name="lundi 10 février")).to_be_visible()

    other = new_page(viewport=PHONE)
    other.goto(page.url)
    expect(other.locator(".answer__head")).to_contain_text("Sur invitation uniquement")
    expect(other.get_by_role("radio", name="lun. 10")).to_be_checked()


def test_may_i_come_by_keyboard_alone_moves_through_a_question(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(f"{PAGE}?day=2025-02-11")
    page.get_by_role("radio", name="mar. 11").focus()
    page.keyboard.press("ArrowLeft")

    expect(page.locator(".answer__head")).to_contain_text("Sur invitation uniquement")
    expect(page.get_by_role("radio", name="lun. 10")).to_be_focused()


def test_may_i_come_without_javascript_sends_its_form(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_role("radio", name="de la presse").check()
    page.get_by_role("radio", name="sam. 8").check()
    page.get_by_role("button", name="Voir la réponse").click()

    assert page.url.endswith("?who=presse&day=2025-02-08&way=in_person")
    expect(page.locator(".answer__head")).to_contain_text("chez l’organisateur")


def test_home_answers_in_place_and_leads_to_the_whole_answer(
    programme: Programme, new_page: NewPage, axe: Callable[[Page], None]
) -> None:
    make_text("home.tagline", "Une semaine")
    page = new_page(viewport=DESKTOP)
    page.goto("/fr/")
    for way_on in page.locator(".hero .actions a").all():
        way_on.click(trial=True)  # the nave is drawn over it
    page.get_by_role("radio", name="dim. 9").check()
    expect(page.locator(".answer__head")).to_contain_text("chez l’organisateur")
    axe(page)
    assert page.url.endswith("/fr/")

    page.get_by_role("button", name="Voir tout ce jour-là").click()
    page.wait_for_url("**/fr/agenda/may-i-come/?who=entrepreneurs&day=2025-02-09&way=in_person")


@pytest.mark.parametrize(
    ("zone", "path", "shown"),
    [
        ("Europe/Paris", SESSION, ""),
        ("Europe/Madrid", SESSION, ""),
        ("America/New_York", SESSION, "Chez vous : 4 h – 4 h 45, indicatif (heure"),
        ("Asia/Kolkata", SESSION, "Chez vous : 14 h 30 – 15 h 15, indicatif (heure"),
        ("Pacific/Auckland", SESSION.replace("/fr/", "/en/"), "For you: 22:00 – 22:45, indicative"),
        (
            "Pacific/Auckland",
            "/fr/agenda/sessions/unesco-ethique-de-l-ia/",
            "Chez vous : ",
        ),
    ],
)
def test_session_shows_the_own_hours_of_a_visitor_where_they_differ(
    programme: Programme, new_page: NewPage, zone: str, path: str, shown: str
) -> None:
    page = new_page(viewport=DESKTOP, timezone_id=zone)
    page.goto(path)
    own = page.locator("[data-own-zone]")

    if not shown:
        expect(own).to_be_hidden()
        return
    expect(own).to_be_visible()
    text = own.inner_text().replace("\u202f", " ").replace("\xa0", " ")
    assert text.startswith(shown)
