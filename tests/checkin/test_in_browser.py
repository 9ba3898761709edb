"""A steward at the door with a phone: with a connection, without one, and back."""

import json
import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import segno
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from registration.checkin.models import Door, Outcome, Scan
from registration.models import Registration, Way
from summit.accounts.models import User
from summit.edition import clock
from tests.checkin.factories import MORNING, make_door, make_people, make_steward
from tests.services.browser import FLAGS, find_chromium

pytestmark = pytest.mark.django_db(transaction=True)

NewPage = Callable[..., Page]
OpenDoor = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}}
UNKNOWN = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"
KEPT_ROWS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("summit.doors");
  asked.onsuccess = () => {
    const stores = [...asked.result.objectStoreNames];
    const found = {};
    if (!stores.length) resolve(found);
    for (const store of stores) {
      asked.result.transaction(store).objectStore(store).getAll().onsuccess = (event) => {
        found[store] = event.target.result;
        if (Object.keys(found).length === stores.length) {
          asked.result.close();
          resolve(found);
        }
      };
    }
  };
})"""
KEPT_PAGES = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
  return found.filter((path) => !path.startsWith("/static/")).sort();
}"""

WORDS = """(result) => [
  result.dataset.tone,
  result.querySelector("[data-part=icon]").innerHTML,
  ...[...result.querySelectorAll("[data-part]:not([data-part=icon])")]
    .filter((part) => !part.hidden).map((part) => part.innerText),
  ...[...result.querySelectorAll(".checkin-actions > :not([hidden])")]
    .map((one) => one.innerText.trim()),
]"""


@pytest.fixture
def doors(transactional_db: None) -> dict[str, Door]:
    doors = {slug: make_door(slug) for slug in "ab"}
    clock.set_rehearsal(MORNING)
    return doors


@pytest.fixture
def open_door(doors: dict[str, Door], new_page: NewPage, live_server: Any) -> OpenDoor:
    """A device of its own at a door, signed in as a steward of its own."""

    def open_one(slug: str, **options: Any) -> Page:
        page, signed_in = new_page(**{**PHONE, **options}), Client()
        signed_in.force_login(make_steward(f"steward{User.objects.count()}@example.org"))
        session = signed_in.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"/en/registration/doors/{slug}/")
        return page

    return open_one


def scan(page: Page, ticket: Registration | str) -> None:
    """As a scanner does it: signs, then Enter, wherever the focus is."""
    page.keyboard.type(ticket if isinstance(ticket, str) else ticket.ticket_code)
    page.keyboard.press("Enter")


def expect_answer(page: Page, title: str, line: str | re.Pattern[str] = "") -> None:
    expect(page.locator("[data-answer] h1")).to_have_text(title)
    if line:
        expect(page.locator("[data-answer] [data-part=line]")).to_have_text(line)


def wait_until_kept(page: Page) -> None:
    """The list, the page and the reader of tickets lie on the device."""
    for path in (urlsplit(page.url).path, "/static/js/checkin/qr/decode.js"):
        page.wait_for_function(f"async () => await caches.match('{path}', {{ ignoreVary: true }})")
    wait_for_rows(page, "lists", lambda rows: rows != [])


def wait_until_sent(page: Page) -> None:
    wait_for_rows(page, "queue", lambda rows: rows == [])
    expect(page.locator("[data-strip]")).to_be_hidden()


def wait_for_rows(page: Page, store: str, holds: Callable[[list[Any]], bool]) -> None:
    for _turn in range(200):
        if holds(page.evaluate(KEPT_ROWS).get(store, [])):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{store}: {page.evaluate(KEPT_ROWS)}")


def test_tickets_are_read_one_after_the_other(open_door: OpenDoor, axe: Any) -> None:
    ticket, other = make_people(2)
    page = open_door("a")
    axe(page)

    scan(page, ticket)
    expect_answer(page, "Welcome")
    expect(page.locator("[data-present]")).to_have_text("1")
    expect(page.get_by_role("heading", name="Camille Martin 0")).to_be_visible()
    axe(page)
    # The next one comes without a press in between, by its short code.
    scan(page, ticket.short_code.lower())
    expect_answer(page, "Already inside", re.compile("8:4[12], Door A"))
    drawn = page.locator(".checkin-result").evaluate(WORDS)
    # What the script draws is what the server draws.
    nonce = Scan.objects.get(outcome=Outcome.ALREADY_IN).nonce
    page.goto(f"/en/registration/doors/a/tickets/{nonce}/")
    assert page.locator(".checkin-result").evaluate(WORDS) == drawn

    page.get_by_role("link", name="Next ticket").click()
    scan(page, other)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-note]")).to_have_text("Taken back. Scan the next ticket.")
    page.get_by_role("link", name="Exit").click()
    scan(page, ticket)
    expect_answer(page, "Goodbye")
    expect(page.locator("[data-present]")).to_have_text("0")


