from registration.admin.approvals import PendingPlaceAdmin
from registration.admin.bookings import BookingAdmin
from registration.admin.broadcasts import BroadcastAdmin, OnlineAttendanceAdmin
from registration.admin.codes import InvitationCodeAdmin
from registration.admin.delegations import InviteeAdmin
from registration.admin.erasing import ErasureAdmin
from registration.admin.opening import OpeningNoticeAdmin
from registration.admin.quotas import QuotaAdmin
from registration.admin.registrations import RegistrationAdmin
from registration.admin.reminders import ReminderAdmin
from registration.admin.replies import CalendarReplyAdmin
from registration.admin.retention import PastErasureAdmin
from registration.admin.rules import RulesAdmin
from registration.admin.seats import SeatsAdmin
from registration.admin.waiting import WaitingPlaceAdmin

__all__ = [
    "BookingAdmin",
    "BroadcastAdmin",
    "CalendarReplyAdmin",
    "ErasureAdmin",
    "InvitationCodeAdmin",
    "InviteeAdmin",
    "OnlineAttendanceAdmin",
    "OpeningNoticeAdmin",
    "PastErasureAdmin",
    "PendingPlaceAdmin",
    "QuotaAdmin",
    "RegistrationAdmin",
    "ReminderAdmin",
    "RulesAdmin",
    "SeatsAdmin",
    "WaitingPlaceAdmin",
]
