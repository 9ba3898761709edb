"""Calendars to subscribe to: the week, a day, a theme, a venue."""

from collections.abc import Collection, Iterable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda import subscribing, timetable
from agenda.calendars import feed_entries
from agenda.gone import find_gone
from agenda.nearest import nearest
from agenda.programme import Programme, Session, Theme
from agenda.subscribing import Subscription
from agenda.views.days import read_date
from agenda.views.files import Answer, PublicFile, public_file
from agenda.views.public import Reading, public_page
from agenda.views.venues import closest_venues
from summit import ics
from summit.design.dates import format_day
from summit.design.typography import set_spaces
from summit.edition import clock
from summit.edition.models import Edition
from summit.links import absolute_url

CALENDAR = "text/calendar; charset=utf-8"


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
    programme, asked = reading.programme, read_date(date)
    day = programme.days_by_date.get(asked) if asked else None
    if day is None:
        near = timetable.nearest_day(programme, asked) if asked else None
        feeds = [subscribing.to_day(near.date)] if near else []
        return _no_such_calendar(reading, "day", date, feeds)
    if date != day.date.isoformat():
        return HttpResponsePermanentRedirect(subscribing.to_day(day.date).path)
    return _feed(reading, subscribing.to_day(day.date), day.sessions)


@public_file
def theme_feed(request: HttpRequest, reading: Reading, slug: str) -> Answer:
    theme = reading.programme.themes_by_slug.get(slug)
    if theme is None:
        if known := reading.programme.themes_by_slug.get(slug.lower()):
            return HttpResponsePermanentRedirect(subscribing.to_theme(known).path)
        near = [subscribing.to_theme(one) for one in _closest_themes(reading.programme, slug)]
        return _no_such_calendar(reading, "theme", slug, near)
    sessions = reading.programme.sessions_by_theme.get(slug, ())
    return _feed(reading, subscribing.to_theme(theme), sessions)


@public_file
def venue_feed(request: HttpRequest, reading: Reading, slug: str) -> Answer:
    venue = reading.programme.venues_by_slug.get(slug)
    if venue is None and (known := reading.programme.venues_by_slug.get(slug.lower())):
        return HttpResponsePermanentRedirect(subscribing.to_venue(known).path)
    if venue is None or venue.to_be_confirmed:
        near = [subscribing.to_venue(one) for one in closest_venues(reading.programme, slug)]
        return _no_such_calendar(reading, "venue", slug, near)
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


def _closest_themes(programme: Programme, slug: str) -> list[Theme]:
    return nearest(
        slug,
        (
            (text, theme)
            for theme in programme.themes
            for text in (theme.slug, theme.name.fr, theme.name.en)
        ),
    )


def _no_such_calendar(
    reading: Reading, kind: str, key: str, near: Collection[Subscription]
) -> HttpResponse:
    """For the person who looks into why a calendar stopped: programs do not read pages.

    410 for what an earlier release held, upon which programs stop asking; else 404 with `near`.
    """
    gone = find_gone(reading.programme, kind, key)
    if gone:
        lines = [
            _("“%(name)s” left the programme on %(date)s. This calendar is no longer kept.")
            % {"name": gone.name, "date": format_day(clock.as_told(gone.since), "j F Y")}
        ]
    else:
        lines = [_("This calendar does not exist.")]
        if near:
            lines.append(_("Were you looking for this?"))
            lines += [line for one in near for line in (one.name, one.address)]
    lines += [_("Find all calendars here:"), absolute_url(reverse("agenda:subscribe"))]
    return in_plain_words(lines, status=410 if gone else 404)


def in_plain_words(lines: Iterable[str], *, status: int) -> HttpResponse:
    """What stands in place of a file, for a person who opens its address."""
    words = "".join(f"{set_spaces(line, get_language() or '')}\n" for line in lines)
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