def test_ticket_that_is_read_while_another_is_asked_for_is_not_lost_in_silence(
    open_door: OpenDoor,
) -> None:
    first, second = make_people(2)
    page = open_door("a")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/scans.json", hold)

    scan(page, first)
    scan(page, first)
    scan(page, second)
    page.wait_for_function("document.querySelector('#code').value === ''")
    held[0].continue_()
    page.unroute("**/scans.json")

    expect_answer(page, "Welcome")
    note = page.locator("[data-answer-note]")
    expect(note).to_have_text("Another ticket was read meanwhile: scan it again.")
    scan(page, second)
    expect(page.get_by_role("heading", name=second.full_name)).to_be_visible()
    expect(note).to_have_text("")


def test_door_goes_on_without_a_connection_and_catches_up(open_door: OpenDoor) -> None:
    shared, own, (online,) = *make_people(2), make_people(1, Way.ONLINE)
    page, elsewhere = open_door("a", has_touch=True, is_mobile=True), open_door("b")
    wait_until_kept(page)
    page.context.set_offline(True)
    page.reload()

    # Taken back before it is sent, it never was.
    scan(page, own)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-note]")).to_have_text("Taken back. Scan the next ticket.")
    scan(page, shared)
    expect_answer(page, "Welcome")
    expect(page.locator("[data-strip]")).to_contain_text(re.compile("Offline since .* · 1 scan to"))
    scan(page, shared)
    expect_answer(page, "Already inside", re.compile("at .*, on this device"))
    scan(page, online)
    expect_answer(page, "Not for this day")
    scan(page, UNKNOWN)
    expect_answer(page, "Unknown ticket", re.compile("not in the list of 8:4"))
    scan(page, own.short_code)
    expect_answer(page, "Not checked")
    scan(page, own)
    expect_answer(page, "Welcome")
    expect(page.locator("[data-present]")).to_have_text("2")
    page.get_by_role("button", name="Next ticket").click()
    page.get_by_role("link", name="Exit").click()
    scan(page, own)
    expect_answer(page, "Goodbye")
    expect(page.locator("[data-strip]")).to_contain_text("3 scans to send")
    expect(page.locator("[data-present]")).to_have_text("1")
    kept = json.dumps(page.evaluate(KEPT_ROWS))
    assert [word for word in ("Martin", shared.ticket_code, own.ticket_code) if word in kept] == []
    scan(elsewhere, shared)
    expect_answer(elsewhere, "Welcome")

    page.context.set_offline(False)
    wait_until_sent(page)
    expect(page.locator("[data-troubles]")).to_contain_text("1 ticket to look at again")
    expect(page.locator("[data-troubles] li")).to_contain_text("Camille Martin 0")
    rows = Scan.objects.order_by("pk").values_list("registration_id", "outcome", "offline")
    assert set(rows) == {
        (shared.pk, Outcome.WELCOME, False),
        (shared.pk, Outcome.CONFLICT, True),
        (own.pk, Outcome.WELCOME, True),
        (own.pk, Outcome.LEFT, True),
    }


@pytest.mark.long
def test_device_keeps_its_scans_until_it_is_signed_in_again_and_nothing_once_signed_out(
    open_door: OpenDoor,
) -> None:
    (ticket,) = make_people(1)
    page = open_door("a")
    wait_until_kept(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    scan(page, ticket)
    expect_answer(page, "Welcome")
    expect(page.locator("[data-strip]")).to_contain_text("Signed out · 1 scan to send")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto("/en/registration/doors/a/")
    wait_until_sent(page)
    assert Scan.objects.get().registration == ticket
    assert page.evaluate(KEPT_PAGES) == ["/en/registration/doors/", "/en/registration/doors/a/"]

    # Who lost the right lets nobody in, and the list goes.
    steward = User.objects.get()
    rights = list(steward.user_permissions.all())
    steward.user_permissions.clear()
    scan(page, ticket)
    expect_answer(page, "Not recorded", re.compile("no longer check people in"))
    assert page.evaluate(KEPT_ROWS)["lists"] == []
    steward.user_permissions.set(rights)

    page.goto("/en/registration/doors/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/en/$"))
    assert [row for rows in page.evaluate(KEPT_ROWS).values() for row in rows] == []
    assert [path for path in page.evaluate(KEPT_PAGES) if "doors" in path] == []
    page.go_back()
    expect(page).to_have_url(re.compile("/en/account/login/"))


