"""The doors themselves."""

import datetime as dt

from registration.checkin.models import Door, Scan
from registration.models import Quota, Way

TRIAL_DOORS = (
    ("a", "Station F, porte A", "Station F, door A"),
    ("b", "Station F, porte B", "Station F, door B"),
)


def people_present(at: dt.datetime) -> int:
    """Whose last row that counts on this day is an entry, over all doors."""
    return Scan.objects.present_at(at).count()


def ensure_trial_doors() -> None:
    """Two doors of the first day in person, where there is none yet."""
    quota = Quota.objects.for_way(Way.IN_PERSON).first()
    if quota is None or Door.objects.exists():
        return
    for order, (slug, french, english) in enumerate(TRIAL_DOORS, start=1):
        Door.objects.create(slug=slug, name_fr=french, name_en=english, quota=quota, order=order)
