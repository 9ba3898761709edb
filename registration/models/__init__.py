from registration.models.places import TRANSITIONS, Place, PlaceState, ReleaseReason, WaitingPlace
from registration.models.quotas import Quota, Way
from registration.models.registrations import (
    AccessNeed,
    Consent,
    ConsentKind,
    LinkPurpose,
    Registration,
)

__all__ = [
    "TRANSITIONS",
    "AccessNeed",
    "Consent",
    "ConsentKind",
    "LinkPurpose",
    "Place",
    "PlaceState",
    "Quota",
    "Registration",
    "ReleaseReason",
    "WaitingPlace",
    "Way",
]
