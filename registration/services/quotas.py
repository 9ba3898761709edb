"""The quotas of the Business Day as first loaded; an organiser edits them from then on."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from agenda.models import Day, Venue
from registration.models import Quota, Way
from summit.edition.loading import Entry, LoadReport, apply_fields
from summit.edition.models import Edition

SOURCE = "quotas"
DOORS, STARTS, ENDS = dt.time(8), dt.time(9), dt.time(18, 15)
IN_PERSON_PLACES = 3500
OFFERED: tuple[dict[str, Any], ...] = (
    {
        "slug": "business-day-in-person",
        "way": Way.IN_PERSON,
        "venue": "station-f",
        "capacity": IN_PERSON_PLACES,
        "name_fr": "Business Day, sur place",
        "name_en": "Business Day, in person",
    },
    {
        "slug": "business-day-online",
        "way": Way.ONLINE,
        "venue": "en-ligne",
        "capacity": None,
        "name_fr": "Business Day, en ligne",
        "name_en": "Business Day, online",
    },
)


def load_quotas(*, overwrite: bool = False, report: LoadReport | None = None) -> None:
    """Create or update both quotas of the edition's Business Day; what was changed is kept.

    Needs the edition, its Business Day and both venues; raises LoadError naming what is missing.
    """
    report = report or LoadReport()
    edition = Edition.objects.current()
    for offered in OFFERED:
        _load(offered, edition, overwrite=overwrite, report=report)
    report.step(f"{SOURCE}: {len(OFFERED)}")


def _load(
    offered: dict[str, Any], edition: Edition, *, overwrite: bool, report: LoadReport
) -> None:
    entry = Entry(SOURCE, str(offered["slug"]), offered)
    if edition.business_day is None:
        raise entry.error("day", "the edition has no Business Day")
    days = {str(day.date): day for day in Day.objects.filter(date=edition.business_day)}
    venues = {venue.slug: venue for venue in Venue.objects.filter(slug=offered["venue"])}
    day = Entry(SOURCE, entry.label, {"day": str(edition.business_day)}).choice("day", days)
    values = {
        **{name: offered[name] for name in ("way", "capacity", "name_fr", "name_en")},
        **_hours(edition.business_day, edition.zone, with_doors=offered["way"] == Way.IN_PERSON),
        "day": day,
        "venue": entry.choice("venue", venues),
    }
    row = Quota.objects.filter(slug=offered["slug"]).first() or Quota(slug=offered["slug"])
    apply_fields(row, values, entry=entry, overwrite=overwrite, report=report)


def _hours(date: dt.date, zone: ZoneInfo, *, with_doors: bool) -> dict[str, dt.datetime | None]:
    return {
        "doors_at": dt.datetime.combine(date, DOORS, zone) if with_doors else None,
        "starts_at": dt.datetime.combine(date, STARTS, zone),
        "ends_at": dt.datetime.combine(date, ENDS, zone),
    }
