"""Finished pages, kept in the process as the bytes that were sent."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.http import HttpResponse

# Every page of the agenda in both languages takes about 10 MB.
MEGABYTES = 32
FILTERED_MEGABYTES = 8
# What a page costs beside its own bytes: its key, its headers, the objects that hold them.
OVERHEAD = 1024


@dataclass(frozen=True, slots=True)
class KeptPage:
    content: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> int:
        return len(self.content) + OVERHEAD

    def to_response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=dict(self.headers))


class KeptPages:
    """The pages asked for last, up to a weight in bytes. Safe among threads."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str) -> HttpResponse | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            self._pages.move_to_end(key)
        return page.to_response()

    def keep(self, key: str, response: HttpResponse) -> None:
        page = KeptPage(response.content, tuple(response.items()))
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
