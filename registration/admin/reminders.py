"""Reminders before the day: texts, moments, what they look like, and whom they reached."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext

from registration.models import Quota, Reminder, Way
from registration.services.reminding import moment_of
from summit.design.dates import format_clock, format_day
from summit.edition.meanwhile import MeanwhileAdmin
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail
from summit.mail.previews import preview_response
from summit.mail.rendering import render_parts

LANGUAGES = {"fr": gettext_lazy("French"), "en": gettext_lazy("English")}


@admin.register(Reminder)
class ReminderAdmin(MeanwhileAdmin, admin.ModelAdmin):
    list_display = ("subject", "way", "leaves_at", "is_active", "reached")
    list_filter = ("way", "is_active")
    readonly_fields = ("leaves_at", "reached", "previews")
    fieldsets = (
        (None, {"fields": ("slug", "way", "is_active")}),
        (gettext_lazy("When"), {"fields": ("before", "leaves_at", "reached")}),
        (
            gettext_lazy("Text"),
            {"fields": ("subject_fr", "message_fr", "subject_en", "message_en", "previews")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        return super().get_queryset(request).annotate(reached=Count("sent"))

    def get_readonly_fields(self, request: HttpRequest, obj: Reminder | None = None) -> Any:
        """Whom a reminder that has begun to leave is for no longer changes."""
        fixed = ("slug", "way") if obj else ()
        return (*self.readonly_fields, *fixed)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/preview/<str:language>/",
            self.admin_site.admin_view(self.preview_view),
            name="registration_reminder_preview",
        )
        return [own, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        """One that was sent stays: switch it off instead."""
        return super().has_delete_permission(request, obj) and not (obj and obj.sent.exists())

    def preview_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The mail as it is saved, with an invented ticket and no working link."""
        if not self.has_view_permission(request) or language not in LANGUAGES:
            raise PermissionDenied
        reminder = get_object_or_404(Reminder, pk=pk)
        edition = Edition.objects.current()
        quotas = Quota.objects.for_day(edition.business_day).for_way(reminder.way).with_places()
        context = {
            "edition": edition,
            "reminder": reminder,
            "confirmed": quotas.first(),
            "is_online": reminder.way == Way.ONLINE,
            "first_name": "Camille",
            "ticket_code": "ABCD-EFGH-JKLM",
            **dict.fromkeys(
                ("manage_url", "cancel_url", "ticket_url", "watch_url", "stop_url"), "#"
            ),
        }
        html = render_parts("registration_reminder", language, context).html
        return preview_response(OutgoingEmail(html_body=html))

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("leaves"))
    def leaves_at(self, reminder: Reminder) -> str:
        edition = Edition.objects.seen()
        quota = Quota.objects.for_day(edition.business_day).for_way(reminder.way).first()
        if quota is None or reminder.before is None:
            return "—"
        moment = moment_of(reminder, quota).astimezone(timezone.get_current_timezone())
        return f"{capfirst(format_day(moment, 'l j F Y'))}, {format_clock(moment)}"

    @admin.display(description=gettext_lazy("sent"))
    def reached(self, reminder: Reminder) -> str:
        count = getattr(reminder, "reached", 0)
        return ngettext("to %(n)d person", "to %(n)d people", count) % {"n": count}

    @admin.display(description=gettext_lazy("preview"))
    def previews(self, reminder: Reminder) -> SafeString | str:
        if reminder.pk is None:
            return "—"
        links = (
            (reverse("admin:registration_reminder_preview", args=[reminder.pk, code]), name)
            for code, name in LANGUAGES.items()
        )
        note = gettext_lazy("as last saved")
        pages = format_html_join(" · ", '<a href="{}" target="_blank" rel="noopener">{}</a>', links)
        return format_html("{} ({})", pages, note)
