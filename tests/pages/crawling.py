"""Walk the site as a visitor without JavaScript does: from the home page, link by link."""

from collections import deque
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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = attributes.get("lang", "")
        if tag == "a" and "href" in attributes:
            self.page.links.append(attributes["href"])
        if tag == "form" and attributes.get("method", "").lower() == "post":
            self.page.posts = True
        self.page.inline += self._inline(tag, attributes)

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
