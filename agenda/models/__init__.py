from agenda.models.access import AccessKind, AccessRule, Answer
from agenda.models.accessibility import Accessible, Provision
from agenda.models.base import Confidence, Origin
from agenda.models.business import Exhibitor, Partner, PartnerRole, PartnerScope, ProjectCall
from agenda.models.lists import (
    Access,
    Audience,
    Axis,
    Format,
    Language,
    OrganisationType,
    Participation,
    PartOfDay,
    RegistrationBy,
    Relation,
    Sector,
    Series,
    SpeakerRole,
    Theme,
    Track,
)
from agenda.models.places import Day, Room, Venue
from agenda.models.releases import Release
from agenda.models.sessions import Session, SessionSpeaker, SessionState, SessionTheme, Speaker
from agenda.models.stars import SeenRelease, Star

__all__ = [
    "Access",
    "AccessKind",
    "AccessRule",
    "Accessible",
    "Answer",
    "Audience",
    "Axis",
    "Confidence",
    "Day",
    "Exhibitor",
    "Format",
    "Language",
    "OrganisationType",
    "Origin",
    "PartOfDay",
    "Participation",
    "Partner",
    "PartnerRole",
    "PartnerScope",
    "ProjectCall",
    "Provision",
    "RegistrationBy",
    "Relation",
    "Release",
    "Room",
    "Sector",
    "SeenRelease",
    "Series",
    "Session",
    "SessionSpeaker",
    "SessionState",
    "SessionTheme",
    "Speaker",
    "SpeakerRole",
    "Star",
    "Theme",
    "Track",
    "Venue",
]
