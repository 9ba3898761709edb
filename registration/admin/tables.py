"""A table of many people: read, shown row by row with what would happen, then carried out."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from registration.services.tables import TableRefused, decode_table

FILE_AT_MOST = 512 * 1024
REFUSED = {
    "unreadable": _("This is not a table that can be read: paste it, or save it as CSV."),
    "too_long": _("500 rows at most: part the table."),
    "empty": _("The table is empty."),
}


class TableForm(forms.Form):
    table = forms.CharField(
        label=_("Table"),
        required=False,
        max_length=FILE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 100, "spellcheck": "false"}),
        help_text=_("Paste the cells from a spreadsheet, or choose a file."),
    )
    file = forms.FileField(label=_("CSV file"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.get("file"):
            if upload.size > FILE_AT_MOST:
                raise forms.ValidationError(REFUSED["too_long"])
            try:
                cleaned["table"] = decode_table(upload.read())
            except TableRefused as refused:
                raise forms.ValidationError(REFUSED[refused.code]) from None
        if not str(cleaned.get("table", "")).strip():
            raise forms.ValidationError(REFUSED["empty"])
        return cleaned


class TableView(FormView):
    """First press: what would happen, by row. Second press: it happens, from the same table."""

    model_admin: Any = None
    form_class = TableForm
    template_name = "admin/registration/table_form.html"
    title: ClassVar[Promise]
    columns: ClassVar[Promise]
    explanation: ClassVar[Promise]
    run_label: ClassVar[Promise]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        text = form.cleaned_data["table"]
        try:
            rows = self.plan(text)
        except TableRefused as refused:
            form.add_error(None, REFUSED[refused.code])
            return self.form_invalid(form)
        runs = "run" in self.request.POST and self.may_run(rows)
        if runs:
            rows = self.run(rows)
            if isinstance(rows, HttpResponseBase):
                return rows
        shown = TableForm(initial={"table": "" if runs else text})
        context = self.get_context_data(
            form=shown, rows=self.lines(rows), done=runs, may_run=self.may_run(rows)
        )
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **admin.site.each_context(self.request),
            "opts": self.model_admin.opts,
            "title": self.title,
            "columns": self.columns,
            "explanation": self.explanation,
            "run_label": self.run_label,
            "back_url": self.back_url(),
            **super().get_context_data(**kwargs),
        }

    # --- Written by each table ----------------------------------------------------------------

    def back_url(self) -> str:
        """The list that the table belongs to."""
        raise NotImplementedError

    def plan(self, text: str) -> Any:
        """What each row would do; raises TableRefused."""
        raise NotImplementedError

    def may_run(self, rows: Any) -> bool:
        """Whether there is anything to do."""
        raise NotImplementedError

    def run(self, rows: Any) -> Any:
        """Do it; the rows say how each went. Or the page that tells, where it takes longer."""
        raise NotImplementedError

    def lines(self, rows: Any) -> list[tuple[int, str, str, bool]]:
        """(line number, who, what happens or is wrong, whether it is wrong)."""
        raise NotImplementedError
