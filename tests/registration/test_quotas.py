"""The quotas as loaded, and what an organiser changed."""

import pytest

from registration.models import Quota, Way
from registration.services.quotas import load_quotas
from summit.edition.loading import LoadError, LoadReport
from tests.registration.factories import at, make_business_day, make_edition


def load(**options: bool) -> LoadReport:
    report = LoadReport()
    load_quotas(report=report, **options)
    return report


@pytest.fixture
def _business_day(db: None) -> None:
    make_business_day()
    Quota.objects.all().delete()


@pytest.mark.usefixtures("_business_day")
def test_load_offers_3500_places_in_person_and_no_limit_online() -> None:
    load()

    in_person = Quota.objects.get(way=Way.IN_PERSON)
    online = Quota.objects.get(way=Way.ONLINE)
    assert (in_person.capacity, in_person.venue.slug) == (3500, "station-f")
    assert (in_person.doors_at, in_person.starts_at, in_person.ends_at) == (
        at(8),
        at(9),
        at(18, 15),
    )
    assert (online.capacity, online.venue.slug, online.doors_at) == (None, "en-ligne", None)


@pytest.mark.usefixtures("_business_day")
def test_second_load_changes_nothing() -> None:
    load()

    report = load()

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)


@pytest.mark.usefixtures("_business_day")
def test_capacity_an_organiser_changed_is_kept_unless_told_otherwise() -> None:
    load()
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=3000)

    kept = load().kept
    after_plain_load = Quota.objects.get(way=Way.IN_PERSON).capacity
    load(overwrite=True)

    assert (kept, after_plain_load) == (["business-day-in-person, capacity"], 3000)
    assert Quota.objects.get(way=Way.IN_PERSON).capacity == 3500


@pytest.mark.django_db
def test_load_without_the_day_names_what_is_missing() -> None:
    make_edition()

    with pytest.raises(LoadError) as refused:
        load()

    assert (refused.value.file, refused.value.field) == ("quotas", "day")
