"""Stars and my agenda, as a person lives them in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from agenda.models import Session, SessionState
from agenda.services.releases import publish_release
from agenda.services.stars import change_stars, mark_seen
from summit.edition import clock
from tests.agenda import factories
from tests.agenda_keep.conftest import sign_in
from tests.performance.test_weight import LAYOUT_SHIFT, WATCH_SHIFTS
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)
from tests.registration_pages.people import paths_of

NewPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1440, "height": 900}
WEEK, MINE = "/en/agenda/week/", "/en/agenda/mine/"


@pytest.fixture
def week(transactional_db: None) -> None:
    factories.load()
    factories.add_sessions(3)
    publish_release(note="", actor=None)


@pytest.fixture
def business_day(transactional_db: None) -> list[Session]:
    """Three bookable sessions, the second and third at the same hour."""
    make_business_day()
    clock.set_rehearsal(NOW)
    return make_sessions(10, 10, 10, hours=(10, 14, 14))


def carry_session(client: Client, page: Page, url: str) -> None:
    """As the code door leaves it: a signed-in session in this browser."""
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": url}])


def star(page: Page, title: str) -> Any:
    return page.get_by_role("button", name=f"Follow: {title}")


@pytest.mark.long
@pytest.mark.usefixtures("week")
def test_star_pressed_in_one_tab_shows_in_the_other(new_page: NewPage) -> None:
    one = new_page(viewport=DESKTOP)
    one.goto(WEEK)
    other = one.context.new_page()
    other.goto(WEEK)
    title = one.locator(".session-row h3").first.inner_text()

    star(one, title).focus()
    one.keyboard.press("Enter")

    expect(star(one, title)).to_have_attribute("aria-pressed", "true")
    expect(star(other, title)).to_have_attribute("aria-pressed", "true")
    other.goto(MINE)
    expect(other.locator("[data-mine] h3")).to_have_text([title])
    assert one.context.cookies() == []


def test_star_set_offline_reaches_the_other_device_after_signing_in(
    new_page: NewPage, business_day: list[Session], client: Client, live_server: Any
) -> None:
    first, second = (str(one.title_en) for one in business_day[:2])
    phone = new_page(viewport=PHONE)
    phone.goto(WEEK)
    phone.context.set_offline(True)
    star(phone, first).click()
    expect(star(phone, first)).to_have_attribute("aria-pressed", "true")
    phone.context.set_offline(False)

    user = sign_in(client)
    carry_session(client, phone, live_server.url)
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        phone.goto(MINE)
    expect(phone.locator("[data-mine] h3")).to_have_text([first])
    assert [one.session_id for one in user.stars.all()] == [business_day[0].pk]

    desk = new_page(viewport=DESKTOP)
    desk.goto(WEEK)
    star(desk, second).click()
    other = Client()
    other.force_login(user)
    carry_session(other, desk, live_server.url)
    desk.goto(MINE)
    expect(desk.locator("[data-mine] h3")).to_have_text([first, second])
    with desk.expect_response(lambda answer: answer.request.method == "POST"):
        star(desk, first).click()

    phone.goto(MINE)
    expect(phone.locator("[data-mine] h3")).to_have_text([second])


@pytest.mark.long
def test_signing_out_leaves_no_star_on_a_shared_device(
    new_page: NewPage, business_day: list[Session], client: Client, live_server: Any
) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(WEEK)
    star(page, str(business_day[0].title_en)).click()
    sign_in(client)
    carry_session(client, page, live_server.url)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.goto(MINE)
    page.goto("/en/registration/my/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"/en/$"))

    page.goto(MINE)
    expect(page.locator("[data-mine]")).to_contain_text("Nothing here yet")


@pytest.mark.long
def test_my_agenda_shows_bookings_overlaps_and_what_is_only_indicative(
    new_page: NewPage, business_day: list[Session], client: Client, live_server: Any
) -> None:
    mine = make_registration("camille@example.org")
    book(mine, business_day[1])
    page = new_page(viewport=DESKTOP)
    page.goto(WEEK)
    star(page, str(business_day[2].title_en)).click()
    sign_in(client)
    carry_session(client, page, live_server.url)
    page.goto(MINE)

    note = page.locator(".overlap-note")
    expect(note).to_contain_text(f"Overlaps “{business_day[1].title_en}” from 14:00 to")
    expect(page.locator("[data-mine] .pill--booked")).to_have_count(1)
    expect(page.locator("[data-card]")).to_contain_text("Business Day, in person")

    Session.objects.filter(pk=business_day[2].pk).update(time_confirmed=False)
    publish_release(note="", actor=None)
    page.goto(MINE)
    expect(note).to_contain_text("May overlap")


@pytest.mark.usefixtures("week")
def test_changes_are_told_once_and_a_cancelled_session_stays(new_page: NewPage) -> None:
    opening = Session.objects.get(slug="opening")
    page = new_page(viewport=DESKTOP)
    page.goto(WEEK)
    star(page, opening.title_en).click()
    page.goto(MINE)
    expect(page.locator("[data-mine] h3")).to_have_text([opening.title_en])
    expect(page.locator(".my-changes")).to_have_count(0)

    Session.objects.filter(pk=opening.pk).update(state=SessionState.CANCELLED)
    publish_release(note="", actor=None)
    page.add_init_script(WATCH_SHIFTS)
    for path in ("/en/", "/en/agenda/2025-02-10/", MINE):
        page.goto(path)
        name = re.compile(r"^My agenda \(1 change in your agenda since")
        link = page.get_by_role("banner").get_by_role("link", name=name)
        expect(link.locator(".badge")).to_have_text("1")
        assert page.evaluate("window.shifted") < LAYOUT_SHIFT, path

    expect(page.locator(".my-changes h2")).to_contain_text("1 change in your agenda since")
    expect(page.locator(".my-changes")).to_contain_text("Cancelled")
    expect(page.locator("[data-mine]")).to_contain_text("Cancelled")
    page.get_by_role("button", name="I have seen it").click()
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".badge")).to_have_count(0)
    page.goto(MINE)
    expect(page.locator("[data-mine] h3")).to_have_text([opening.title_en])
    expect(page.locator(".my-changes")).to_have_count(0)


@pytest.mark.long
def test_change_an_account_has_not_read_stays_when_a_new_device_joins(
    new_page: NewPage, business_day: list[Session], client: Client, live_server: Any
) -> None:
    user = sign_in(client)
    change_stars(user=user, add=[business_day[0].pk], remove=[])
    mark_seen(user=user, number=1)
    Session.objects.filter(pk=business_day[0].pk).update(state=SessionState.CANCELLED)
    publish_release(note="", actor=None)
    page = new_page(viewport=DESKTOP)
    page.goto(WEEK)
    star(page, str(business_day[1].title_en)).click()

    carry_session(client, page, live_server.url)
    page.goto(MINE)

    expect(page.locator(".my-changes h2")).to_contain_text("1 change in your agenda since")
    expect(page.locator("[data-mine] h3")).to_have_count(2)


NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
})"""


