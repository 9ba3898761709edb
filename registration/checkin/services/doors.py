"""Figures of the doors."""

import datetime as dt

from registration.checkin.models import Scan


def people_present(at: dt.datetime) -> int:
    """Whose last row that counts on this day is an entry, over all doors."""
    return Scan.objects.present_at(at).count()
