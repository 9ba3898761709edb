from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agenda import timetable
from agenda.admission import ways_in
from agenda.gone import find_gone
from agenda.nearest import nearest
from agenda.programme import Programme, Venue
from agenda.views.lost import search_for
from agenda.views.public import Reading, public_page


@public_page
def venue_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Places that are known; a placeholder is no place to go to."""
    programme = reading.programme
    venues = [
        (venue, timetable.by_day(programme, sessions), ways_in(sessions))
        for venue in programme.venues
        for sessions in [programme.sessions_by_venue.get(venue.slug, ())]
        if not venue.to_be_confirmed
    ]
    return render(request, "agenda/venue_list.html", {"venues": venues})


@public_page
def show_venue(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    programme = reading.programme
    venue = programme.venues_by_slug.get(slug)
    if venue is None:
        if known := programme.venues_by_slug.get(slug.lower()):
            return redirect(known, permanent=True)
        gone = find_gone(programme, "venue", slug)
        offer = {
            **search_for(slug),
            "closest": closest_venues(programme, slug),
            "gone": gone,
        }
        status = 410 if gone else 404
        return render(request, "agenda/venue_not_found.html", offer, status=status)
    sessions = programme.sessions_by_venue.get(slug, ())
    context = {
        "venue": venue,
        "name": _("Venue to be confirmed") if venue.to_be_confirmed else venue.name,
        "days": timetable.by_day(programme, sessions),
        "ways": ways_in(sessions),
        "map_url": _map_url(venue),
        "website_name": urlsplit(venue.website).hostname,
    }
    return render(request, "agenda/venue.html", context)


def closest_venues(programme: Programme, slug: str) -> list[Venue]:
    """Up to three places whose address or name looks like a mistyped one."""
    return nearest(
        slug,
        (
            (text, venue)
            for venue in programme.venues
            if not venue.to_be_confirmed
            for text in (venue.slug, venue.name.fr, venue.name.en)
        ),
    )


def _map_url(venue: Venue) -> str:
    """A plain link to a map, only where the place is known."""
    if venue.to_be_confirmed or venue.latitude is None or venue.longitude is None:
        return ""
    place = f"{venue.latitude}/{venue.longitude}"
    return f"https://www.openstreetmap.org/?mlat={venue.latitude}&mlon={venue.longitude}#map=17/{place}"