@pytest.mark.long
def test_browser_that_keeps_nothing_says_so_and_leaves_stars_to_the_account(
    new_page: NewPage, business_day: list[Session], client: Client, live_server: Any
) -> None:
    titles = [str(one.title_en) for one in business_day[:2]]
    page = new_page(viewport=DESKTOP)
    page.add_init_script(NO_STORAGE)
    page.goto(WEEK)
    for title in titles:
        star(page, title).click()
    for title in titles:
        expect(star(page, title)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").filter(has_text="keeps nothing here")).to_be_visible()

    sign_in(client)
    carry_session(client, page, live_server.url)
    page.goto(WEEK)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        star(page, titles[0]).click()
    page.goto(MINE)

    expect(page.locator("[data-mine] h3")).to_have_text(titles[:1])
    expect(page.locator(".star-note")).to_have_count(0)


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [
        pytest.param(PHONE, "dark", "fr", id="phone-dark-fr", marks=pytest.mark.long),
        pytest.param(DESKTOP, "light", "en", id="desktop-light-en", marks=pytest.mark.long),
    ],
)
def test_pages_are_clean_for_axe_and_never_scroll_sideways(
    new_page: NewPage,
    axe: Callable[[Page], None],
    business_day: list[Session],
    client: Client,
    live_server: Any,
    viewport: Any,
    scheme: str,
    language: str,
) -> None:
    mine = make_registration("camille@example.org")
    book(mine, business_day[1])
    page = new_page(viewport=viewport, color_scheme=scheme)
    page.goto(f"/{language}/agenda/mine/")
    expect(page.locator("[data-mine] h2")).to_be_visible()
    axe(page)
    page.goto(f"/{language}/agenda/week/")
    for place in range(3):
        page.locator(".session-row > .star").nth(place).click()
    page.evaluate("scrollTo(0, 0)")  # nothing half under the bar of days
    axe(page)
    page.locator(".session-row h3 a").first.click()
    page.locator(".follow:visible").first.click()
    axe(page)
    Session.objects.filter(pk=business_day[0].pk).update(state=SessionState.CANCELLED)
    publish_release(note="", actor=None)
    sign_in(client)
    carry_session(client, page, live_server.url)
    for path in ("agenda/mine/", "offline/", paths_of(mine, language)["ticket"][4:]):
        page.goto(f"/{language}/{path}")
        page.wait_for_load_state("networkidle")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_my_agenda_without_javascript_says_what_works(new_page: NewPage, week: None) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(MINE)
    expect(page.get_by_text("Following sessions needs JavaScript")).to_be_visible()
    page.goto(WEEK)
    expect(page.locator(".star")).to_have_count(0)
