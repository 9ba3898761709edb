from registration.admin.quotas import QuotaAdmin
from registration.admin.registrations import RegistrationAdmin
from registration.admin.replies import CalendarReplyAdmin
from registration.admin.waiting import WaitingPlaceAdmin

__all__ = ["CalendarReplyAdmin", "QuotaAdmin", "RegistrationAdmin", "WaitingPlaceAdmin"]
