"""Small content of the home page. Everything in it is invented."""

import datetime as dt
from typing import Any

from summit.edition.publishing import Status
from summit.home.models import Announcement, LegalPage, LegalPlaceholder, SiteText


def make_text(key: str, words: str) -> SiteText:
    return SiteText.objects.create(key=key, text_fr=f"{words} (fr)", text_en=f"{words} (en)")


def make_announcement(slug: str = "nouvelle", **values: Any) -> Announcement:
    defaults = {
        "title_fr": f"Titre {slug}",
        "title_en": f"Title {slug}",
        "body_fr": "Le texte.",
        "body_en": "The text.",
        "publish_on": dt.date(2025, 1, 15),
        "status": Status.PUBLISHED,
    }
    return Announcement.objects.create(slug=slug, **{**defaults, **values})


def make_legal_page(**values: Any) -> LegalPage:
    defaults = {
        "slug": "mentions",
        "page": "legal-notice",
        "title_fr": "Mentions",
        "title_en": "Notice",
        "body_fr": "## Éditeur\n\n{organiser_name}",
        "body_en": "## Publisher\n\n{organiser_name}",
    }
    return LegalPage.objects.create(**{**defaults, **values})


def make_fact(slug: str = "organiser_name", **values: Any) -> LegalPlaceholder:
    defaults = {"meaning": "Name", "value_fr": "Nous", "value_en": "Us"}
    return LegalPlaceholder.objects.create(slug=slug, **{**defaults, **values})