@pytest.mark.long
def test_lost_answer_is_taken_back_there_and_a_door_that_is_gone_holds_nothing_up(
    open_door: OpenDoor, doors: dict[str, Door]
) -> None:
    slow, own, old = make_people(3)
    page = open_door("a")
    wait_until_kept(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    # The server has it, the phone does not know, and it is taken back.
    page.route("**/scans.json", lambda route: route.abort())
    page.route("**/scans.json", lose, times=1)
    scan(page, slow)
    expect_answer(page, "Welcome")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-note]")).to_have_text("Taken back. Scan the next ticket.")
    assert Scan.objects.present_at(MORNING).count() == 1
    page.unroute("**/scans.json")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until_sent(page)
    assert Scan.objects.present_at(MORNING).count() == 0

    # A scan waits while its door gets another key: it goes through the next one that is opened.
    page.context.set_offline(True)
    page.reload()
    scan(page, own)
    expect_answer(page, "Welcome")
    Door.objects.filter(slug="a").update(slug="c")
    page.context.set_offline(False)
    page.goto("/en/registration/doors/b/")
    wait_until_sent(page)
    assert Scan.objects.get(registration=own).door == doors["b"]

    # The clock of the phone was set right meanwhile, by years.
    row = {"nonce": str(uuid.uuid4()), "url": "/en/registration/doors/b/scans.json", "at": 0}
    row |= {"code": old.short_code, "kind": "entry", "forced": False}
    page.evaluate(PUT_BACK, [row])
    page.reload()
    wait_until_sent(page)
    assert Scan.objects.filter(registration=old).exists()


PUT_BACK = """(rows) => new Promise((resolve) => {
  const asked = indexedDB.open("summit.doors");
  asked.onsuccess = () => {
    const turn = asked.result.transaction("queue", "readwrite");
    for (const row of rows) turn.objectStore("queue").put(row);
    turn.oncomplete = () => {
      asked.result.close();
      resolve();
    };
  };
})"""


@pytest.mark.long
def test_two_devices_apart_let_each_person_in_once_and_report_the_rest(
    open_door: OpenDoor,
) -> None:
    people = make_people(180)
    devices = {open_door("a"): people[:100], open_door("b"): people[80:]}
    for page, tickets in devices.items():
        wait_until_kept(page)
        page.context.set_offline(True)
        for ticket in tickets:
            scan(page, ticket)
            expect(page.locator("[data-part=name]")).to_have_text(f"Camille {ticket.last_name}")
            expect_answer(page, "Welcome")
    kept = {page: page.evaluate(KEPT_ROWS)["queue"] for page in devices}
    assert [len(rows) for rows in kept.values()] == [100, 100]

    for page in devices:
        page.context.set_offline(False)
        wait_until_sent(page)
    assert Scan.objects.filter(outcome=Outcome.WELCOME).count() == 180
    assert Scan.objects.filter(outcome=Outcome.CONFLICT).count() == 20
    assert page.locator("[data-troubles] li").count() == 20

    for page, rows in kept.items():
        page.evaluate(PUT_BACK, rows)
        page.reload()
        wait_until_sent(page)
        expect(page.locator("[data-present]")).to_have_text("180")
    assert Scan.objects.count() == 200


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_door_are_accessible(
    open_door: OpenDoor, axe: Any, language: str, scheme: str
) -> None:
    people, (online,) = make_people(2), make_people(1, Way.ONLINE)
    page = open_door("a", color_scheme=scheme)
    home = f"/{language}/registration/doors/"
    page.goto(home)
    axe(page)
    page.goto(f"{home}a/")
    wait_until_kept(page)
    for ticket in [people[0], people[0], online, UNKNOWN]:
        scan(page, ticket)
        expect(page.locator("[data-answer] h1")).to_be_visible()
        axe(page)
        page.locator("[data-next]").click()
    page.locator("#search summary").click()
    page.locator("#name").fill("Mart")
    page.locator("#name").press("Enter")
    page.wait_for_url("**/find/")
    axe(page)
    page.locator(".checkin-found button").first.click()
    page.wait_for_url("**/tickets/**")
    axe(page)
    page.goto(f"{home}a/")
    page.context.set_offline(True)
    scan(page, people[1])
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def film_of(code: str) -> bytes:
    """A camera’s view of a ticket: 640 × 480 in grey, YUV4MPEG2."""
    width, height, module = 640, 480, 8
    drawing = segno.make(code, error="m", micro=False)
    rows = [
        b"".join(bytes([24 if dark else 230]) * module for dark in row)
        for row in drawing.matrix_iter(border=4)
    ]
    side = len(rows) * module
    left, top = (width - side) // 2, (height - side) // 2
    grey, lines = b"\x80", [line for line in rows for _ in range(module)]
    blank = grey * width
    picture = [grey * left + line + grey * (width - side - left) for line in lines]
    luma = b"".join([*[blank] * top, *picture, *[blank] * (height - side - top)])
    frame = b"FRAME\n" + luma + grey * (width * height // 2)
    return b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 2


@pytest.mark.long
def test_camera_reads_the_ticket_that_is_held_before_it(
    open_door: OpenDoor, browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (ticket,) = make_people(1)
    film = tmp_path / "ticket.y4m"
    film.write_bytes(film_of(ticket.ticket_code))
    flags = [
        *FLAGS,
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    filming = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    monkeypatch.setattr(browser, "new_context", filming.new_context)
    page = open_door("a")
    page.get_by_role("button", name="Scan with the camera").click()

    expect_answer(page, "Welcome")
    # Still before the lens: it counts once.
    page.get_by_role("button", name="Next ticket").click()
    page.wait_for_timeout(1_000)
    expect(page.locator("[data-answer]")).to_be_hidden()
    assert Scan.objects.count() == 1
    filming.close()
