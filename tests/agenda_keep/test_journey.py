"""One person on two devices: what they follow, and what each release makes of it."""

import datetime as dt
import re
from collections.abc import Callable

import icalendar
import pytest
from playwright.sync_api import Page, expect

from agenda.models import Session, SessionState
from agenda.services.releases import publish_release
from registration.models import Registration
from registration.services.feeds import feed_address
from tests.accounts.test_code_door import code_in
from tests.agenda_keep.test_in_browser import (  # noqa: F401 - fixtures
    DESKTOP,
    MINE,
    PHONE,
    WEEK,
    business_day,
    star,
)
from tests.registration.factories import make_registration
from tests.services.smtp import SmtpServer

NewPage = Callable[..., Page]
Events = dict[str, icalendar.Event]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

HOUR = dt.timedelta(hours=1)
DAY = "/en/agenda/2025-02-11/"


def sign_in(page: Page, smtp_server: SmtpServer, email: str) -> None:
    """By the link on one's own agenda, with the code that comes by mail."""
    page.goto(MINE)
    page.get_by_role("link", name="Sign in to find it on your other devices.").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/code/confirm/**")
    page.get_by_label("Code").fill(code_in(smtp_server))
    page.get_by_role("button", name="Open my space").click()
    page.wait_for_url(f"**{MINE}")


def events(page: Page, url: str) -> Events:
    """What a calendar program gets, by title."""
    found = icalendar.Calendar.from_ical(page.request.get(url).body()).walk("VEVENT")
    return {str(one["SUMMARY"]): one for one in found}


def personal(page: Page, registration: Registration) -> Events:
    return events(page, feed_address(registration))


def test_what_is_followed_is_the_same_on_two_devices_and_follows_each_release(
    new_page: NewPage,
    business_day: list[Session],  # noqa: F811 - the fixture
    smtp_server: SmtpServer,
) -> None:
    registration = make_registration("camille@example.org", language="en")
    moved, cancelled, _other = business_day
    titles = [moved.title_en, cancelled.title_en]
    phone, desk = (new_page(viewport=size, locale="en-GB") for size in (PHONE, DESKTOP))

    star_offline(phone, titles)
    for page in (phone, desk):
        sign_in(page, smtp_server, registration.email)
        expect(page.locator("[data-mine] h3")).to_have_text(titles)
    before = personal(desk, registration)
    assert {f"{title} (not booked)" for title in titles} < set(before)

    Session.objects.filter(pk=moved.pk).update(
        starts_at=moved.starts_at + HOUR, ends_at=moved.ends_at + HOUR
    )
    Session.objects.filter(pk=cancelled.pk).update(state=SessionState.CANCELLED)
    publish_release(note="", actor=None)

    see_in_public(desk, titles, moved.starts_at + HOUR)
    see_in_calendar(before, personal(desk, registration), titles, moved.starts_at + HOUR)
    for page in (desk, phone):
        see_in_my_agenda(page, titles)

    # Read on one device, read on the other.
    with phone.expect_response(lambda one: one.request.method == "POST"):
        phone.get_by_role("button", name="I have seen it").click()
    with desk.expect_response(lambda one: "/stars/" in one.url):
        desk.goto(MINE)
    expect(desk.locator(".badge")).to_have_count(0)
    expect(desk.locator(".my-changes")).to_have_count(0)
    expect(desk.locator("[data-mine] h3")).to_have_text(titles)


def star_offline(page: Page, titles: list[str]) -> None:
    page.goto(WEEK)
    page.context.set_offline(True)
    for title in titles:
        star(page, title).click()
    page.context.set_offline(False)


def see_in_public(page: Page, titles: list[str], starts: dt.datetime) -> None:
    """The page of changes, Atom and the calendar of the week."""
    page.goto("/en/agenda/changes/")
    for title, kind in zip(titles, ("Moved", "Cancelled"), strict=True):
        change = page.locator(".change").filter(has_text=title)
        expect(change.locator(".change__kind")).to_have_text(kind)
    atom = page.request.get("/en/agenda/changes.atom").text()
    assert all(title in atom for title in titles)
    week = events(page, "/en/agenda/week.ics")
    assert week[titles[0]]["DTSTART"].dt == starts
    assert str(week[f"Cancelled: {titles[1]}"]["STATUS"]) == "CANCELLED"


def see_in_calendar(before: Events, after: Events, titles: list[str], starts: dt.datetime) -> None:
    """The same entries under their next numbers."""
    was = [before[f"{title} (not booked)"] for title in titles]
    now = [after[f"{titles[0]} (not booked)"], after[f"Cancelled: {titles[1]}"]]
    assert [one["UID"] for one in now] == [one["UID"] for one in was]
    assert [one["SEQUENCE"] for one in now] == [one["SEQUENCE"] + 1 for one in was]
    assert now[0]["DTSTART"].dt == starts
    assert str(now[1]["STATUS"]) == "CANCELLED"


def see_in_my_agenda(page: Page, titles: list[str]) -> None:
    """From the number on the link to the page itself."""
    page.goto(DAY)
    name = re.compile(r"^My agenda \(2 changes in your agenda since Monday 20 January")
    page.get_by_role("link", name=name).first.click()
    expect(page.locator(".my-changes h2")).to_contain_text("2 changes in your agenda since")
    expect(page.locator("[data-mine] .pill--cancelled")).to_have_count(1)
    expect(page.locator("[data-mine] h3")).to_have_text(titles)
    expect(page.locator("[data-mine]")).to_contain_text("11:00")
