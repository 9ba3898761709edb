"""Who holds, is offered or waits for a seat in a session, and what the desk decides of it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.admin import desk, desk_forms
from registration.admin.exports import need_labels
from registration.admin.filters import PersonsNeedsFilter
from registration.admin.people import PersonRowsAdmin
from registration.models import Booking, PlaceState
from registration.services.booking import accept_booking_offer
from registration.services.freeing import FREE_SEATS
from registration.services.turns import put_seat_first
from summit.accounts.models import User
from summit.edition.selections import answer_of, ask_first
from summit.operations.run_pages import RunsAdmin
from summit.operations.runs import start_run


class SeatView(desk.DeskView):
    """A question about one booking; its person stands above it."""

    booking: Booking
    back_url = "admin:registration_booking_changelist"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.model_admin.has_let_go_permission(request):
            raise PermissionDenied
        rows = Booking.objects.with_session().select_related("registration")
        self.booking = get_object_or_404(rows, pk=kwargs["pk"])
        self.registration = self.booking.registration
        return super(desk.DeskView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"concerned": str(self.booking.seats), **kwargs})

    def get_success_url(self) -> str:
        seats = self.booking.seats_id
        return f"{reverse(self.back_url)}?seats__id__exact={seats}"

    def whose(self) -> dict[str, Any]:
        return {"booking_id": self.kwargs["pk"], "by": self.request.user}


class PutSeatFirstView(SeatView):
    title = gettext_lazy("Put first on the waiting list of the session")
    explanation = gettext_lazy(
        "The next seat that comes free is this person’s. "
        "Others have waited longer: the history keeps who decided and why."
    )
    button = gettext_lazy("Put first")
    done = gettext_lazy("First on the waiting list. No message is sent.")
    form_class = desk_forms.ReasonForm

    def perform(self, form: Any) -> None:
        put_seat_first(**self.whose(), reason=form.cleaned_data["reason"])


class AcceptSeatView(SeatView):
    title = gettext_lazy("Take the seat that is offered")
    explanation = gettext_lazy(
        "For someone who said yes by telephone or at the desk. The person gets the invitation."
    )
    button = gettext_lazy("Take the seat")
    done = gettext_lazy("The seat is taken. The person gets the invitation.")

    def perform(self, form: Any) -> None:
        accept_booking_offer(**self.common())


SEAT_ACTIONS: dict[str, type[SeatView]] = {"first": PutSeatFirstView, "accept": AcceptSeatView}


@admin.register(Booking)
class BookingAdmin(RunsAdmin, PersonRowsAdmin):
    """Changed by the person, or at the desk."""

    run_work = FREE_SEATS
    run_title = gettext_lazy("Seats freed")
    run_permission = "let_go"

    list_display = (
        "session",
        "position",
        "person",
        "state",
        "queued_at",
        "offered_until",
        "decide",
    )
    list_filter = ("state", ("seats", admin.RelatedOnlyFieldListFilter), PersonsNeedsFilter)
    list_select_related = ("registration", "seats__session")
    search_fields = (
        *PersonRowsAdmin.search_fields,
        "seats__session__title_fr",
        "seats__session__title_en",
    )
    search_help_text = gettext_lazy("Name, e-mail or session")
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

    def get_list_display(self, request: HttpRequest) -> list[str]:
        columns = list(super().get_list_display(request))
        return columns if self.has_let_go_permission(request) else columns[:-1]

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view.as_view(model_admin=self)),
                name=f"registration_booking_{name}",
            )
            for name, view in SEAT_ACTIONS.items()
        ]
        return [*own, *super().get_urls()]

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
    def let_go(self, request: HttpRequest, queryset: QuerySet[Booking]) -> HttpResponse | None:
        """Asks why first: the history of each person keeps it."""
        selection = queryset.exclude(state=PlaceState.RELEASED)
        held = list(selection)
        if not held:
            self.message_user(request, _("None of these is held any more."), messages.WARNING)
            return None
        form = answer_of(request, desk_forms.ReasonForm, selection)
        if form.is_valid():
            return self._free(request, held, reason=form.cleaned_data["reason"])
        title = ngettext("Free %(n)d seat", "Free %(n)d seats", len(held)) % {"n": len(held)}
        return ask_first(
            self,
            request,
            form=form,
            selection=selection,
            title=title,
            explanation=_(
                "Each person with a seat gets one message and the entry leaves the calendar; "
                "what comes free is offered to whoever waits first. Somebody freed by mistake "
                "books again from their own page, while a seat is left."
            ),
            button=title,
            rows=(
                f"{booking.seats} · {booking.registration.full_name} · "
                f"{booking.get_state_display()}"
                for booking in held
            ),
            is_danger=True,
        )

    def _free(
        self, request: HttpRequest, held: list[Booking], *, reason: str
    ) -> HttpResponse | None:
        keys = [booking.pk for booking in held]
        run = start_run(FREE_SEATS, keys=keys, by=cast(User, request.user), reason=reason)
        told = ngettext("%(n)d seat was freed.", "%(n)d seats were freed.", len(held))
        return self.tell(request, run, told % {"n": len(held)})

    @admin.display(description=gettext_lazy("name"), ordering="registration__last_name")
    def person(self, row: Any) -> str:
        """With what the room has to be made ready for; a note is read on the person's page."""
        name, needs = super().person(row), need_labels(row.registration)
        if row.registration.access_note:
            needs.append(_("Note for reception"))
        return format_html("{}<br><small>{}</small>", name, ", ".join(needs)) if needs else name

    @admin.display(description=gettext_lazy("session"), ordering="seats__session__starts_at")
    def session(self, booking: Booking) -> str:
        return str(booking.seats)

    @admin.display(description=gettext_lazy("position"))
    def position(self, booking: Booking) -> str:
        if booking.state != PlaceState.WAITING:
            return "—"
        return str(getattr(booking, "ahead", 0) + 1)

    @admin.display(description=gettext_lazy("decision"), empty_value="—")
    def decide(self, booking: Booking) -> str | None:
        steps = []
        if booking.state == PlaceState.WAITING and getattr(booking, "ahead", 0) > 0:
            steps.append(("first", _("Put first")))
        if booking.state == PlaceState.OFFERED:
            steps.append(("accept", _("Take the seat")))
        links = (
            (reverse(f"admin:registration_booking_{name}", args=[booking.pk]), word)
            for name, word in steps
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or None
