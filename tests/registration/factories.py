"""The Business Day with its two quotas, and people who register for it."""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from agenda.models import Access, Audience, Day, Format, Relation, Session, Track, Venue
from agenda.models.lists import RegistrationBy
from agenda.services.releases import publish_release
from registration.models import Booking, Quota, Registration, Way
from registration.services.booking import book_session
from registration.services.plans import Outcome, RegistrationRequest
from registration.services.registering import register_person
from summit.edition.models import Edition

PARIS = ZoneInfo("Europe/Paris")
DATE = dt.date(2025, 2, 11)
NOW = dt.datetime(2025, 1, 20, 9, 0, tzinfo=PARIS)
SENDER = "sommet@summit.example"


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(DATE, dt.time(hour, minute), PARIS)


def make_edition(**values: Any) -> Edition:
    return Edition.objects.create(
        slug="summit",
        name_fr="Sommet d’essai",
        name_en="Trial Summit",
        start=dt.date(2025, 2, 6),
        end=DATE,
        business_day=DATE,
        city_fr="Paris",
        city_en="Paris",
        sender_name_fr="Sommet d’essai",
        sender_name_en="Trial Summit",
        sender_email=SENDER,
        contact_email="contact@summit.example",
        **values,
    )


def make_business_day(
    *, in_person: int | None = 100, online: int | None = None, **edition: Any
) -> dict[str, Quota]:
    """The edition, its Business Day and one quota for each way, by way."""
    make_edition(**edition)
    Audience.objects.create(slug="industry", name_fr="Industrie", name_en="Industry")
    day = Day.objects.create(slug="tuesday", date=DATE, title_fr="Mardi", title_en="Tuesday")
    station = Venue.objects.create(
        slug="station-f",
        name_fr="Station F",
        name_en="Station F",
        address="5 parvis Alan-Turing, 75013 Paris",
        directions_fr="Métro 6 (Chevaleret)",
        directions_en="Metro 6 (Chevaleret)",
        latitude=48.83481,
        longitude=2.370764,
    )
    stream = Venue.objects.create(
        slug="en-ligne", name_fr="En ligne", name_en="Online", virtual=True
    )
    return {
        Way.IN_PERSON: _make_quota(day, station, Way.IN_PERSON, in_person, doors_at=at(8)),
        Way.ONLINE: _make_quota(day, stream, Way.ONLINE, online),
    }


def _make_quota(day: Day, venue: Venue, way: Way, capacity: int | None, **values: Any) -> Quota:
    return Quota.objects.create(
        slug=f"business-day-{way.value}",
        name_fr=f"Business Day, {'sur place' if way == Way.IN_PERSON else 'en ligne'}",
        name_en=f"Business Day, {'in person' if way == Way.IN_PERSON else 'online'}",
        day=day,
        venue=venue,
        way=way,
        capacity=capacity,
        starts_at=at(9),
        ends_at=at(18, 15),
        **values,
    )


def make_request(email: str = "camille@example.org", **values: Any) -> RegistrationRequest:
    request = RegistrationRequest(
        way=Way.IN_PERSON,
        first_name="Camille",
        last_name="Martin",
        email=email,
        organisation="Atelier Martin",
        audience_id=Audience.objects.values_list("pk", flat=True)[0],
        language="fr",
    )
    return replace(request, **values)


def register(email: str = "camille@example.org", **values: Any) -> Outcome:
    return register_person(request=make_request(email, **values), now=NOW)


def make_registration(email: str = "camille@example.org", **values: Any) -> Registration:
    """Someone who registered through the form."""
    register(email, **values)
    return Registration.objects.for_email(email).get()


def make_sessions(
    *capacities: int | None, time_confirmed: bool = True, hours: tuple[int, ...] = ()
) -> list[Session]:
    """Bookable sessions of the Business Day, published, one an hour from ten unless `hours`."""
    day, venue = Day.objects.get(date=DATE), Venue.objects.get(slug="station-f")
    names = {"name_fr": "Forum", "name_en": "Forum"}
    track, _ = Track.objects.get_or_create(slug="forum", defaults=names)
    format_, _ = Format.objects.get_or_create(slug="table-ronde", defaults=names)
    made = [
        Session.objects.create(
            slug=f"session-{number}",
            url_slug=f"session-{number}",
            title_fr=f"Table ronde {number}",
            title_en=f"Round table {number}",
            summary_fr="Échanges",
            summary_en="Exchanges",
            day=day,
            day_confirmed=True,
            starts_at=at(hours[number] if hours else 10 + number),
            ends_at=at(hours[number] if hours else 10 + number, 45),
            time_confirmed=time_confirmed,
            end_confirmed=time_confirmed,
            venue=venue,
            track=track,
            format=format_,
            relation=Relation.PROGRAMME,
            access=Access.REGISTRATION,
            registration_by=RegistrationBy.ORGANISER,
            booking=True,
            capacity=capacity,
        )
        for number, capacity in enumerate(capacities)
    ]
    publish()
    return made


def publish() -> None:
    """Make the live rows the programme that the public reads; seats follow it."""
    publish_release(note="", actor=None)


def book(registration: Registration, session: Session, **values: Any) -> Booking:
    return book_session(
        registration_id=registration.pk, session_id=session.pk, now=NOW, by="self", **values
    )
