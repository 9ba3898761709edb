from registration.models.bookings import Booking, Seats
from registration.models.deciding import DecisionRow, DecisionRun
from registration.models.following import (
    AttendanceKind,
    CalendarReply,
    ChangeNotice,
    Erasure,
    OnlineAttendance,
    ReplyOutcome,
    SentReminder,
)
from registration.models.gates import InvitationCode, Invitee, OpeningNotice
from registration.models.holds import TRANSITIONS, Hold, PlaceState, ReleaseReason
from registration.models.places import PendingPlace, Place, WaitingPlace
from registration.models.quotas import Quota, Way
from registration.models.registrations import (
    AccessNeed,
    Consent,
    ConsentKind,
    LinkPurpose,
    Registration,
)
from registration.models.rules import Broadcast, OnDecline, Reminder, Rules

__all__ = [
    "TRANSITIONS",
    "AccessNeed",
    "AttendanceKind",
    "Booking",
    "Broadcast",
    "CalendarReply",
    "ChangeNotice",
    "Consent",
    "ConsentKind",
    "DecisionRow",
    "DecisionRun",
    "Erasure",
    "Hold",
    "InvitationCode",
    "Invitee",
    "LinkPurpose",
    "OnDecline",
    "OnlineAttendance",
    "OpeningNotice",
    "PendingPlace",
    "Place",
    "PlaceState",
    "Quota",
    "Registration",
    "ReleaseReason",
    "Reminder",
    "ReplyOutcome",
    "Rules",
    "Seats",
    "SentReminder",
    "WaitingPlace",
    "Way",
]
