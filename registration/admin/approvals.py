"""Requests that organisers decide: one by one, by selection, or from a table sent out."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.admin import desk_forms
from registration.admin.decisions import DecisionsView, RunView
from registration.admin.people import PersonRowsAdmin
from registration.models import DecisionRun, PendingPlace, PlaceState
from registration.services.deciding import plan_selected, start_decisions
from summit.accounts.models import User
from summit.edition.selections import answer_of, ask_first
from summit.spreadsheets import csv_response, xlsx_response

RUNS_SHOWN = 5


@admin.register(PendingPlace)
class PendingPlaceAdmin(PersonRowsAdmin):
    list_display = ("person", "organisation", "country", "quota", "queued_at", "decide")
    list_filter = ("quota",)
    list_select_related = ("registration", "quota")
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
            path("runs/<int:pk>/", wrap(RunView.as_view(model_admin=self)), name=f"{name}_run"),
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
            "runs": DecisionRun.objects.with_counts()[:RUNS_SHOWN],
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
    def approve_selected(
        self, request: HttpRequest, queryset: QuerySet[PendingPlace]
    ) -> HttpResponse:
        return self._start(request, queryset, approves=True)

    @admin.action(description=gettext_lazy("Refuse the selected requests"), permissions=["change"])
    def refuse_selected(
        self, request: HttpRequest, queryset: QuerySet[PendingPlace]
    ) -> HttpResponse:
        """Asks first for the words that stand in every one of the mails."""
        form = answer_of(request, desk_forms.WordsForm, queryset)
        if form.is_valid():
            return self._start(request, queryset, approves=False, words=form.cleaned_data["words"])
        people = list(queryset.order_by("queued_at", "pk"))
        title = ngettext("Refuse %(n)d request", "Refuse %(n)d requests", len(people))
        title %= {"n": len(people)}
        return ask_first(
            self,
            request,
            form=form,
            selection=queryset,
            title=title,
            explanation=_("What each person holds beside it stays. Each gets one message."),
            button=title,
            rows=(f"{p.registration.full_name} · {p.registration.organisation}" for p in people),
            is_danger=True,
        )

    def _start(
        self,
        request: HttpRequest,
        queryset: QuerySet[PendingPlace],
        *,
        approves: bool,
        words: str = "",
    ) -> HttpResponse:
        chosen = queryset.order_by("queued_at", "pk").values_list("registration", flat=True)
        plan = plan_selected(list(chosen), approves=approves, words=words)
        run = start_decisions(plan, by=cast(User, request.user))
        return redirect("admin:registration_pendingplace_run", run.pk)

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
