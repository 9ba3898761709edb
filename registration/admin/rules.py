"""The one row of rules."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from registration.models import Rules
from summit.edition.meanwhile import MeanwhileAdmin


@admin.register(Rules)
class RulesAdmin(MeanwhileAdmin, admin.ModelAdmin):
    fieldsets = (
        (gettext_lazy("Waiting list"), {"fields": ("offer_lifetime",)}),
        (gettext_lazy("Calendars"), {"fields": ("change_hold", "on_decline")}),
        (
            gettext_lazy("What people may do by themselves"),
            {"fields": ("replacement_allowed", "letters_allowed", "letter_signatory")},
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Rules.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Rules | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Straight to the row; to an empty form while nobody has changed the defaults."""
        row = Rules.objects.order_by("pk").first()
        if row:
            return redirect("admin:registration_rules_change", row.pk)
        if self.has_add_permission(request):
            return redirect(reverse("admin:registration_rules_add"))
        return super().changelist_view(request, extra_context)
