"""Page names used in content, held against the routes."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from summit.edition.page_links import unknown_pages


def unknown_page_names(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """`(place, name)` of each link target or `page` in the data that has no route."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            here = f"{place}/{key}" if place else str(key)
            if (
                key == "page"
                and isinstance(value, str)
                and value not in settings.SUMMIT_PAGE_ROUTES
            ):
                yield here, value
            yield from unknown_page_names(value, here)
    elif isinstance(data, list):
        for item in data:
            label = item.get("slug", "") if isinstance(item, Mapping) else ""
            yield from unknown_page_names(item, f"{place}/{label}" if label else place)
    elif isinstance(data, str):
        yield from ((place, name) for name in unknown_pages(data))
