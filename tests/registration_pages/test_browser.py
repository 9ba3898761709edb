"""The pages as a person meets them: by keyboard, without JavaScript, on a phone, read aloud."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from registration.models import Quota, Registration, Way
from registration.views.personal import personal_paths
from summit.edition.snapshots import forget_all
from tests.registration.factories import make_registration, register
from tests.registration_pages.forms import FORM
from tests.registration_pages.people import paths_of

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}


def _fill(page: Page) -> None:
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Lefèvre")
    page.get_by_label("Adresse électronique").fill("camille@atelier-berthon.fr")
    page.get_by_label("Organisation", exact=True).fill("Atelier Berthon")
    page.get_by_label("Vous êtes").select_option("industry")


def test_keyboard_alone_registers(
    page: Page, day: dict[str, Quota], axe: Callable[[Page], None]
) -> None:
    page.goto(FORM)
    page.locator("#id_way").focus()
    page.keyboard.press("Space")
    for text in ("Camille", "Lefèvre", "camille@atelier-berthon.fr", "Atelier Berthon"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Confirmer mon inscription").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ouvrez votre boîte de réception")
    axe(page)
    assert Registration.objects.get().full_name == "Camille Lefèvre"


def test_summary_of_errors_takes_focus_and_leads_to_the_field(
    page: Page, day: dict[str, Quota], axe: Callable[[Page], None]
) -> None:
    page.goto(f"{FORM}#main")  # as the skip link leaves the address
    _fill(page)
    page.get_by_label("Adresse électronique").fill("camille@atelier-berthon")
    page.get_by_role("button", name="Confirmer mon inscription").click()

    expect(page.locator("#error-summary")).to_be_focused()
    axe(page)
    page.locator("#error-summary a", has_text="Adresse électronique").click()
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    expect(page.get_by_label("Prénom")).to_have_value("Camille")


def test_language_changed_in_the_middle_of_the_form_keeps_what_was_typed_but_no_consent(
    page: Page, day: dict[str, Quota]
) -> None:
    page.goto(f"{FORM}#100%")  # some programs that pass a link on add to it
    _fill(page)
    page.get_by_text("En ligne", exact=True).first.click()
    page.locator("[name=newsletter]").check()
    page.get_by_role("link", name="English").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("First name")).to_have_value("Camille")
    expect(page.get_by_label("You are")).to_have_value("industry")
    expect(page.locator("[name=way][value=online]")).to_be_checked()
    expect(page.locator("[data-mode-shown]")).to_have_text("Online")
    expect(page.locator("[name=newsletter]")).not_to_be_checked()
    assert page.evaluate("sessionStorage.length") == 0

    page.get_by_role("button", name="Confirm my registration").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open your mailbox")
    assert Registration.objects.get().language == "en"


def test_button_and_summary_follow_the_choice_on_a_full_day(
    page: Page, day: dict[str, Quota]
) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    register("first@example.org")
    forget_all()  # the form's count may be a second old
    page.goto(FORM)
    button = page.locator("[data-submit]")
    expect(button).to_have_text("Envoyer ma demande")

    page.get_by_text("Sur place", exact=True).click()
    expect(button).to_have_text("Rejoindre la liste d’attente")
    page.get_by_text("En ligne", exact=True).first.click()
    expect(button).to_have_text("Confirmer mon inscription")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_form_works_without_javascript_on_a_phone(
    new_page: Callable[..., Page], day: dict[str, Quota], language: str
) -> None:
    page = new_page(**PHONE, java_script_enabled=False)
    page.goto(f"/{language}/registration/?way=online")
    page.locator("#id_first_name").fill("Camille")
    page.locator("#id_last_name").fill("Lefèvre")
    page.locator("#id_email").fill("camille@atelier-berthon.fr")
    page.locator("#id_organisation").fill("Atelier Berthon")
    page.locator("#id_audience").select_option("industry")
    page.locator("[data-submit]").click()

    expect(page).to_have_url(re.compile("/registered/"))
    assert Registration.objects.get().confirmed_place.way == Way.ONLINE


SCREENS = [
    (language, scheme, width)
    for language in ("fr", "en")
    for scheme in ("light", "dark")
    for width in (320, 768, 1440)
]
SEEN_MOST = ["my_registration", "ticket", "my_sessions", "switch"]


@pytest.mark.parametrize(
    ("screen", "names"),
    [
        (SCREENS[0], SEEN_MOST),
        *(pytest.param(screen, None, marks=pytest.mark.long) for screen in SCREENS),
    ],
)
def test_every_page_is_clean_for_axe_and_fits_its_screen(
    new_page: Callable[..., Page],
    day: dict[str, Quota],
    axe: Callable[[Page], None],
    screen: tuple[str, Any, int],
    names: list[str] | None,
) -> None:
    language, scheme, width = screen
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    confirmed = make_registration("first@example.org")
    Registration.objects.update(ticket_code=26 * "W")  # the widest
    waiting = make_registration("second@example.org", wait_in_person=True)
    with translation.override(language):
        first, second = personal_paths(confirmed), personal_paths(waiting)
    first = {name: path for name, path in first.items() if path.endswith("/")}  # files aside
    page = new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    public = ["", "join/", "lost-link/", "lost-link/sent/"] if names is None else [""]
    pages = [f"/{language}/registration/{name}" for name in public]
    pages += [first[name] for name in names or first]
    pages += [second["my_registration"], second["cancel"]]
    for path in pages:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.long
def test_button_of_the_header_leads_whoever_is_registered_here_to_their_registration(
    page: Page, day: dict[str, Quota]
) -> None:
    def header_button(path: str) -> tuple[str | None, str | None]:
        page.goto(path)
        button = page.locator(".site-header .button--small")
        return button.text_content(), button.get_attribute("href")

    paths = paths_of(make_registration())
    register, mine = "/fr/registration/", "/fr/registration/my/"

    assert header_button("/fr/faq/") == ("S’inscrire", register)
    assert header_button(paths["my_registration"]) == ("Mon inscription", mine)
    assert header_button("/fr/faq/") == ("Mon inscription", mine)
    assert page.evaluate("Object.values(localStorage)") == ["yes"]
    page.goto(paths["cancel"])
    page.get_by_role("button", name="Oui, annuler mon inscription").click()
    page.get_by_role("heading", name="Votre inscription est annulée").wait_for()
    assert header_button("/fr/faq/") == ("S’inscrire", register)
