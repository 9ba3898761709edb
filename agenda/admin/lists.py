"""Closed lists and themes."""

from django.contrib import admin

from agenda import models
from agenda.admin.base import SOURCES, ProgrammeAdmin
from summit.edition.editing import both


class NamedAdmin(ProgrammeAdmin):
    list_display = ("name_fr", "name_en", "order", "languages_missing")
    list_editable = ("order",)
    search_fields = ("name_fr", "name_en", "slug")
    fields = ("slug", *both("name"), "order")


@admin.register(models.Track, models.Format, models.Language, models.OrganisationType)
class ListedAdmin(NamedAdmin):
    pass


@admin.register(models.Series)
class SeriesAdmin(NamedAdmin):
    list_display = (*NamedAdmin.list_display, "relation")
    fields = (*NamedAdmin.fields, "relation")


@admin.register(models.Sector)
class DescribedAdmin(NamedAdmin):
    fields = (*NamedAdmin.fields, *both("summary"))


@admin.register(models.Audience)
class AudienceAdmin(DescribedAdmin):
    list_display = (*NamedAdmin.list_display, "registers")
    list_filter = ("registers",)
    fields = (*DescribedAdmin.fields, *both("phrase"), "registers")


@admin.register(models.Axis)
class AxisAdmin(DescribedAdmin):
    fields = (*DescribedAdmin.fields, "formats")
    autocomplete_fields = ("formats",)


@admin.register(models.Theme)
class ThemeAdmin(NamedAdmin):
    list_display = ("name_fr", "name_en", "mark_fr", "mark_en", "order", "languages_missing")
    fields = None
    fieldsets = (
        (None, {"fields": ("slug", *both("name", "mark", "question", "summary"), "order")}),
        SOURCES,
    )
