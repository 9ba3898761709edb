"""Calendars that anyone may subscribe to, and the addresses by which each program takes them."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.programme import Theme, Venue
from summit.design.dates import format_day
from summit.links import absolute_url

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OFFICE = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True)
class Subscription:
    """`name` in the active language, `path` of the feed on this site."""

    name: str
    path: str

    @property
    def address(self) -> str:
        return absolute_url(self.path)

    @property
    def filename(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def webcal(self) -> str:
        """What a program of calendars takes for a subscription and not for a file."""
        return f"webcal:{self.address.partition(':')[2]}"

    @property
    def google(self) -> str:
        return f"{GOOGLE}?{urlencode({'cid': self.webcal})}"

    @property
    def outlook(self) -> str:
        return f"{OUTLOOK}?{self._for_outlook}"

    @property
    def office(self) -> str:
        return f"{OFFICE}?{self._for_outlook}"

    @property
    def _for_outlook(self) -> str:
        # Outlook shows a plus sign as it is.
        return urlencode({"url": self.address, "name": self.name}, quote_via=quote)


def to_week() -> Subscription:
    return Subscription(_("The whole week"), reverse("agenda:week_feed"))


def to_day(date: dt.date) -> Subscription:
    path = reverse("agenda:day_feed", args=[date.isoformat()])
    return Subscription(capfirst(format_day(date, "l j F")), path)


def to_theme(theme: Theme) -> Subscription:
    return Subscription(str(theme.name), reverse("agenda:theme_feed", args=[theme.slug]))


def to_venue(venue: Venue) -> Subscription:
    return Subscription(str(venue.name), reverse("agenda:venue_feed", args=[venue.slug]))
