"""Seats of the bookable sessions, edited live, and who holds or waits for one."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.models import Booking, PlaceState, Seats
from registration.services.booking import cancel_booking, fill_free_seats
from registration.services.promoting import PassedOn
from summit.accounts.models import User
from summit.edition import clock


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
class SeatsAdmin(admin.ModelAdmin):
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


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin):
    """Who holds, is offered or waits for a seat. Changed by the person, or at the desk."""

    list_display = ("session", "position", "person", "state", "queued_at", "offered_until")
    list_display_links = None
    list_filter = ("state", ("seats", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("registration", "seats__session")
    search_fields = (
        "registration__first_name",
        "registration__last_name",
        "registration__email",
        "seats__session__title_fr",
        "seats__session__title_en",
    )
    ordering = ("seats__session__starts_at", "seats", "queued_at", "pk")
    actions = ("let_go",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        earlier = Q(queued_at__lt=OuterRef("queued_at")) | Q(
            queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk")
        )
        ahead = (
            Booking.objects.filter(earlier, seats=OuterRef("seats"), state=PlaceState.WAITING)
            .order_by()
            .values("seats")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return super().get_queryset(request).annotate(ahead=Coalesce(Subquery(ahead), 0))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_let_go_permission(self, request: HttpRequest) -> bool:
        """Whoever may cancel a registration may free a seat."""
        return request.user.has_perm("registration.change_registration")

    @admin.action(
        description=gettext_lazy("Free the selected seats and tell the people"),
        permissions=["let_go"],
    )
    def let_go(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        now = clock.now()
        held = list(queryset.exclude(state=PlaceState.RELEASED).values_list("pk", flat=True))
        for pk in held:
            cancel_booking(booking_id=pk, now=now, by=cast(User, request.user))
        told = ngettext("%(n)d seat was freed.", "%(n)d seats were freed.", len(held))
        self.message_user(request, told % {"n": len(held)})

    @admin.display(description=gettext_lazy("session"), ordering="seats__session__starts_at")
    def session(self, booking: Booking) -> str:
        return str(booking.seats)

    @admin.display(description=gettext_lazy("position"))
    def position(self, booking: Booking) -> str:
        if booking.state != PlaceState.WAITING:
            return "—"
        return str(getattr(booking, "ahead", 0) + 1)

    @admin.display(description=gettext_lazy("name"), ordering="registration__last_name")
    def person(self, booking: Booking) -> str:
        url = reverse("admin:registration_registration_change", args=[booking.registration_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, booking.registration.full_name)
