from registration.admin.erasing import ErasureAdmin
from registration.admin.quotas import QuotaAdmin
from registration.admin.registrations import RegistrationAdmin
from registration.admin.replies import CalendarReplyAdmin
from registration.admin.rules import RulesAdmin
from registration.admin.seats import BookingAdmin, SeatsAdmin
from registration.admin.waiting import WaitingPlaceAdmin

__all__ = [
    "BookingAdmin",
    "CalendarReplyAdmin",
    "ErasureAdmin",
    "QuotaAdmin",
    "RegistrationAdmin",
    "RulesAdmin",
    "SeatsAdmin",
    "WaitingPlaceAdmin",
]
