"""Seats of the bookable sessions, edited live."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.models import Seats
from registration.services.booking import fill_free_seats
from registration.services.promoting import PassedOn
from summit.edition import clock
from summit.edition.meanwhile import MeanwhileAdmin


def words_of(passed: PassedOn) -> str:
    """How many people the new number served, "" for none."""
    if not passed.total:
        return ""
    return ngettext(
        "%(n)d person who waited was told that it is their turn.",
        "%(n)d people who waited were told that it is their turn.",
        passed.total,
    ) % {"n": passed.total}


@admin.register(Seats)
class SeatsAdmin(MeanwhileAdmin, admin.ModelAdmin):
    list_display = ("session", "starts", "limit", "taken", "left", "waiting", "closes_at")
    search_fields = ("session__title_fr", "session__title_en", "session__slug")
    readonly_fields = ("session", "limit", "taken", "left", "waiting")
    fieldsets = (
        (None, {"fields": ("session",)}),
        (gettext_lazy("Seats"), {"fields": ("capacity", "limit", "taken", "left", "waiting")}),
        (gettext_lazy("Booking"), {"fields": ("opens_at", "closes_at")}),
    )
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seats]:
        return super().get_queryset(request).with_session().with_counts()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows follow the published programme."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Seats | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Seats, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "capacity" not in form.changed_data:
            return
        if told := words_of(fill_free_seats(obj.pk, now=clock.now())):
            self.message_user(request, told)
        row = Seats.objects.with_session().with_counts().get(pk=obj.pk)
        if row.limit is not None and row.taken > row.limit:
            self.message_user(
                request,
                _("More seats are taken than there are now. Nobody is removed."),
                messages.WARNING,
            )

    @admin.display(description=gettext_lazy("starts"), ordering="session__starts_at")
    def starts(self, seats: Seats) -> Any:
        return seats.session.starts_at

    @admin.display(description=gettext_lazy("in force"))
    def limit(self, seats: Seats) -> str:
        return _("unlimited") if seats.limit is None else str(seats.limit)

    @admin.display(description=gettext_lazy("taken"))
    def taken(self, seats: Seats) -> str:
        return _linked(seats, "state__in=confirmed,offered", getattr(seats, "taken", 0))

    @admin.display(description=gettext_lazy("left"))
    def left(self, seats: Seats) -> str:
        if seats.limit is None:
            return _("unlimited")
        return str(max(seats.limit - getattr(seats, "taken", 0), 0))

    @admin.display(description=gettext_lazy("waiting"))
    def waiting(self, seats: Seats) -> str:
        return _linked(seats, "state__exact=waiting", getattr(seats, "waiting", 0))


def _linked(seats: Seats, states: str, count: int) -> str:
    if not count:
        return "0"
    url = reverse("admin:registration_booking_changelist")
    return format_html('<a href="{}?seats__id__exact={}&{}">{}</a>', url, seats.pk, states, count)
