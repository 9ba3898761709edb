"""What all pages of the programme share."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.fields import AccessLevelsField
from agenda.services.drafts import unpublished_edits
from agenda.services.problems import missing_languages
from summit.edition.editing import KeyedAdmin, name_missing
from summit.edition.fields import AddressLinesField
from summit.edition.meanwhile import MeanwhileForm
from summit.languages import LANGUAGES

PROVENANCE = (
    _("Where it comes from"),
    {
        "classes": ("collapse",),
        "description": _("For organisers only, never shown on the site."),
        "fields": (("confidence", "origin"), "source", "editor_note"),
    },
)
SOURCES = (PROVENANCE[0], {**PROVENANCE[1], "fields": ("source",)})


class BilingualForm(MeanwhileForm):
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


class ProgrammeAdmin(KeyedAdmin):
    """Live rows: edits wait for a release."""

    form = BilingualForm
    change_list_template = "admin/agenda/change_list.html"
    change_form_template = "admin/agenda/change_form.html"
    key_source = "name_fr"
    list_per_page = 100

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
    missing = missing_languages(row)
    return name_missing([language for language in LANGUAGES if language in missing])


def _with_hint(extra_context: dict[str, Any] | None) -> dict[str, Any]:
    return {"unpublished": unpublished_edits(), **(extra_context or {})}
