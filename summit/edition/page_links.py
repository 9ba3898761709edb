"""Links in content name pages of this site, never addresses."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LINK = re.compile(r"\]\(([^)\s]*)\)")


def unknown_pages(text: str) -> list[str]:
    """Targets of the links in a text that are not names of pages, in order."""
    return [name for name in LINK.findall(text) if name not in settings.SUMMIT_PAGE_ROUTES]


def validate_page_links(text: str) -> None:
    """Field validator: every link leads to a page of this site."""
    if unknown := unknown_pages(text):
        raise ValidationError(
            _("“%(name)s” is not a page of this site. Link to one of: %(pages)s."),
            params={"name": unknown[0], "pages": ", ".join(settings.SUMMIT_PAGE_ROUTES)},
        )
