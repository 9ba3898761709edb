"""What pages around the form say of the Business Day."""

from collections.abc import Sequence
from typing import Any

from registration.models import Way
from registration.services.availability import WayAvailability
from summit.edition.models import Edition

Ways = Sequence[WayAvailability]


def day_facts(ways: Ways) -> dict[str, Any]:
    """What the page says of the day: its in-person quota first."""
    first = min(ways, key=lambda place: place.way != Way.IN_PERSON, default=None)
    quota = first.quota if first else None
    edition = Edition.objects.seen()
    return {
        "quota": quota,
        "opens_at": quota.opening(edition) if quota else edition.registration_opens_at,
        "ways": ways,
    }
