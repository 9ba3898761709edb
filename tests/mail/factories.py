"""Rows and links for the tests of mail."""

import datetime as dt
import itertools
import uuid
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction

from summit import ics
from summit.accounts.models import User
from summit.edition.models import Edition
from summit.links import PersonalLink
from summit.mail.models import OutgoingEmail
from summit.mail.outbox import enqueue_email

_numbers = itertools.count(1)

ORGANIZER = "programme@example.org"


def make_edition(**values: Any) -> Edition:
    defaults = {
        "slug": "paris-2025",
        "name_fr": "Sommet pour l’Action sur l’IA",
        "name_en": "AI Action Summit",
        "city_fr": "Paris",
        "city_en": "Paris",
        "sender_name_fr": "Sommet pour l’Action sur l’IA",
        "sender_name_en": "AI Action Summit",
        "sender_email": ORGANIZER,
        "contact_email": "contact@example.org",
        "start": dt.date(2025, 2, 6),
        "end": dt.date(2025, 2, 11),
    }
    return Edition.objects.create(**{**defaults, **values})


def make_link(public_id: uuid.UUID | None = None, version: int = 1) -> PersonalLink:
    return PersonalLink(
        "registration:my_registration", public_id or uuid.uuid4(), "manage", version
    )


def make_invitation(
    *,
    uid: str = "6a1f5f8e-2d1c-4b52-9f0e-000000000001",
    attendee: str = "ada@example.org",
    sequence: int = 0,
    cancelled: bool = False,
    **values: Any,
) -> bytes:
    moment = dt.datetime(2025, 1, 20, 8, tzinfo=dt.UTC)
    entry = ics.Entry(
        **{
            "uid": uid,
            "start": dt.datetime(2025, 2, 11, 8, tzinfo=dt.UTC),
            "end": dt.datetime(2025, 2, 11, 17, 15, tzinfo=dt.UTC),
            "summary": "Business Day",
            "description": "Accueil dès 8 h, heure de Paris.",
            "location": "Station F, 5 parvis Alan-Turing, 75013 Paris",
            "url": "http://testserver/fr/business-day/",
            "created": moment,
            "last_modified": moment,
            "sequence": sequence,
            **values,
        }
    )
    write = ics.cancel if cancelled else ics.request
    return write(
        entry,
        organizer=ics.Person(ORGANIZER, "Sommet pour l’Action sur l’IA"),
        attendee=ics.Person(attendee, "Ada Lovelace"),
        stamp=moment,
    )


def enqueue(**values: Any) -> OutgoingEmail:
    """One note in the outbox, committed unless the caller is in a transaction."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "kind": "note",
        "dedupe_key": f"note:{number}",
        "to": f"person{number}@example.org",
        "to_name": "Ada Lovelace",
        "language": "fr",
        "context": {"first_name": "Ada", "what": "billet"},
    }
    with transaction.atomic():
        email = enqueue_email(**{**defaults, **values})
    assert email is not None
    return email


def make_organiser(*permissions: str, **values: Any) -> User:
    number = next(_numbers)
    user = User.objects.create_user(
        **{"email": f"organiser{number}@example.org", "is_staff": True, **values}
    )
    for name in permissions:
        app, codename = name.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user
