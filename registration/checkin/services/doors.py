"""The doors themselves."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext

from registration.checkin.models import Door, Scan
from registration.models import Quota, Way

TRIAL_DOORS = (
    ("a", "Station F, porte A", "Station F, door A"),
    ("b", "Station F, porte B", "Station F, door B"),
)


def people_present(at: dt.datetime) -> int:
    """Whose last row that counts on this day is an entry, over all doors."""
    return Scan.objects.present_at(at).count()


def people_who_came() -> tuple[Callable[[], str], int]:
    """Words and number, for when the scans themselves are gone: each person once."""
    came = Scan.objects.counted().entries().order_by()
    return lambda: gettext("People who came"), came.values("registration").distinct().count()


def ensure_trial_doors() -> None:
    """Two doors of the first day in person, where there is none yet."""
    quota = Quota.objects.for_way(Way.IN_PERSON).first()
    if quota is None or Door.objects.exists():
        return
    for order, (slug, french, english) in enumerate(TRIAL_DOORS, start=1):
        Door.objects.create(slug=slug, name_fr=french, name_en=english, quota=quota, order=order)
