"""The doors, and every scan at them for looking up."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from registration.checkin.models import Door, Scan
from registration.models import Quota, Way
from summit.edition.meanwhile import MeanwhileAdmin
from summit.spreadsheets import csv_response


@admin.register(Door)
class DoorAdmin(MeanwhileAdmin, admin.ModelAdmin):
    list_display = ("name", "quota", "order", "phone", "page")
    list_select_related = ("quota",)
    search_fields = ("name_fr", "name_en", "slug")
    fields = (("name_fr", "name_en"), "slug", "quota", "order", "phone")
    prepopulated_fields = {"slug": ("name_fr",)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody comes through a door to a broadcast."""
        if db_field.name == "quota":
            kwargs["queryset"] = Quota.objects.for_way(Way.IN_PERSON)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Door | None = None) -> Any:
        """The key stands in addresses; whose tickets are let in, in every scan."""
        return ("slug", "quota") if obj and obj.scans.exists() else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Door | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request: HttpRequest, obj: Door | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.scans.exists())

    @admin.display(description=pgettext_lazy("door", "page"))
    def page(self, door: Door) -> str:
        return format_html('<a href="{}">{}</a>', door.get_absolute_url(), _("Open the door"))


@admin.register(Scan)
class ScanAdmin(admin.ModelAdmin):
    """Nothing here is added or changed: the doors do that."""

    list_display = ("at", "door", "person", "kind", "what", "by")
    list_display_links = None
    list_filter = ("outcome", "forced", "kind", "offline", "door")
    list_select_related = ("registration", "door", "by", "undone_by")
    search_fields = (
        "registration__first_name",
        "registration__last_name",
        "registration__email",
        "registration__organisation",
    )
    search_help_text = gettext_lazy("Name, organisation or e-mail")
    date_hierarchy = "at"
    actions = None
    change_list_template = "admin/checkin/scan_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Scan | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Scan | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "export/", self.admin_site.admin_view(self.export_view), name="checkin_scan_export"
        )
        return [own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "may_export": request.user.has_perm("registration.export_registration"),
            "export_query": request.GET.urlencode(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows with the filters in the address; cells can hold no formula."""
        if not (
            self.has_view_permission(request)
            and request.user.has_perm("registration.export_registration")
        ):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        name = f"scans-{timezone.localtime():%Y-%m-%d-%H%M}.csv"
        return csv_response(_lines(rows), filename=name)

    @admin.display(description=gettext_lazy("name"), ordering="registration__last_name")
    def person(self, scan: Scan) -> str:
        if scan.registration is None:
            return "—"
        address = reverse("admin:registration_registration_change", args=[scan.registration_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, scan.registration.full_name)

    @admin.display(description=pgettext_lazy("scan", "outcome"), ordering="outcome")
    def what(self, scan: Scan) -> str:
        """With how it came about, and whether it was taken back."""
        return _outcome_of(scan)


def _outcome_of(scan: Scan) -> str:
    words = [str(scan.get_outcome_display())]
    if scan.forced:
        words.append(_("let in anyway"))
    if scan.offline:
        words.append(_("without a connection"))
    if scan.is_undone:
        words.append(_("taken back since"))
    return ", ".join(words)


def _lines(rows: QuerySet[Scan]) -> Iterator[list[Any]]:
    yield [
        _("Time"),
        pgettext("place", "Door"),
        _("First name"),
        _("Last name"),
        _("Organisation"),
        _("Kind"),
        _("Outcome"),
        _("Steward"),
    ]
    for scan in rows.iterator(chunk_size=500):
        person = scan.registration
        yield [
            timezone.localtime(scan.at).strftime("%Y-%m-%d %H:%M:%S"),
            scan.door,
            person.first_name if person else "",
            person.last_name if person else "",
            person.organisation if person else "",
            scan.get_kind_display(),
            _outcome_of(scan),
            scan.by or "",
        ]
