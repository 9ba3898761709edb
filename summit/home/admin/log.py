"""The log of everything. auditlog's own page speaks English and of rows; this one of events."""

import datetime as dt
from typing import Any

import auditlog.admin  # noqa: F401 - registers its own page, which is replaced below
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from summit.accounts.models import User
from summit.home.log import fields_of, history_url, kind_of, name_of, what_of, who_of


class ActionFilter(admin.SimpleListFilter):
    title = _("what happened")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (str(LogEntry.Action.CREATE), pgettext_lazy("history", "Created")),
            (str(LogEntry.Action.UPDATE), pgettext_lazy("history", "Changed")),
            (str(LogEntry.Action.DELETE), pgettext_lazy("history", "Deleted")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        value = self.value() or ""
        return queryset.filter(action=int(value)) if value in ("0", "1", "2") else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        keys = LogEntry.objects.order_by().values_list("content_type", flat=True).distinct()
        found = ContentType.objects.filter(pk__in=keys)
        named = [(str(kind.pk), _plural(kind)) for kind in found]
        return sorted(named, key=lambda pair: pair[1].casefold())

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        value = self.value() or ""
        return queryset.filter(content_type=int(value)) if value.isdecimal() else queryset


class WhoFilter(admin.SimpleListFilter):
    title = _("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(user.pk), str(user)) for user in User.objects.filter(is_staff=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        value = self.value() or ""
        return queryset.filter(actor=int(value)) if value.isdecimal() else queryset


def _plural(kind: ContentType) -> str:
    model = kind.model_class()
    return str(capfirst(str(model._meta.verbose_name_plural))) if model else kind.name


admin.site.unregister(LogEntry)


@admin.register(LogEntry)
class LogAdmin(admin.ModelAdmin):
    list_display = ("when", "who", "what", "concerned", "fields_changed", "reason")
    list_filter = (ActionFilter, KindFilter, WhoFilter)
    list_select_related = ("content_type", "actor")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("object_repr", "actor__email", "actor__first_name", "actor__last_name")
    search_help_text = _("Name of the row, or who changed it")
    date_hierarchy = "timestamp"
    actions = None
    fields = ("concerned", "reason", "details")
    readonly_fields = fields

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"title": gettext("One entry"), "subtitle": None, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        """Entries go with their row alone, where that may go."""
        match = request.resolver_match
        if match and (match.url_name or "").startswith("auditlog_logentry"):
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description=_("when"), ordering="timestamp")
    def when(self, entry: LogEntry) -> dt.datetime:
        return entry.timestamp

    @admin.display(description=_("who"), ordering="actor__email")
    def who(self, entry: LogEntry) -> str:
        return who_of(entry)

    @admin.display(description=_("what happened"))
    def what(self, entry: LogEntry) -> str:
        return what_of(entry)

    @admin.display(description=_("what is concerned"))
    def concerned(self, entry: LogEntry) -> SafeString | str:
        words = f"{capfirst(kind_of(entry))} · {name_of(entry)}"
        url = history_url(entry)
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, words) if url else words

    @admin.display(description=_("fields"))
    def fields_changed(self, entry: LogEntry) -> str:
        return fields_of(entry)

    @admin.display(description=_("reason"))
    def reason(self, entry: LogEntry) -> str:
        return (entry.additional_data or {}).get("reason", "")

    @admin.display(description=_("details"))
    def details(self, entry: LogEntry) -> str:
        return render_to_string("auditlog/entry_detail.html", {"entry": entry})
