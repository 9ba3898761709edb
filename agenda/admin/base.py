"""What all pages of the programme share."""

from typing import Any

from auditlog.mixins import AuditlogHistoryAdminMixin
from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.fields import AccessLevelsField
from agenda.services.drafts import unpublished_edits
from agenda.services.problems import missing_languages
from summit.edition.fields import AddressLinesField
from summit.edition.labels import NamedCells

PROVENANCE = (
    _("Where it comes from"),
    {
        "classes": ("collapse",),
        "description": _("For organisers only, never shown on the site."),
        "fields": (("confidence", "origin"), "source", "editor_note"),
    },
)
SOURCES = (PROVENANCE[0], {**PROVENANCE[1], "fields": ("source",)})


class BilingualForm(forms.ModelForm):
    """Required in both languages at release; while drafting, one language is enough."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self._required_names():
            languages = [f"{name}_fr", f"{name}_en"]
            if not any(cleaned.get(field) or field in self.errors for field in languages):
                self.add_error(languages[0], gettext("Fill in at least one language."))
        return cleaned

    def _required_names(self) -> list[str]:
        names = {field[:-3] for field in self.fields if field.endswith(("_fr", "_en"))}
        meta = self._meta.model._meta
        return sorted(name for name in names if not meta.get_field(name).blank)


class ProgrammeAdmin(NamedCells, AuditlogHistoryAdminMixin, admin.ModelAdmin):
    """A live row: its key is set once, its history is the audit log, edits wait for a release."""

    form = BilingualForm
    change_list_template = "admin/agenda/change_list.html"
    change_form_template = "admin/agenda/change_form.html"
    key_fields: tuple[str, ...] = ("slug",)
    key_source = "name_fr"
    show_full_result_count = False
    list_per_page = 100

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = tuple(super().get_readonly_fields(request, obj))
        return (*own, *self.key_fields) if obj else own

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict.fromkeys(self.key_fields, (self.key_source,))

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "source":
            return AddressLinesField(
                label=capfirst(db_field.verbose_name),
                required=False,
                help_text=_("One address a line."),
            )
        if db_field.name == "access" and isinstance(db_field, models.JSONField):
            return AccessLevelsField(label=capfirst(db_field.verbose_name), required=False)
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The audit log says what changed; Django's own log says only that it did."""
        row = self.get_object(request, object_id)
        context = {"title": gettext("History"), "subtitle": row, **(extra_context or {})}
        return self.auditlog_history_view(request, object_id, context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, _with_hint(extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = _with_hint(extra_context)
        return super().changeform_view(request, object_id, form_url, context)

    @admin.display(description=_("languages"))
    def languages_missing(self, row: models.Model) -> str:
        return languages_missing(row)


def languages_missing(row: models.Model) -> str:
    """“EN missing”, or nothing to say."""
    missing = missing_languages(row)
    if not missing:
        return format_html('<span class="quiet">{}</span>', "FR EN")
    codes = ", ".join(code.upper() for code in sorted(missing))
    return format_html(
        '<strong class="missing">{}</strong>', gettext("%(codes)s missing") % {"codes": codes}
    )


def _with_hint(extra_context: dict[str, Any] | None) -> dict[str, Any]:
    return {"unpublished": unpublished_edits(), **(extra_context or {})}
