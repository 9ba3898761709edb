"""What a process keeps of the edition for a second."""

from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from summit.edition import snapshots
from summit.edition.models import Edition
from tests.agenda.factories import make_edition


@pytest.fixture
def moments(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr(snapshots, "monotonic", lambda: moment[0])
    make_edition()
    return moment


def test_edition_read_again_unchanged_stays_the_same_object(
    moments: list[float], client: Client
) -> None:
    first = Edition.objects.seen()
    client.get("/fr/agenda/")
    moments[0] += snapshots.SECONDS

    assert Edition.objects.seen() is first


def test_edition_changed_elsewhere_is_another_object(
    moments: list[float], django_assert_num_queries: Any
) -> None:
    first = Edition.objects.seen()
    # As another process does, which cannot tell this one.
    QuerySet(Edition).update(city_fr="Ailleurs")
    with django_assert_num_queries(0):
        assert Edition.objects.seen() is first
    moments[0] += snapshots.SECONDS

    assert Edition.objects.seen().city_fr == "Ailleurs"
