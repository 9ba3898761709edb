"""Partners, exhibitors and the call for projects."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agenda.admin.base import PROVENANCE, ProgrammeAdmin
from agenda.models import Exhibitor, Partner, ProjectCall
from summit.edition.editing import both


@admin.register(Partner)
class PartnerAdmin(ProgrammeAdmin):
    list_display = ("name_fr", "name_en", "role", "scope", "order", "languages_missing")
    list_editable = ("order",)
    list_filter = ("role", "scope")
    search_fields = ("name_fr", "name_en", "slug")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "slug",
                    *both("name"),
                    ("role", "scope", "order"),
                    *both("role_label"),
                    "website",
                )
            },
        ),
        PROVENANCE,
    )


@admin.register(Exhibitor)
class ExhibitorAdmin(ProgrammeAdmin):
    list_display = ("name", "axis", "sector", "stand", "presence_confirmed", "languages_missing")
    list_filter = ("presence_confirmed", "axis", "sector")
    list_select_related = ("axis", "sector")
    search_fields = ("name", "slug")
    autocomplete_fields = ("session", "sector", "axis")
    key_source = "name"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "slug"),
                    *both("summary"),
                    ("sector", "axis"),
                    ("presence_confirmed", "laureate"),
                    ("stand", "session", "order"),
                )
            },
        ),
        PROVENANCE,
    )


@admin.register(ProjectCall)
class ProjectCallAdmin(ProgrammeAdmin):
    list_display = ("name", "runner", "laureates_confirmed", "languages_missing")
    list_select_related = ("runner",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("runner",)
    key_source = "name"
    fieldsets = (
        (None, {"fields": (("name", "slug"), "runner", *both("summary", "criteria"), "order")}),
        (_("Winners"), {"fields": ("laureates_confirmed",)}),
    )
