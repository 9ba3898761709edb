from registration.admin.broadcasts import BroadcastAdmin, OnlineAttendanceAdmin
from registration.admin.erasing import ErasureAdmin
from registration.admin.quotas import QuotaAdmin
from registration.admin.registrations import RegistrationAdmin
from registration.admin.reminders import ReminderAdmin
from registration.admin.replies import CalendarReplyAdmin
from registration.admin.rules import RulesAdmin
from registration.admin.seats import BookingAdmin, SeatsAdmin
from registration.admin.waiting import WaitingPlaceAdmin

__all__ = [
    "BookingAdmin",
    "BroadcastAdmin",
    "CalendarReplyAdmin",
    "ErasureAdmin",
    "OnlineAttendanceAdmin",
    "QuotaAdmin",
    "RegistrationAdmin",
    "ReminderAdmin",
    "RulesAdmin",
    "SeatsAdmin",
    "WaitingPlaceAdmin",
]
