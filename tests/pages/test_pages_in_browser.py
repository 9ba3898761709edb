"""Pages as people meet them: on a phone and a desk, light and dark, in both languages."""

from collections.abc import Iterator
from functools import cache

import pytest
from playwright.sync_api import Page as BrowserPage

from tests.pages.crawling import Page, crawl
from tests.services.browser import NewPage, axe_violations

LANGUAGES = ["fr", "en"]
PHONE, TABLET, DESK = (360, 740), (768, 1024), (1440, 900)


@cache
def pages_in(language: str) -> list[Page]:
    """The trial is the same each time, so that one crawl tells its addresses."""
    return [page for page in crawl(language) if page.is_html]


def one_of_each_kind(pages: list[Page]) -> list[Page]:
    return list({page.kind: page for page in reversed(pages)}.values())


def overflows(browser_page: BrowserPage, path: str) -> Iterator[str]:
    browser_page.goto(path, wait_until="load")
    wider = browser_page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if wider > 0:
        yield f"{path}: {wider} px wider than the screen"


def faults(browser_page: BrowserPage, path: str) -> Iterator[str]:
    yield from overflows(browser_page, path)
    for violation in axe_violations(browser_page):
        yield f"{path}: {violation}"


def open_at(new_page: NewPage, size: tuple[int, int], scheme: str) -> BrowserPage:
    width, height = size
    return new_page(viewport={"width": width, "height": height}, color_scheme=scheme)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_page_at_every_size_and_scheme_is_accessible(
    served_trial: None, new_page: NewPage, language: str, size: tuple[int, int], scheme: str
) -> None:
    shown = open_at(new_page, size, scheme)

    pages = one_of_each_kind(pages_in(language))

    assert [fault for page in pages for fault in faults(shown, page.path)] == []


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_a_phone(served_trial: None, new_page: NewPage, language: str) -> None:
    shown = open_at(new_page, PHONE, "light")

    assert [fault for page in pages_in(language) for fault in overflows(shown, page.path)] == []
