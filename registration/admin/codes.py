"""Invitation codes: made, copied, counted."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from registration.admin.delegations import DelegationView, ProgressView, people_url
from registration.models import InvitationCode
from registration.services.waiting import fill_free_places
from summit.edition import clock
from summit.links import absolute_url


@admin.register(InvitationCode)
class InvitationCodeAdmin(admin.ModelAdmin):
    list_display = ("name", "quota", "allotment", "used", "keeps_places", "deadline", "is_active")
    list_filter = ("quota", "is_active", "keeps_places")
    list_select_related = ("quota",)
    search_fields = ("name", "contact_email")
    change_form_template = "admin/registration/code_change.html"
    readonly_fields = ("code", "link", "used", "people")
    fieldsets = (
        (None, {"fields": ("name", "quota", "contact_email")}),
        (
            gettext_lazy("Places"),
            {"fields": ("allotment", "used", "keeps_places", "skips_approval")},
        ),
        (gettext_lazy("Validity"), {"fields": ("deadline", "is_active")}),
        (gettext_lazy("To be passed on"), {"fields": ("code", "link", "people")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvitationCode]:
        return super().get_queryset(request).with_taken()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The quota is what people registered for."""
        return (*self.readonly_fields, "quota") if obj else self.readonly_fields

    def get_urls(self) -> list[URLPattern]:
        views = (
            ("delegation/", DelegationView, "registration_invitationcode_delegation"),
            ("delegation/progress/", ProgressView, "registration_invitationcode_progress"),
        )
        return [
            *(
                path(f"<int:pk>/{address}", self._own(view), name=name)
                for address, view, name in views
            ),
            *super().get_urls(),
        ]

    def _own(self, view: type[View]) -> Any:
        return self.admin_site.admin_view(view.as_view(model_admin=self))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was used has a history: switch it off instead."""
        used = obj is not None and (obj.places.exists() or obj.invitees.exists())
        return super().has_delete_permission(request, obj) and not used

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Places that are kept no longer go to those who wait."""
        super().save_model(request, obj, form, change)
        if change:
            fill_free_places(obj.quota_id, now=clock.now())

    @admin.display(description=gettext_lazy("used"))
    def used(self, code: InvitationCode) -> str:
        return str(getattr(code, "used", 0))

    @admin.display(description=gettext_lazy("link"))
    def link(self, code: InvitationCode) -> str:
        if not code.pk:
            return "—"
        return absolute_url(reverse("registration:code", args=[code.code]))

    @admin.display(description=gettext_lazy("delegation"))
    def people(self, code: InvitationCode) -> str:
        if not code.pk:
            return _("Save first, then enter the people.")
        page = "admin:registration_invitationcode_{}".format
        links = [
            (reverse(page("delegation"), args=[code.pk]), _("Enter a table")),
            (people_url(code), _("See the people invited")),
        ]
        if code.invitees.unwritten().exists():
            links.append((reverse(page("progress"), args=[code.pk]), _("See how far it is now")))
        return format_html_join(" · ", '<a href="{}">{}</a>', links)
