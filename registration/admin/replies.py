"""What calendars answered, for looking up."""

from django.contrib import admin
from django.http import HttpRequest

from registration.models import CalendarReply


@admin.register(CalendarReply)
class CalendarReplyAdmin(admin.ModelAdmin):
    list_display = ("received_at", "outcome", "partstat", "registration")
    list_display_links = None
    list_filter = ("outcome", "partstat", "received_at")
    list_select_related = ("registration",)
    search_fields = ("registration__email", "registration__last_name")
    date_hierarchy = "received_at"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CalendarReply | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CalendarReply | None = None) -> bool:
        return False
