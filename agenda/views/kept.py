"""Finished pages, kept in the process as the bytes and headers that were sent."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.cache import has_vary_header

from agenda.filters import GRID, LIST, WIDE

# Every page of the agenda in both languages, days in each of their views, takes about 16 MB.
MEGABYTES = 32
FILTERED_MEGABYTES = 8
# Days in these views belong to the plain pages: they are few, and links lead to them.
VIEWS = {f"view={one}" for one in (LIST, GRID, WIDE)}
DAYS = re.compile(r"/agenda/(?:[0-9-]+/|week/)?\Z")
# What a page costs beside its own bytes: its key, its headers, the objects that hold them.
OVERHEAD = 2048


@dataclass(frozen=True, slots=True)
class KeptPage:
    content: bytes
    headers: dict[str, str]
    match: ResolverMatch | None

    @property
    def weight(self) -> int:
        return len(self.content) + OVERHEAD

    def to_response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


class KeptPages:
    """The pages asked for last, up to a weight in bytes. Safe among threads."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        return page

    def keep(self, key: str, page: KeptPage) -> None:
        if page.weight > self.limit:
            return
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self.weight += page.weight
            while self.weight > self.limit:
                self._forget(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.weight = 0

    def _forget(self, key: str) -> None:
        if page := self._pages.pop(key, None):
            self.weight -= page.weight


pages = KeptPages(limit=MEGABYTES * 2**20)
# Addresses with filters are without number; they must not push the plain pages out.
filtered_pages = KeptPages(limit=FILTERED_MEGABYTES * 2**20)


def pages_for(request: HttpRequest) -> KeptPages:
    query = request.META.get("QUERY_STRING")
    is_plain = not query or (query in VIEWS and DAYS.search(request.path_info))
    return pages if is_plain else filtered_pages


def keep_page(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what a public page answers, if it is the same for everyone and under its ETag.

    A search is not kept: each key that is typed is another one, and few are asked for again.
    """
    if "q" in request.GET:
        return
    is_for_one = response.cookies or has_vary_header(response, "Cookie")
    if response.status_code != HttpResponse.status_code or is_for_one:
        return
    page = KeptPage(response.content, dict(response.items()), request.resolver_match)
    pages_for(request).keep(response["ETag"], page)
