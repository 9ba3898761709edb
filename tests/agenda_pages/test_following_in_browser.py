"""Changes and subscriptions in a browser, with a release that moves and cancels sessions."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from agenda.models import Session, SessionState
from agenda.services.releases import publish_release
from summit.edition.models import Edition
from tests.agenda import factories
from tests.agenda.factories import load
from tests.agenda_pages.test_changes_page import EARLIER

NewPage = Callable[..., Page]
PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture
def changed(db: None) -> None:
    """Every kind of change, in two releases."""
    load()
    factories.add_sessions(3)
    publish_release(note="", actor=None)
    sessions = Session.objects.filter
    sessions(slug="opening").update(starts_at=EARLIER)
    sessions(slug="workshop").update(state=SessionState.CANCELLED)
    sessions(slug="more-0").update(state=SessionState.HIDDEN)
    sessions(slug="more-1").update(title_en="A new title", title_fr="Un nouveau titre")
    publish_release(note="", actor=None)
    Edition.objects.update(noindex=False)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.long),
        pytest.param(DESKTOP, "light", id="desktop-light", marks=pytest.mark.long),
    ],
)
def test_following_pages_are_clean_for_axe_and_never_scroll_sideways(
    new_page: NewPage, axe: Callable[[Page], None], viewport: Any, scheme: str
) -> None:
    page = new_page(viewport=viewport, color_scheme=scheme)
    opening = Session.objects.get(slug="opening").url_slug
    for path in ("changes/", "subscribe/", f"sessions/{opening}/", "2025-02-10/", "themes/"):
        page.goto(f"/en/agenda/{path}")
        drawers = page.locator(".feed-list summary, .subscribe > summary")
        for place in range(min(2, drawers.count())):
            drawers.nth(place).click()
        axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, path


@pytest.mark.usefixtures("changed")
def test_session_leads_to_the_release_that_moved_it(new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    opening = Session.objects.get(slug="opening")
    page.goto(f"/en/agenda/sessions/{opening.url_slug}/")
    note = page.locator(".changed-note")
    expect(note.locator("del")).to_contain_text("9:00–10:00")
    expect(note.locator("ins")).to_contain_text("9:30–10:00")
    note.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/en/agenda/changes/#release-2$"))
    expect(page.locator("#release-2")).to_contain_text(opening.title_en)


@pytest.mark.usefixtures("changed")
def test_address_of_a_calendar_is_copied(new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    context: BrowserContext = page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/agenda/subscribe/")
    link = page.locator(".subscribe-week").get_by_role("link", name="Copy the address")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".subscribe-week")).to_contain_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/en/agenda/week.ics")


@pytest.mark.usefixtures("changed")
def test_subscribing_without_javascript_is_plain_links(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/en/agenda/2025-02-10/")
    page.get_by_text("Subscribe to this calendar").click()
    ways = page.locator(".subscribe__ways a")
    expect(ways).to_have_count(6)
    expect(ways.first).to_be_visible()
    assert ways.first.get_attribute("href").startswith("webcal://")
    assert ways.first.get_attribute("href").endswith("/en/agenda/2025-02-10.ics")
