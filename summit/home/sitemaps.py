"""Every public page in each language, as search engines ask for it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from agenda.programme import Day, Programme, Session, Speaker, Venue
from faq.models import Question
from summit.home.models import Announcement, LegalPage

PAGES = (
    *("home:home", "home:business_day", "home:exhibitors", "home:partners"),
    *("home:announcements", "home:contact", "home:site_map"),
    *("agenda:day_list", "agenda:theme_list", "agenda:venue_list", "agenda:speaker_list"),
    *("agenda:may_i_come", "agenda:change_list", "agenda:subscribe"),
    *("faq:question_list", "registration:register", "newsletter:subscribe"),
)


class SitePages(Sitemap):
    """All pages at once: a few hundred addresses need no index of parts."""

    i18n = True
    alternates = True

    def __init__(self, *, programme: Programme, today: dt.date) -> None:
        self.programme = programme
        self.today = today

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """From SITE_URL alone: a forged Host header never reaches an address."""
        return urlsplit(settings.SITE_URL).netloc

    def items(self) -> Sequence[Any]:
        programme = self.programme
        return [
            *PAGES,
            *programme.days,
            *programme.sessions,
            *(venue for venue in programme.venues if not venue.to_be_confirmed),
            *programme.speakers_by_slug.values(),
            *Question.objects.published(),
            *Announcement.objects.visible_on(self.today),
            *LegalPage.objects.published(),
        ]

    def location(self, item: Any) -> str:
        address: str = reverse(item) if isinstance(item, str) else item.get_absolute_url()
        return address

    def lastmod(self, item: Any) -> dt.datetime | None:
        """Only what is known: when a release last changed it, or a session of it."""
        if isinstance(item, str):
            return self.programme.published_at if item.startswith("agenda:") else None
        if isinstance(item, Session):
            return item.changed_at
        if isinstance(item, Venue):
            return _latest(self.programme.sessions_by_venue.get(item.slug, ()))
        if isinstance(item, Speaker):
            return _latest(self.programme.sessions_by_speaker[item.slug])
        return _latest(item.sessions) if isinstance(item, Day) else None


def _latest(sessions: Iterable[Session]) -> dt.datetime | None:
    return max((session.changed_at for session in sessions), default=None)
