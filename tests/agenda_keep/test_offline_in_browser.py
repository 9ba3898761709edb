"""Reading without a connection, and the ticket that its owner keeps, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registration.models import Registration
from tests.agenda_keep.test_in_browser import (  # noqa: F401 - fixtures
    DESKTOP,
    MINE,
    PHONE,
    WEEK,
    NewPage,
    business_day,
    star,
    week,
)
from tests.registration.factories import make_registration
from tests.registration_pages.people import paths_of

pytestmark = pytest.mark.django_db(transaction=True)


UNTIL = """async () => {
  const holds = async () => CONDITION;
  for (let turn = 0; turn < 150; turn += 1) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}"""


def wait_until(page: Page, condition: str) -> None:
    """A condition with `await` in it, asked again until it holds."""
    assert page.evaluate(UNTIL.replace("CONDITION", condition)), condition


def wait_for_worker(page: Page) -> None:
    """Until the worker runs and has kept what it was told to."""
    for path in (WEEK, MINE):
        wait_until(page, f"await caches.match('{path}', {{ cacheName: 'pages' }})")


def go_offline(page: Page) -> None:
    """More than a minute after the last page, when the browser's own cache is no help."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.context.set_offline(True)


@pytest.mark.usefixtures("week")
def test_agenda_and_my_agenda_open_offline_and_say_how_old_they_are(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto(WEEK)
    title = page.locator(".session-row h3").first.inner_text()
    star(page, title).click()
    wait_for_worker(page)
    page.reload()
    go_offline(page)

    page.goto(WEEK)
    expect(page.locator(".offline-note")).to_contain_text("Offline copy of")
    expect(page.locator(".offline-note")).to_contain_text("release 1")
    page.goto(MINE)
    expect(page.locator(".offline-note")).to_be_visible()
    expect(page.locator("[data-mine] h3")).to_have_text([title])
    page.goto("/en/faq/")
    expect(page.locator("h1")).to_have_text("No connection")


def keep_ticket(page: Page, registration: Registration) -> str:
    page.goto("/en/agenda/")
    page.evaluate("navigator.serviceWorker.ready")
    path = paths_of(registration, "en")["ticket"]
    page.goto(path)
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.get_by_role("status")).to_contain_text("Kept")
    return path


@pytest.mark.usefixtures("business_day")
def test_ticket_kept_by_its_owner_opens_offline_and_nobody_elses_does(new_page: NewPage) -> None:
    mine, other = make_registration(), make_registration("other@example.org")
    page = new_page(viewport=PHONE)
    theirs = paths_of(other, "en")["ticket"]
    page.goto(theirs)
    path = keep_ticket(page, mine)
    go_offline(page)

    page.goto(path)
    expect(page.locator(".ticket__qr svg")).to_be_visible()
    expect(page.locator(".offline-note")).to_contain_text("Offline copy of")
    page.goto(theirs)
    expect(page.locator("h1")).to_have_text("No connection")
    assert "QR" not in page.content()
    expect(page.get_by_role("link", name="Ticket kept on this device")).to_have_attribute(
        "href", re.compile(re.escape(path))
    )


@pytest.mark.long
@pytest.mark.usefixtures("business_day")
def test_ticket_goes_when_its_owner_removes_it_or_its_link_dies(new_page: NewPage) -> None:
    mine = make_registration()
    page = new_page(viewport=PHONE)
    path = keep_ticket(page, mine)
    page.get_by_role("button", name="Remove from this device").click()
    expect(page.get_by_role("status")).to_contain_text("Removed")
    assert kept_for_a_person(page) == []

    keep_ticket(page, mine)
    assert len(kept_for_a_person(page)) == 1
    Registration.objects.filter(pk=mine.pk).update(link_version=9)
    assert page.goto(path).status == 404
    assert kept_for_a_person(page) == []


def kept_for_a_person(page: Page) -> list[str]:
    return page.evaluate(
        "async () => (await caches.keys()).filter((name) => name.startsWith('mine:'))"
    )


@pytest.mark.long
@pytest.mark.usefixtures("business_day")
def test_personal_page_nobody_asked_to_keep_is_not_kept(new_page: NewPage) -> None:
    mine = make_registration()
    page = new_page(viewport=PHONE)
    page.goto("/en/agenda/")
    page.evaluate("navigator.serviceWorker.ready")
    for name in ("ticket", "my_registration"):
        page.goto(paths_of(mine, "en")[name])
    urls = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const one of await (await caches.open(name)).keys()) found.push(one.url);
          return found;
        }"""
    )
    assert [url for url in urls if "/registration/" in url] == []


@pytest.mark.long
@pytest.mark.usefixtures("week")
def test_worker_switched_off_leaves_the_browser(new_page: NewPage, settings: Any) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(WEEK)
    wait_for_worker(page)
    settings.SUMMIT_OFFLINE = False
    page.reload()

    wait_until(page, "!(await navigator.serviceWorker.getRegistration())")
    wait_until(page, "!(await caches.keys()).length")
