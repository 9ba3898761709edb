"""The Business Day with sessions that are booked, released; and calendars that take in mails."""

import datetime as dt
from typing import Any

from django.db import transaction

from agenda.models import Day, Format, Release, Room, Session, Track, Venue
from agenda.services.releases import publish_release
from registration.models import Booking, ChangeNotice, PlaceState, Registration, Seats
from registration.services.changes import tell_changes
from summit.edition.clock import set_rehearsal
from summit.edition.snapshots import forget_all
from tests.registration.factories import NOW, at, make_business_day

HOUR = dt.timedelta(hours=1)


def make_programme(*, in_person: int = 100, seats: int = 40) -> None:
    """The day, its quotas and two booked sessions, published."""
    make_business_day(in_person=in_person)
    set_rehearsal(NOW)
    for name in ("Salle A", "Salle B"):
        Room.objects.create(
            venue=Venue.objects.get(slug="station-f"),
            slug=name.lower().replace(" ", "-"),
            name_fr=name,
            name_en=name.replace("Salle", "Room"),
        )
    Venue.objects.update(role_fr="Journée", role_en="Day")
    Venue.objects.filter(slug="en-ligne").update(directions_fr="", directions_en="")
    Day.objects.update(
        summary_fr="La journée.",
        summary_en="The day.",
        access_note_fr="Sur inscription.",
        access_note_en="By registration.",
    )
    health = {"title_fr": "Santé, mode d’emploi", "title_en": "Health at work"}
    industry = {"title_fr": "Industrie", "title_en": "Industry"}
    make_session("health", start=10, capacity=seats, **health)
    make_session("industry", start=14, capacity=seats, **industry)
    publish()


def make_session(slug: str, *, start: int, **values: Any) -> Session:
    track, _made = Track.objects.get_or_create(
        slug="business-day", defaults={"name_fr": "Business Day", "name_en": "Business Day"}
    )
    kind, _made = Format.objects.get_or_create(
        slug="atelier", defaults={"name_fr": "Atelier", "name_en": "Workshop"}
    )
    known: dict[str, Any] = {
        "slug": slug,
        "url_slug": slug,
        "title_fr": slug,
        "title_en": slug,
        "summary_fr": "Un atelier.",
        "summary_en": "A workshop.",
        "day": Day.objects.get(),
        "day_confirmed": True,
        "starts_at": at(start),
        "ends_at": at(start) + HOUR,
        "time_confirmed": True,
        "end_confirmed": True,
        "venue": Venue.objects.get(slug="station-f"),
        "room": Room.objects.get(slug="salle-a"),
        "track": track,
        "relation": "programme",
        "format": kind,
        "access": "registration",
        "registration_by": "site",
        "booking": True,
        "capacity": 40,
    }
    session = Session.objects.create(**(known | values))
    Seats.objects.get_or_create(session=session)
    return session


def publish() -> Release:
    """What organisers changed becomes what everyone reads."""
    release = publish_release(note="", actor=None)
    forget_all()  # a test's commit never comes
    return release


def change(slug: str, **values: Any) -> Release:
    """Change a session and publish it."""
    Session.objects.filter(slug=slug).update(**values)
    return publish()


def book(
    registration: Registration, slug: str, state: PlaceState = PlaceState.CONFIRMED
) -> Booking:
    booking = Booking(
        registration=registration,
        seats=Seats.objects.get(session__slug=slug),
        created_at=NOW,
        invitation_changed_at=NOW,
    )
    with transaction.atomic():
        booking.move_to(state, now=NOW)
    return booking


def tell() -> int:
    """As if the time of gathering were over."""
    ChangeNotice.objects.update(due_at=NOW)
    return tell_changes()
