from registration.models.quotas import Quota, Way
from registration.models.registrations import (
    AccessNeed,
    Consent,
    ConsentKind,
    Place,
    PlaceState,
    Registration,
    ReleaseReason,
)

__all__ = [
    "AccessNeed",
    "Consent",
    "ConsentKind",
    "Place",
    "PlaceState",
    "Quota",
    "Registration",
    "ReleaseReason",
    "Way",
]
