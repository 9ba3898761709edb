"""The agenda in a browser: clean for axe in both schemes, whole on a phone, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agenda.programme import Programme

NewPage = Callable[..., Page]
PHONE = {"width": 360, "height": 800}
TABLET = {"width": 768, "height": 1024}
DESKTOP = {"width": 1440, "height": 900}
SEEN_MOST = [
    "/fr/agenda/",
    "/en/agenda/2025-02-11/?theme=confiance&access=registration",
    "/fr/agenda/sessions/table-ronde-sante/",
    "/fr/agenda/venues/",
    "/en/agenda/speakers/",
]
PAGES = [
    *SEEN_MOST,
    "/fr/agenda/2025-02-08/?theme=astrologie&access=press",
    "/fr/agenda/2030-01-01/",
    "/en/agenda/sessions/ai-france-summit/",
    "/fr/agenda/sessions/table-ronde-santee/",
    "/en/agenda/venues/grand-palais/",
    "/fr/agenda/themes/",
    "/fr/agenda/speakers/tim-davies/",
    "/en/agenda/speakers/tim-davis/",
]


@pytest.mark.parametrize(
    ("pages", "viewport", "scheme"),
    [
        pytest.param(SEEN_MOST, PHONE, "light", id="seen-most-phone-light"),
        pytest.param(PAGES, PHONE, "light", id="phone-light", marks=pytest.mark.long),
        pytest.param(PAGES, DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.long),
        pytest.param(PAGES, PHONE, "dark", id="phone-dark", marks=pytest.mark.long),
        pytest.param(PAGES, TABLET, "light", id="tablet-light", marks=pytest.mark.long),
        pytest.param(PAGES, DESKTOP, "light", id="desktop-light", marks=pytest.mark.long),
    ],
)
def test_agenda_pages_are_clean_for_axe_and_never_scroll_sideways(
    programme: Programme, new_page: NewPage, axe: Callable[[Page], None], pages, viewport, scheme
) -> None:
    page = new_page(viewport=viewport, color_scheme=scheme)
    for path in pages:
        page.goto(path)
        for drawer in page.locator("details.drawer > summary, details.filters > summary").all():
            if drawer.is_visible():
                drawer.click()
        axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, path


@pytest.mark.long
def test_agenda_without_javascript_filters_by_its_form(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/fr/agenda/2025-02-08/")
    page.get_by_text("Filtres").click()
    page.get_by_label("Bibliothèque nationale de France").check()
    page.get_by_role("button", name="Afficher les sessions").click()
    expect(page.locator("[data-said]")).to_have_text("11 sur 16 sessions")
    assert page.url.endswith("/fr/agenda/2025-02-08/?q=&venue=bnf")
    page.get_by_role("link", name="Retirer le filtre").click()
    expect(page.locator(".result-bar")).to_contain_text("16 sessions")


def test_agenda_by_keyboard_alone_reaches_a_session(
    programme: Programme, new_page: NewPage
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto("/fr/agenda/2025-02-09/")
    for _press in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if "/sessions/" in focused:
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/agenda/sessions/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_agenda_day_first_view_is_light(programme: Programme, new_page: NewPage) -> None:
    """60 kB compressed without fonts, at most 12 requests."""
    import gzip

    page = new_page(viewport=PHONE)
    sizes: list[tuple[str, int]] = []

    def note(answer) -> None:
        if not answer.url.startswith("data:"):
            sizes.append((answer.url, len(gzip.compress(answer.body()))))

    page.on("response", note)
    page.goto("/fr/agenda/2025-02-11/", wait_until="networkidle")
    assert len(sizes) <= 12
    assert sum(size for url, size in sizes if ".woff2" not in url) <= 60_000
