"""The real programme, released; it is read and built once per process."""

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from agenda.models import Release
from agenda.programme import Programme
from agenda.services.current import programme_of
from agenda.services.releases import publish_release
from summit.edition import clock
from tests.agenda.factories import load, make_edition, real_file

Content = dict[str, Any]
MORNING = dt.datetime(2025, 1, 20, 8, tzinfo=dt.UTC)
PUBLISHED = dt.datetime(2025, 1, 10, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def _real_content(django_db_setup: None, django_db_blocker: Any) -> Content:
    with django_db_blocker.unblock(), transaction.atomic():
        load(real_file())
        content: Content = publish_release(note="", actor=None).content
        transaction.set_rollback(True)
    return content


def release(content: Content, *, number: int = 1) -> Programme:
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    row = Release.objects.create(
        number=number, published_at=PUBLISHED, content=content, digest=digest
    )
    return programme_of(row)


@pytest.fixture
def programme(db: None, settings: Any, _real_content: Content) -> Programme:
    """What the public reads, on the morning of 20 January 2025 in Paris."""
    settings.SUMMIT_REHEARSAL = True
    make_edition()
    clock.set_rehearsal(MORNING)
    return release(_real_content)


@pytest.fixture
def released(settings: Any, _real_content: Content) -> None:
    """The same for a test whose own connection commits."""
    make_edition()
    release(_real_content)


@pytest.fixture
def change(programme: Programme, _real_content: Content) -> Callable[..., Programme]:
    """`change(url_slug, field=value)` releases the programme with one session changed."""

    def publish(url_slug: str, **fields: Any) -> Programme:
        content = copy.deepcopy(_real_content)
        found = [one for one in content["sessions"] if one["url_slug"] == url_slug]
        found[0].update(fields)
        return release(content, number=2)

    return publish


@pytest.fixture
def withdraw(programme: Programme, _real_content: Content) -> Callable[..., Programme]:
    """`withdraw(key)` releases the programme without a day, theme, venue or session.

    Sessions of such a day or at such a venue go with it.
    """

    def publish(*gone: str) -> Programme:
        content = copy.deepcopy(_real_content)
        for name in ("days", "themes", "venues", "sessions"):
            content[name] = [one for one in content[name] if not set(gone) & set(_keys_of(one))]
        for kind, name in (("sessions", "themes"), ("days", "venues")):
            for one in content[kind]:
                one[name] = [slug for slug in one[name] if slug not in gone]
        return release(content, number=2)

    return publish


def _keys_of(item: Content) -> list[str]:
    """Of itself and of where and when it is."""
    return [item[name] for name in ("url_slug", "slug", "date", "venue", "day") if name in item]


@pytest.fixture
def visitor() -> Client:
    return Client()
