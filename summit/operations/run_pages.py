"""How far an action on many rows has come; the page asks for itself again until it is finished."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.views.generic import DetailView

from summit.operations import runs
from summit.operations.models import RowOutcome, Run

RUNS_SHOWN = 5
ROWS_SHOWN = 200


class RunView(DetailView):
    model_admin: Any = None
    model = Run
    template_name = "admin/run.html"
    context_object_name = "run"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.model_admin.may_run(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        found = Run.objects.filter(work=self.model_admin.run_work)
        return found.with_counts().select_related("by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # What failed stands first: the page is asked for every two seconds and shows no thousands.
        wrong = Q(outcome=RowOutcome.FAILED)
        rows = self.object.rows.order_by(Case(When(wrong, then=0), default=1), "line")
        shown = list(rows[:ROWS_SHOWN])
        return {
            **admin.site.each_context(self.request),
            "opts": self.model_admin.opts,
            "title": self.model_admin.run_title,
            "back_url": reverse(f"{self.model_admin.name_of_pages}_changelist"),
            "lines": runs.describe(self.object, shown),
            "more": self.object.total - len(shown),
            **super().get_context_data(**kwargs),
        }


class RunsAdmin:
    """A list with an action that may take long; mixed in before ModelAdmin."""

    run_work: str
    run_title: Promise | str
    run_permission: str
    """As actions name it: `has_<name>_permission` answers."""
    change_list_template: Any = "admin/run_list.html"

    @property
    def name_of_pages(self) -> str:
        opts = self.opts  # type: ignore[attr-defined]
        return f"admin:{opts.app_label}_{opts.model_name}"

    def may_run(self, request: HttpRequest) -> bool:
        return bool(getattr(self, f"has_{self.run_permission}_permission")(request))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(RunView.as_view(model_admin=self))  # type: ignore[attr-defined]
        name = f"{self.name_of_pages.removeprefix('admin:')}_run"
        return [path("runs/<int:pk>/", page, name=name), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = Run.objects.filter(work=self.run_work).with_counts()
        context = {
            "runs": found[:RUNS_SHOWN] if self.may_run(request) else (),
            "run_page": f"{self.name_of_pages}_run",
            "run_title": self.run_title,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)  # type: ignore[misc]

    def tell(self, request: HttpRequest, run: Run, told: str) -> HttpResponse | None:
        """`told` where all is done; else the page that says how far it is and what failed."""
        if run.is_finished and not run.failed:  # type: ignore[attr-defined]
            self.message_user(request, told, messages.SUCCESS)  # type: ignore[attr-defined]
            return None
        return redirect(f"{self.name_of_pages}_run", run.pk)
