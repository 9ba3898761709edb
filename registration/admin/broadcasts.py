"""The broadcast's addresses, and who watched."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.models import AttendanceKind, Broadcast, OnlineAttendance
from summit.edition.meanwhile import MeanwhileAdmin
from summit.spreadsheets import csv_response


@admin.register(Broadcast)
class BroadcastAdmin(MeanwhileAdmin, admin.ModelAdmin):
    """The addresses stand on the personal pages while they are open, and nowhere else."""

    list_display = ("quota", "has_stream", "has_replay", "opens_before")
    list_select_related = ("quota",)

    def get_readonly_fields(self, request: HttpRequest, obj: Broadcast | None = None) -> Any:
        return ("quota",) if obj else ()

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """An address typed without its scheme is one of https."""
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("stream"), boolean=True)
    def has_stream(self, broadcast: Broadcast) -> bool:
        return bool(broadcast.stream_url)

    @admin.display(description=gettext_lazy("replay"), boolean=True)
    def has_replay(self, broadcast: Broadcast) -> bool:
        return bool(broadcast.replay_url)


@admin.register(OnlineAttendance)
class OnlineAttendanceAdmin(admin.ModelAdmin):
    list_display = ("person", "organisation", "kind", "first_seen_at", "last_seen_at")
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("registration",)
    search_fields = (
        "registration__first_name",
        "registration__last_name",
        "registration__email",
        "registration__organisation",
    )
    date_hierarchy = "first_seen_at"
    actions = None
    change_list_template = "admin/registration/attendance_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "export/",
            self.admin_site.admin_view(self.export_view),
            name="registration_onlineattendance_export",
        )
        return [own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        figures = OnlineAttendance.objects.aggregate(
            people=Count("registration", distinct=True),
            live=Count("pk", filter=Q(kind=AttendanceKind.LIVE)),
            replay=Count("pk", filter=Q(kind=AttendanceKind.REPLAY)),
        )
        context = {
            "figures": figures,
            "may_export": request.user.has_perm("registration.export_registration"),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Everybody who watched; cells can hold no formula."""
        if not (
            self.has_view_permission(request)
            and request.user.has_perm("registration.export_registration")
        ):
            raise PermissionDenied
        rows = OnlineAttendance.objects.select_related("registration")
        name = f"attendance-{timezone.localtime():%Y-%m-%d-%H%M}.csv"
        return csv_response(_lines(rows), filename=name)

    @admin.display(description=gettext_lazy("name"), ordering="registration__last_name")
    def person(self, attendance: OnlineAttendance) -> str:
        return format_html("<bdi>{}</bdi>", attendance.registration.full_name)

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, attendance: OnlineAttendance) -> str:
        return attendance.registration.organisation


def _lines(rows: QuerySet[OnlineAttendance]) -> Iterator[list[Any]]:
    yield [
        _("First name"),
        _("Last name"),
        _("E-mail"),
        _("Organisation"),
        _("Watched"),
        _("First seen"),
        _("Last seen"),
        _("Minutes between"),
    ]
    for row in rows.iterator(chunk_size=500):
        person = row.registration
        between = row.last_seen_at - row.first_seen_at
        yield [
            person.first_name,
            person.last_name,
            person.email,
            person.organisation,
            row.get_kind_display(),
            _moment(row.first_seen_at),
            _moment(row.last_seen_at),
            round(between.total_seconds() / 60),
        ]


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
