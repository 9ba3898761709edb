import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from summit.design.dates import format_day
from summit.edition.fields import AddressLinesField
from summit.edition.labels import LabelledSplitDateTime
from summit.edition.meanwhile import MeanwhileAdmin, MeanwhileForm
from summit.edition.models import Edition
from summit.edition.retention import begins_on


class EditionForm(MeanwhileForm):
    """The offset is set by saying what time it shall be."""

    rehearsal_moment = forms.SplitDateTimeField(
        label=_("Rehearsal: it is now"),
        required=False,
        widget=LabelledSplitDateTime,
        help_text=_("Leave empty to follow the real time."),
    )

    official_sites = AddressLinesField(
        label=_("Official sites"),
        required=False,
        help_text=_(
            "One address a line, accounts on social networks too. They stand under Contact."
        ),
    )

    class Meta:
        model = Edition
        exclude = ("clock_offset",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.clock_offset:
            self.initial["rehearsal_moment"] = timezone.now() + self.instance.clock_offset

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        moment = cleaned.get("rehearsal_moment")
        if "rehearsal_moment" in self.changed_data or not moment:
            self.instance.clock_offset = moment - timezone.now() if moment else dt.timedelta(0)
        return cleaned


@admin.register(Edition)
class EditionAdmin(MeanwhileAdmin, admin.ModelAdmin):
    form = EditionForm
    list_display = ("name", "start", "end", "registration_mode", "phase_mode", "noindex")
    fieldsets = (
        (
            _("French and English"),
            {
                "fields": (
                    ("name_fr", "name_en"),
                    ("long_name_fr", "long_name_en"),
                    ("short_name_fr", "short_name_en"),
                    ("city_fr", "city_en"),
                    ("summary_fr", "summary_en"),
                    ("sender_name_fr", "sender_name_en"),
                )
            },
        ),
        (_("Dates"), {"fields": (("start", "end", "business_day"), "timezone")}),
        (
            _("Registration"),
            {"fields": ("registration_mode", "registration_opens_at", "registration_closes_at")},
        ),
        (
            _("Personal data"),
            {"fields": (("retention", "months_kept"), "erasing")},
        ),
        (_("Mail"), {"fields": ("sender_email", "contact_email")}),
        (_("Site"), {"fields": ("phase_mode", "noindex", "official_sites", "rehearsal_moment")}),
    )

    readonly_fields = ("erasing",)

    @admin.display(description=_("will be erased"))
    def erasing(self, edition: Edition) -> str:
        day = begins_on(edition)
        if day is None:
            return gettext("Nobody is erased until organisers do it.")
        return gettext("From %(day)s on.") % {"day": format_day(day, "j F Y")}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False
