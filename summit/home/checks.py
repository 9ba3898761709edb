"""Page names that content may link to lead somewhere."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch, reverse


@register(Tags.urls)
def page_names_have_routes(**kwargs: Any) -> list[CheckMessage]:
    """Each entry of SUMMIT_PAGE_ROUTES names a URL that takes no argument."""
    return [
        Error(
            f"SUMMIT_PAGE_ROUTES gives the page {page!r} the unknown URL name {route!r}.",
            hint="Content links to pages by these names; give it a URL name without arguments.",
            id="summit.E010",
        )
        for page, route in settings.SUMMIT_PAGE_ROUTES.items()
        if not _leads_somewhere(route)
    ]


def _leads_somewhere(route: str) -> bool:
    try:
        reverse(route)
    except NoReverseMatch:
        return False
    return True
