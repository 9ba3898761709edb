"""Decisions from a table: shown with what would happen, then carried out in the background."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import DetailView

from registration.admin.tables import TableView
from registration.models import DecisionRow, DecisionRun
from registration.models.deciding import Outcome
from registration.services.deciding import APPROVE, Decision, plan_decisions, start_decisions
from summit.accounts.models import User


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

    def run(self, rows: list[Decision]) -> HttpResponse:
        run = start_decisions(rows, by=cast(User, self.request.user))
        return redirect("admin:registration_pendingplace_run", run.pk)

    def lines(self, rows: list[Decision]) -> list[tuple[int, str, str, bool]]:
        return [(row.line, _who(row), _plan(row), bool(row.problem)) for row in rows]


def _who(row: Decision) -> str:
    return row.registration.full_name if row.registration else row.number


def _plan(row: Decision) -> str:
    if row.problem:
        return str(Outcome(row.problem).label)
    return _("Would be approved") if row.decision == APPROVE else _("Would be refused")


class RunView(DetailView):
    """How far a run has come; the page asks for itself again until it is finished."""

    model_admin: Any = None
    model = DecisionRun
    template_name = "admin/registration/decision_run.html"
    context_object_name = "run"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return DecisionRun.objects.with_counts().select_related("by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        rows = run.rows.select_related("registration")
        return {
            **admin.site.each_context(self.request),
            "opts": self.model_admin.opts,
            "title": pgettext_lazy("requests", "Decisions carried out"),
            "back_url": reverse("admin:registration_pendingplace_changelist"),
            "lines": [(row, _person(row)) for row in rows],
            **super().get_context_data(**kwargs),
        }


def _person(row: DecisionRow) -> str:
    return row.registration.full_name if row.registration else _("unknown")
