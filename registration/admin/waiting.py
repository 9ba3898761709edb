"""The queue as the desk sees it: whose turn it is, and the way to confirm someone."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.admin.people import PersonRowsAdmin
from registration.models import Place, PlaceState
from registration.models.places import WaitingPlace


@admin.register(WaitingPlace)
class WaitingPlaceAdmin(PersonRowsAdmin):
    list_display = (
        "position",
        "person",
        "organisation",
        "quota",
        "queued_at",
        "state",
        "until",
        "decide",
    )
    list_filter = ("quota",)
    list_select_related = ("registration", "quota")
    ordering = ("queued_at", "pk")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[WaitingPlace]:
        ahead = (
            Place.objects.filter(quota=OuterRef("quota"), state=PlaceState.WAITING)
            .filter(
                Q(queued_at__lt=OuterRef("queued_at"))
                | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk"))
            )
            .order_by()
            .values("quota")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return (
            super()
            .get_queryset(request)
            .filter(state__in=[PlaceState.WAITING, PlaceState.OFFERED])
            .annotate(position=Coalesce(Subquery(ahead), 0) + 1)
            .order_by("quota", F("queued_at"), "pk")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Place | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("position"), empty_value="—")
    def position(self, place: WaitingPlace) -> int | None:
        """Whoever holds an offer waits for nobody any more."""
        if place.state == PlaceState.OFFERED:
            return None
        return int(getattr(place, "position", 0))

    @admin.display(description=gettext_lazy("offered until"), empty_value="—")
    def until(self, place: WaitingPlace) -> Any:
        return place.offered_until

    @admin.display(description=gettext_lazy("decision"))
    def decide(self, place: WaitingPlace) -> str:
        steps = [("confirm", _("Confirm in person"))]
        if place.state == PlaceState.WAITING and int(getattr(place, "position", 0)) > 1:
            steps.insert(0, ("first", _("Put first")))
        links = (
            (reverse(f"admin:registration_registration_{name}", args=[place.registration_id]), word)
            for name, word in steps
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)
