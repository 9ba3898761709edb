"""The real programme with one crowded day, committed, as a server process meets it."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from agenda.models import Release
from agenda.services.releases import publish_release
from agenda.views.public import templates_digest
from summit.edition import clock
from tests.agenda.factories import load, make_edition, real_file
from tests.bench.programme import Content, crowded, release

MORNING = dt.datetime(2025, 1, 20, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def _crowded_content(django_db_setup: None, django_db_blocker: Any) -> Content:
    with django_db_blocker.unblock(), transaction.atomic():
        load(real_file())
        content = crowded(publish_release(note="", actor=None).content)
        transaction.set_rollback(True)
    return content


@pytest.fixture
def crowded_release(_crowded_content: Content, transactional_db: None, settings: Any) -> Release:
    settings.SUMMIT_REHEARSAL = False
    make_edition()
    templates_digest()
    return release(_crowded_content)


@pytest.fixture
def rehearsal(crowded_release: Release, settings: Any) -> Release:
    settings.SUMMIT_REHEARSAL = True
    clock.set_rehearsal(MORNING)
    return crowded_release
