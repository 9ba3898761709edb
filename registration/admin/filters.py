"""What the desk filters registrations by."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registration.models import PlaceState, Registration, Way


class WayFilter(admin.SimpleListFilter):
    title = _("way of coming")
    parameter_name = "way"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Way.choices)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> QuerySet[Registration]:
        if self.value() not in Way.values:
            return queryset
        held = [PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED]
        return queryset.filter(places__quota__way=self.value(), places__state__in=held).distinct()


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    CANCELLED = "cancelled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (PlaceState.CONFIRMED.value, PlaceState.CONFIRMED.label),
            (PlaceState.WAITING.value, PlaceState.WAITING.label),
            (PlaceState.PENDING.value, PlaceState.PENDING.label),
            (self.CANCELLED, _("Cancelled")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> QuerySet[Registration]:
        match self.value():
            case PlaceState.CONFIRMED.value:
                return queryset.filter(places__state=PlaceState.CONFIRMED).distinct()
            case PlaceState.WAITING.value:
                waiting = [PlaceState.WAITING, PlaceState.OFFERED]
                return queryset.filter(places__state__in=waiting).distinct()
            case PlaceState.PENDING.value:
                return queryset.filter(places__state=PlaceState.PENDING).distinct()
            case self.CANCELLED:
                return queryset.filter(cancelled_at__isnull=False)
            case _:
                return queryset


class AccessNeedsFilter(admin.SimpleListFilter):
    title = _("access needs")
    parameter_name = "needs"
    of_person = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Stated"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.exclude(
            **{f"{self.of_person}access_needs": [], f"{self.of_person}access_note": ""}
        )


class PersonsNeedsFilter(AccessNeedsFilter):
    """The same of rows that belong to a registration."""

    of_person = "registration__"
