"""Walk the site as a visitor without JavaScript does: from the home page, link by link."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

# Signing in, one's own space and the desk are other doors, with tests of their own.
ELSEWHERE = ("/admin/", "/account/", "/registration/my/")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "track", "wbr"}
# What style sheets do.
FOR_LOOKS = {"basefont", "big", "blink", "center", "font", "marquee", "s", "strike", "tt"}
JSON_SCRIPTS = {"application/json", "application/ld+json", "importmap", "speculationrules"}


@dataclass
class Page:
    """One answer of the site, and what its markup holds."""

    path: str
    linked_from: str
    response: HttpResponse
    links: list[str] = field(default_factory=list)
    language: str = ""
    inline: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    posts: bool = False

    @property
    def is_html(self) -> bool:
        return self.response.headers["Content-Type"].startswith("text/html")

    @property
    def kind(self) -> str:
        """The name of its route: pages of one kind share view and template."""
        try:
            return resolve(self.path).view_name
        except Resolver404:
            return self.path


class _Markup(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = attributes.get("lang", "")
        if tag == "a" and "href" in attributes:
            self.page.links.append(attributes["href"])
        if tag == "form" and attributes.get("method", "").lower() == "post":
            self.page.posts = True
        self.page.inline += self._inline(tag, attributes)
        self.page.unsound += self._unsound(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _unsound(self, tag: str, attributes: dict[str, str]) -> Iterator[str]:
        """What one who hears the page would miss, or no document may hold."""
        self.tags[tag] += 1
        if tag in FOR_LOOKS:
            yield f"{tag}, which says nothing"
        if tag == "label" and "for" not in attributes:
            yield "a label for no field"
        if name := attributes.get("id"):
            self.ids[name] += 1
            if self.ids[name] == 2:
                yield f"{name} twice"
        yield from self._misplaced(tag, attributes)

    def _misplaced(self, tag: str, attributes: dict[str, str]) -> Iterator[str]:
        inside = self.open[-2:]
        if tag == "thead" and self.tags["caption"] < self.tags["table"]:
            yield "a table without a caption"
        if tag == "th" and attributes.get("scope", "col") not in {"col", "row"}:
            yield f"a head of a {attributes['scope']}"
        if inside == ["dl", "div"] and tag not in {"dt", "dd"}:
            yield f"{tag} among terms"
        if inside[-1:] == ["nav"] and tag == "a" and "rel" not in attributes:
            yield "a menu that is no list"

    def _inline(self, tag: str, attributes: dict[str, str]) -> Iterator[str]:
        script = tag == "script" and "src" not in attributes
        if script and attributes.get("type") not in JSON_SCRIPTS:
            yield "inline script"
        if tag == "style":
            yield "style element"
        for name in attributes:
            if name in {"style", "nonce"} or name.startswith("on"):
                yield f"{name} on {tag}"
        if attributes.get("name") == "csrfmiddlewaretoken":
            yield "form token"


@cache
def crawl(language: str) -> list[Page]:
    """Every page that can be reached from the home page in `language`, queries left out.

    Walked once per process: each test of this folder loads the same content anew.
    """
    prefix = f"/{language}/"
    client = Client()
    found: dict[str, Page] = {}
    queue = deque([(prefix, "the start")])
    while queue:
        path, source = queue.popleft()
        if path in found:
            continue
        page = _read(client, path, source)
        found[path] = page
        for link in page.links:
            target = urlsplit(urldefrag(urljoin(path, link)).url)
            if target.scheme or not target.path.startswith(prefix):
                continue
            if not any(part in target.path for part in ELSEWHERE):
                queue.append((target.path, path))
    return list(found.values())


def _read(client: Client, path: str, source: str) -> Page:
    client.cookies.clear()
    page = Page(path, source, client.get(path))
    if page.is_html and page.response.status_code == 200:
        _Markup(page).feed(page.response.content.decode())
    return page
