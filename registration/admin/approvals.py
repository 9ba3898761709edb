"""Requests that organisers decide: one by one, by selection, or from a table sent out."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.admin.tables import TableView
from registration.exceptions import RegistrationRefused
from registration.models import PendingPlace, PlaceState
from registration.services.approving import approve_request, refuse_request
from registration.services.deciding import APPROVE, Decision, carry_out, plan_decisions
from summit.edition import clock
from summit.spreadsheets import csv_response, xlsx_response

PROBLEMS = {
    "unknown": gettext_lazy("No registration has this number."),
    "twice": gettext_lazy("This number stands in an earlier row."),
    "word": gettext_lazy("Write “approve” or “refuse” as the decision."),
    "done": gettext_lazy("Nothing to decide: decided or withdrawn already."),
    "full": gettext_lazy("No place is left."),
}


class DecisionsView(TableView):
    title = gettext_lazy("Import decisions")
    columns = gettext_lazy("Number; decision (approve or refuse); words for the mail, if any")
    explanation = gettext_lazy(
        "The export with its last two columns filled in can be imported as it is. "
        "Rows without a decision are left as they are; each person decided on gets one message."
    )
    run_label = gettext_lazy("Carry out the decisions")

    def back_url(self) -> str:
        return reverse("admin:registration_pendingplace_changelist")

    def plan(self, text: str) -> list[Decision]:
        return plan_decisions(text)

    def may_run(self, rows: list[Decision]) -> bool:
        return any(not row.problem for row in rows)

    def run(self, rows: list[Decision]) -> list[Decision]:
        return carry_out(rows, now=clock.now(), by=self.request.user)  # type: ignore[arg-type]

    def lines(self, rows: list[Decision]) -> list[tuple[int, str, str, bool]]:
        return [(row.line, _who(row), _outcome(row), bool(row.problem)) for row in rows]


def _who(row: Decision) -> str:
    return row.registration.full_name if row.registration else row.number


def _outcome(row: Decision) -> str:
    if row.problem:
        return str(PROBLEMS[row.problem])
    if row.decision == APPROVE:
        return _("Approved") if row.is_done else _("Would be approved")
    return _("Refused") if row.is_done else _("Would be refused")


@admin.register(PendingPlace)
class PendingPlaceAdmin(admin.ModelAdmin):
    list_display = ("person", "organisation", "country", "quota", "queued_at", "decide")
    list_display_links = None
    list_filter = ("quota",)
    list_select_related = ("registration", "quota")
    search_fields = (
        "registration__first_name",
        "registration__last_name",
        "registration__email",
        "registration__organisation",
    )
    ordering = ("queued_at", "pk")
    actions = ("approve_selected", "refuse_selected")
    change_list_template = "admin/registration/request_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PendingPlace]:
        asked = [PlaceState.REQUESTED, PlaceState.PENDING]
        return super().get_queryset(request).filter(state__in=asked)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "registration_pendingplace"
        return [
            path(
                "export/",
                wrap(partial(self.export, write=csv_response, end="csv")),
                name=f"{name}_export",
            ),
            path(
                "export/xlsx/",
                wrap(partial(self.export, write=xlsx_response, end="xlsx")),
                name=f"{name}_export_xlsx",
            ),
            path("import/", wrap(DecisionsView.as_view(model_admin=self)), name=f"{name}_import"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        """Rows have no form of their own: the registration's page has the buttons."""
        raise PermissionDenied

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "may_export": request.user.has_perm("registration.export_registration"),
            "may_decide": self.has_change_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def export(
        self, request: HttpRequest, *, write: Callable[..., HttpResponseBase], end: str
    ) -> HttpResponseBase:
        """Name, organisation, country and number, to be sent to whoever vets; decisions empty."""
        if not request.user.has_perm("registration.export_registration"):
            raise PermissionDenied
        filename = f"requests-{timezone.localtime():%Y-%m-%d-%H%M}.{end}"
        extra = {"sheet": _("Requests")} if end == "xlsx" else {}
        return write(_rows(self.get_queryset(request)), filename=filename, **extra)

    @admin.action(description=gettext_lazy("Approve the selected requests"), permissions=["change"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[PendingPlace]) -> None:
        self._each(request, queryset, approve_request)

    @admin.action(description=gettext_lazy("Refuse the selected requests"), permissions=["change"])
    def refuse_selected(self, request: HttpRequest, queryset: QuerySet[PendingPlace]) -> None:
        self._each(request, queryset, refuse_request)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[PendingPlace], decide: Callable[..., Any]
    ) -> None:
        done = left = 0
        for pk in queryset.order_by("queued_at", "pk").values_list("registration", flat=True):
            try:
                decide(registration_id=pk, now=clock.now(), by=request.user)
            except RegistrationRefused:
                left += 1
            else:
                done += 1
        told = ngettext("%(n)d request is decided.", "%(n)d requests are decided.", done)
        self.message_user(request, told % {"n": done})
        if left:
            told = ngettext("%(n)d could not be decided.", "%(n)d could not be decided.", left)
            self.message_user(request, told % {"n": left}, messages.WARNING)

    @admin.display(description=gettext_lazy("name"), ordering="registration__last_name")
    def person(self, place: PendingPlace) -> str:
        url = reverse("admin:registration_registration_change", args=[place.registration_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, place.registration.full_name)

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, place: PendingPlace) -> str:
        return place.registration.organisation

    @admin.display(description=gettext_lazy("country"), empty_value="—")
    def country(self, place: PendingPlace) -> str:
        return place.registration.country

    @admin.display(description=gettext_lazy("decision"))
    def decide(self, place: PendingPlace) -> str:
        steps = (("approve", _("Approve")), ("refuse", _("Refuse")))
        links = (
            (reverse(f"admin:registration_registration_{name}", args=[place.registration_id]), word)
            for name, word in steps
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)


def _rows(queryset: QuerySet[PendingPlace]) -> Iterator[list[Any]]:
    yield [
        _("Number"),
        _("First name"),
        _("Last name"),
        _("Organisation"),
        _("Country"),
        _("Decision"),
        _("Words for the mail"),
    ]
    for place in queryset.select_related("registration").iterator(chunk_size=500):
        person = place.registration
        names = [person.first_name, person.last_name, person.organisation, person.country]
        yield [person.public_id, *names, "", ""]
