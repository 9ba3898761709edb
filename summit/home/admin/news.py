"""Announcements."""

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from summit.edition import clock
from summit.edition.editing import ContentAdmin, both
from summit.edition.models import Edition
from summit.home.models import Announcement


class VisibilityFilter(admin.SimpleListFilter):
    title = _("on the site")
    parameter_name = "visible"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("now", _("Visible now")), ("later", _("Later"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        edition = Edition.objects.current()
        today = clock.now(edition).astimezone(edition.zone).date()
        if self.value() == "now":
            return queryset.visible_on(today)
        if self.value() == "later":
            return queryset.published().filter(publish_on__gt=today)
        return queryset


@admin.register(Announcement)
class AnnouncementAdmin(ContentAdmin):
    list_display = ("title_fr", "publish_on", "status", "page", "languages_missing")
    list_editable = ("status",)
    list_filter = ("status", VisibilityFilter)
    search_fields = ("title_fr", "title_en", "body_fr", "body_en")
    date_hierarchy = "publish_on"
    key_source = "title_fr"
    save_on_top = True
    formfield_overrides = {
        **ContentAdmin.formfield_overrides,
        URLField: {"assume_scheme": "https"},
    }
    fieldsets = (
        (None, {"fields": (("status", "publish_on"), ("date", "date_confirmed"), "page", "video")}),
        (_("French and English"), {"fields": both("title", "body")}),
        (_("Address"), {"fields": (("slug", "order"),)}),
        (
            _("Where it comes from"),
            {"classes": ("collapse",), "fields": ("confidence", "source", "editor_note")},
        ),
    )
