"""Names of pages that content may link to."""

from django.conf import settings


def page_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in settings.SUMMIT_PAGE_ROUTES]
