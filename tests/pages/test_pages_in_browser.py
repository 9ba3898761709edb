"""Pages as people meet them: on a phone and a desk, light and dark, in both languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page as BrowserPage

from tests.pages.crawling import Page, crawl
from tests.services.browser import NewPage, axe_violations

LANGUAGES = ["fr", "en"]
PHONE, TABLET, DESK = (360, 740), (768, 1024), (1440, 900)


def one_of_each_kind(pages: list[Page]) -> list[Page]:
    return list({page.kind: page for page in reversed(pages) if page.is_html}.values())


def faults(browser_page: BrowserPage, paths: list[str]) -> Iterator[str]:
    for path in paths:
        browser_page.goto(path, wait_until="load")
        overflow = browser_page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            yield f"{path}: {overflow} px wider than the screen"
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
    paths = [page.path for page in one_of_each_kind(crawl(language))]

    assert list(faults(open_at(new_page, size, scheme), paths)) == []


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_a_phone_fits_and_is_accessible(
    served_trial: None, new_page: NewPage, language: str
) -> None:
    paths = [page.path for page in crawl(language) if page.is_html]

    assert list(faults(open_at(new_page, PHONE, "light"), paths)) == []
