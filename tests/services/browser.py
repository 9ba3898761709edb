"""A real browser: Debian's Chromium driven by Playwright, kept away from every other host."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

LOCAL_HOSTS = {"127.0.0.1", "localhost"}
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Whatever slips through resolves to nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# Whatever is on its way has come, and no colour is on its way to another.
AT_REST = """() => !document.querySelector('[aria-busy="true"]') && document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity)"""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]


def find_chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium: run scripts/system-packages test.", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield running
        running.close()


class Watch:
    """What a page must never do: leave this machine, raise in JavaScript, break its CSP."""

    def __init__(self) -> None:
        self.foreign_requests: list[str] = []
        self.script_errors: list[str] = []

    def attach(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._note_request(request.url))
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self._note_error(str(error.error)))

    def _note_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOCAL_HOSTS:
            self.foreign_requests.append(url)

    def _note_error(self, text: str) -> None:
        # Chromium reports a cross-fade between pages that it gave up, which breaks nothing.
        if not text.startswith(("Transition was", "InvalidStateError: Transition was")):
            self.script_errors.append(text)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.script_errors.append(message.text)

    def check(self) -> None:
        assert self.foreign_requests == [], "the page asked another host"
        assert self.script_errors == [], "the page raised an error or broke its policy"


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, live_server: Any, settings: Any) -> Iterator[NewPage]:
    """`new_page(**options)` opens a page in a fresh context; relative addresses reach the site.

    Options are those of Playwright's `new_context`: viewport, locale, java_script_enabled,
    color_scheme, has_touch… The site's own absolute links lead back to the live server.
    """
    settings.SITE_URL = live_server.url
    watch = Watch()
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        usual = {"base_url": live_server.url, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
        context = browser.new_context(**{**usual, **options})
        context.set_default_timeout(15_000)
        watch.attach(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        with suppress(Exception):  # a context that the test closed itself
            context.close()
    watch.check()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A desktop page of 1440 × 900 in a fresh context."""
    return new_page(viewport={"width": 1440, "height": 900})


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds under WCAG 2.2 AA, its best practices and RGAA 4, one line each."""
    page.wait_for_function(AT_REST)
    options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} — {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with the list of violations."""

    def check(page: Page) -> None:
        violations = axe_violations(page)
        assert violations == [], "\n".join([page.url, *violations])

    return check
