"""What was erased when the time of an edition was over, and who could not be."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.services.retaining import not_erased, to_be_erased
from summit.design.dates import format_day
from summit.edition.models import Edition
from summit.edition.retention import begins_on
from summit.languages import language_now
from summit.operations.models import PastErasure


def erasing_in_words(edition: Edition) -> str:
    """What organisers read from its announcement until it is over; "" while none is announced."""
    count, day = to_be_erased(edition), begins_on(edition)
    if not count or day is None:
        return ""
    words = ngettext(
        "%(n)d registration is erased from %(day)s on, its time being over. "
        "The period stands on the page of the edition.",
        "%(n)d registrations are erased from %(day)s on, their time being over. "
        "The period stands on the page of the edition.",
        count,
    )
    return words % {"n": count, "day": format_day(day, "j F Y")}


@admin.register(PastErasure)
class PastErasureAdmin(admin.ModelAdmin):
    list_display = ("edition", "started_at", "finished_at", "people", "others")
    fields = ("edition", "started_at", "finished_at", "people", "others", "counted", "failing")
    readonly_fields = ("counted", "failing")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("figures kept"), empty_value="—")
    def counted(self, row: PastErasure) -> SafeString | None:
        language = language_now()
        lines = [(figure[language], figure["n"]) for figure in row.figures]
        return format_html_join("", "{} · {}<br>", lines) or None

    @admin.display(description=gettext_lazy("could not be erased so far"), empty_value="—")
    def failing(self, row: PastErasure) -> SafeString | None:
        if row.finished_at:
            return None
        page = "admin:registration_registration_change"
        lines = [
            (reverse(page, args=[pk]), _("registration %(key)d") % {"key": pk}, why.reason)
            for pk, why in not_erased().items()
        ]
        return format_html_join("", '<a href="{}">{}</a> · {}<br>', lines) or None
