"""Calendars to subscribe to: the week, a day, a theme, a venue."""

from collections.abc import Collection
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda import subscribing
from agenda.calendars import feed_entries
from agenda.programme import Session
from agenda.subscribing import Subscription
from agenda.views.files import PublicFile, public_file
from agenda.views.public import Reading, public_page
from summit import ics
from summit.edition.models import Edition
from summit.links import absolute_url

CALENDAR = "text/calendar; charset=utf-8"
Answer = PublicFile | HttpResponse


@public_page
def subscribe(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Every calendar there is, and what subscribing means."""
    programme = reading.programme
    context = {
        "week": subscribing.to_week(),
        "days": [subscribing.to_day(day.date) for day in programme.days],
        "themes": [subscribing.to_theme(theme) for theme in programme.themes],
        "venues": [
            subscribing.to_venue(venue) for venue in programme.venues if not venue.to_be_confirmed
        ],
    }
    return render(request, "agenda/subscribe.html", context)


@public_file
def week_feed(request: HttpRequest, reading: Reading) -> Answer:
    return _feed(reading, subscribing.to_week(), reading.programme.sessions)


@public_file
def day_feed(request: HttpRequest, reading: Reading, date: str) -> Answer:
    """A session of several days is whole in the calendar of each."""
    day = next((day for day in reading.programme.days if day.date.isoformat() == date), None)
    if day is None:
        return _no_such_calendar()
    return _feed(reading, subscribing.to_day(day.date), day.sessions)


@public_file
def theme_feed(request: HttpRequest, reading: Reading, slug: str) -> Answer:
    theme = reading.programme.themes_by_slug.get(slug)
    if theme is None:
        return _no_such_calendar()
    sessions = reading.programme.sessions_by_theme.get(slug, ())
    return _feed(reading, subscribing.to_theme(theme), sessions)


@public_file
def venue_feed(request: HttpRequest, reading: Reading, slug: str) -> Answer:
    venue = reading.programme.venues_by_slug.get(slug)
    if venue is None or venue.to_be_confirmed:
        return _no_such_calendar()
    sessions = reading.programme.sessions_by_venue.get(slug, ())
    return _feed(reading, subscribing.to_venue(venue), sessions)


def _feed(
    reading: Reading, subscription: Subscription, sessions: Collection[Session]
) -> PublicFile:
    return PublicFile(
        build=partial(_write, reading.edition, subscription, sessions),
        content_type=CALENDAR,
        filename=subscription.filename,
    )


def _write(edition: Edition, subscription: Subscription, sessions: Collection[Session]) -> bytes:
    name = f"{edition.name} – {subscription.name}"
    return ics.feed(name, feed_entries(sessions), subscription.address)


def _no_such_calendar() -> HttpResponse:
    """For the person who looks into why a calendar stopped: programs do not read pages."""
    words = _("This calendar does not exist, or no longer does. Find all calendars here:")
    address = absolute_url(reverse("agenda:subscribe"))
    return HttpResponse(
        f"{words}\n{address}\n", status=404, content_type="text/plain; charset=utf-8"
    )
