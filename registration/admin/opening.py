"""Who asked to be told of the opening: to be counted, not to be used for anything else."""

from django.contrib import admin
from django.http import HttpRequest

from registration.models import OpeningNotice


@admin.register(OpeningNotice)
class OpeningNoticeAdmin(admin.ModelAdmin):
    list_display = ("created_at", "email", "language")
    list_display_links = None
    list_filter = ("language",)
    date_hierarchy = "created_at"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OpeningNotice | None = None) -> bool:
        return False
