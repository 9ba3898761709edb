"""What a first visit weighs, in a real browser, and whether the page moves while it loads.

Texts are counted as gzip leaves them, since proxy and static files compress them; fonts and
pictures as they are.
"""

import gzip
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, Response

from summit.edition import clock
from summit.edition.loading import LoadReport
from summit.home.services.programme import load_content
from summit.home.services.trial import fill_legal_pages
from tests.performance.conftest import MORNING

KB = 1000
FIRST_VIEW, FIRST_VIEW_WITH_FONTS, REQUESTS = 60 * KB, 180 * KB, 12
LATER_PAGE, SCRIPTS = 25 * KB, 40 * KB
LAYOUT_SHIFT = 0.02
CONTENT = Path(django_settings.BASE_DIR) / "summit" / "content"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
DAY = "agenda/2025-02-11/"
PAGES = ["/fr/", "/en/", "/fr/agenda/", f"/en/{DAY}", f"/fr/{DAY}?view=wide"]
LATER = [
    "/fr/agenda/2025-02-10/",
    "/fr/agenda/sessions/conversation-de-cloture/",
    "/fr/",
    "/fr/agenda/venues/",
    "/fr/faq/",
    "/fr/registration/",
]
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

NewPage = Callable[..., Page]


@dataclass
class Scale:
    """Weighs each address once, as a browser with a cache loads it."""

    weights: dict[str, tuple[str, int]] = field(default_factory=dict)

    def put(self, response: Response) -> None:
        kind, body = response.request.resource_type, response.body()
        is_packed = kind == "font" or response.headers.get("content-type", "").startswith("image/p")
        self.weights.setdefault(
            response.url, (kind, len(body) if is_packed else len(gzip.compress(body, 6)))
        )

    def total(self, *kinds: str, without: str = "") -> int:
        return sum(
            weight
            for kind, weight in self.weights.values()
            if (not kinds or kind in kinds) and kind != without
        )

    def __str__(self) -> str:
        return "\n".join(f"{kind:12}{size:8} {url}" for url, (kind, size) in self.weights.items())


@pytest.fixture
def site(transactional_db: None, settings: Any) -> None:
    settings.SUMMIT_REHEARSAL = True
    load_content(CONTENT, report=LoadReport())
    fill_legal_pages()
    clock.set_rehearsal(MORNING)


def visit(page: Page, path: str, *, known: Container[str] = ()) -> Scale:
    """Load a page; addresses that are known lie in the browser's cache and weigh nothing."""
    scale, answers = Scale(), []

    def note(response: Response) -> None:
        answers.append(response)

    page.on("response", note)
    page.goto(path, wait_until="networkidle")
    page.remove_listener("response", note)
    for answer in answers:
        if answer.url not in known:
            scale.put(answer)
    return scale


FIRST_VIEWS = [(path, screen) for path in PAGES for screen in (PHONE, DESKTOP)]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "views", [FIRST_VIEWS[::3], pytest.param(FIRST_VIEWS, marks=pytest.mark.long)]
)
def test_first_view_is_light_and_stands_still(new_page: NewPage, views: Any) -> None:
    for path, viewport in views:
        page = new_page(viewport=viewport)
        page.add_init_script(WATCH_SHIFTS)
        scale = visit(page, path)
        shifted = page.evaluate("window.shifted")
        page.context.close()

        assert scale.total(without="font") <= FIRST_VIEW, f"{path}\n{scale}"
        assert scale.total() <= FIRST_VIEW_WITH_FONTS, f"{path}\n{scale}"
        assert len(scale.weights) <= REQUESTS, f"{path}\n{scale}"
        assert scale.total("script") <= SCRIPTS, f"{path}\n{scale}"
        assert shifted < LAYOUT_SHIFT, path


@pytest.mark.long
@pytest.mark.usefixtures("site")
def test_later_pages_bring_little_beside_what_the_browser_has(new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    seen = set(visit(page, "/fr/agenda/").weights)
    for path in LATER:
        scale = visit(page, path, known=seen)
        seen |= scale.weights.keys()

        assert scale.weights
        assert scale.total() <= LATER_PAGE, f"{path}\n{scale}"


def test_all_scripts_of_the_site_together_are_light() -> None:
    scripts = (Path(django_settings.BASE_DIR) / "static" / "js").glob("*.js")

    assert 0 < sum(len(gzip.compress(file.read_bytes())) for file in scripts) <= SCRIPTS
