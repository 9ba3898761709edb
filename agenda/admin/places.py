"""Days, and venues with their rooms."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agenda.admin.base import SOURCES, BilingualForm, ProgrammeAdmin
from agenda.models import Day, Room, Venue
from summit.edition.editing import both
from summit.edition.meanwhile import MeanwhileInline


@admin.register(Day)
class DayAdmin(ProgrammeAdmin):
    list_display = ("date", "title_fr", "title_en", "session_count", "languages_missing")
    search_fields = ("title_fr", "title_en", "date")
    autocomplete_fields = ("tracks", "venues")
    key_source = "title_fr"
    fieldsets = (
        (None, {"fields": (("date", "slug"), *both("title", "summary"))}),
        (_("Who may come"), {"fields": (*both("access_note"), "access")}),
        (_("What and where"), {"fields": ("tracks", "venues")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Day]:
        return super().get_queryset(request).annotate(held=Count("sessions"))

    @admin.display(description=_("sessions"), ordering="held")
    def session_count(self, day: Any) -> int:
        count: int = day.held
        return count


class RoomForm(BilingualForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].disabled = True


class RoomInline(MeanwhileInline, admin.TabularInline):
    model = Room
    form = RoomForm
    extra = 0
    fields = ("slug", "name_fr", "name_en", "capacity")
    prepopulated_fields = {"slug": ("name_fr",)}


@admin.register(Room)
class RoomAdmin(ProgrammeAdmin):
    """Rooms are edited with their venue; here they are found."""

    list_display = ("name_fr", "name_en", "venue", "capacity", "languages_missing")
    list_select_related = ("venue",)
    list_filter = ("venue",)
    search_fields = ("name_fr", "name_en", "venue__name_fr", "venue__name_en")
    fields = ("venue", "slug", *both("name"), "capacity")
    autocomplete_fields = ("venue",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Venue)
class VenueAdmin(ProgrammeAdmin):
    list_display = (
        "name_fr",
        "name_en",
        "address",
        "address_confirmed",
        "has_coordinates",
        "languages_missing",
    )
    list_filter = ("address_confirmed", "directions_confirmed", "virtual", "to_be_confirmed")
    search_fields = ("name_fr", "name_en", "address", "slug")
    inlines = (RoomInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "slug",
                    *both("name", "role"),
                    ("virtual", "to_be_confirmed", "order"),
                )
            },
        ),
        (
            _("Getting there"),
            {
                "fields": (
                    ("address", "address_confirmed"),
                    *both("directions"),
                    "directions_confirmed",
                    ("latitude", "longitude"),
                    ("coordinate_precision_m", "coordinate_basis"),
                    "website",
                )
            },
        ),
        (
            _("Accessibility"),
            {
                "description": _("Empty is shown as “to be confirmed”. Sessions may differ."),
                "fields": (
                    ("step_free", "sign_language", "captions", "quiet_seat"),
                    *both("accessibility_note"),
                ),
            },
        ),
        (_("Capacity"), {"fields": (("capacity", "capacity_confirmed"), "capacity_note")}),
        SOURCES,
    )

    @admin.display(description=_("on the map"), boolean=True)
    def has_coordinates(self, venue: Venue) -> bool:
        return venue.latitude is not None
