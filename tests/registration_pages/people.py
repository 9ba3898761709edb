"""People as their pages meet them: each with the signed addresses that a mail would hold."""

import html
from typing import Any

from django.test import Client
from django.utils import translation

from agenda.models import Session
from registration.models import Quota, Registration, Way
from registration.views.personal import personal_paths, session_path
from tests.registration.factories import make_registration, register


def paths_of(registration: Registration, language: str = "fr") -> dict[str, str]:
    with translation.override(language):
        return personal_paths(registration)


def text_of(client: Client, path: str) -> str:
    """A page as it is read."""
    return as_read(client.get(path).content.decode())


def as_read(page: str) -> str:
    """Entities undone, narrow and no-break spaces plain."""
    return html.unescape(page).replace("\u202f", " ").replace("\u00a0", " ")


def path_of_session(registration: Registration, session: Session, language: str = "fr") -> str:
    with translation.override(language):
        return session_path(registration, session.url_slug)


def fill_the_day(capacity: int = 1) -> Registration:
    """In person is full; returns the first who has a place."""
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=capacity)
    people = [make_registration(f"first{number}@example.org") for number in range(capacity)]
    return people[0]


def make_waiting(email: str = "waiting@example.org", **values: Any) -> Registration:
    """Online, and waiting for a place in person on a full day."""
    register(email, wait_in_person=True, **values)
    return Registration.objects.for_email(email).get()
