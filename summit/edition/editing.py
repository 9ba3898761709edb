"""What admin pages of content share: languages side by side, a key set once, the audit log."""

from collections.abc import Collection
from typing import Any

from auditlog.mixins import AuditlogHistoryAdminMixin
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from summit.edition.labels import NamedCells
from summit.edition.meanwhile import MeanwhileAdmin
from summit.edition.translated import translated_fields
from summit.languages import LANGUAGES


def both(*names: str) -> tuple[tuple[str, str], ...]:
    """One form line per translated field, French beside English."""
    return tuple((f"{name}_fr", f"{name}_en") for name in names)


def log_changes(app_label: str, *, unlogged: dict[str, list[str]] | None = None) -> None:
    """Write an audit entry for each change of the app’s rows.

    `unlogged` names personal fields, by lower-case model name: the log keeps nothing of them.
    """
    for model in apps.get_app_config(app_label).get_models():
        personal = (unlogged or {}).get(model._meta.model_name or "", [])
        own = {field.name for field in model._meta.get_fields()}
        hidden = [name for name in ("loaded", *translated_fields(model), *personal) if name in own]
        auditlog.register(model, exclude_fields=hidden)


class KeyedAdmin(NamedCells, MeanwhileAdmin, AuditlogHistoryAdminMixin, admin.ModelAdmin):
    """Rows whose key is chosen once and whose history is the audit log.

    `key_source` names the field that a key is proposed from; empty for none.
    """

    key_fields: tuple[str, ...] = ("slug",)
    key_source = ""
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = tuple(super().get_readonly_fields(request, obj))
        return (*own, *self.key_fields) if obj else own

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        if obj or not self.key_source:
            return {}
        return dict.fromkeys(self.key_fields, (self.key_source,))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The audit log says what changed; Django’s own log says only that it did."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        context = {"title": gettext("History"), "subtitle": row, **(extra_context or {})}
        return self.auditlog_history_view(request, object_id, context)


class ContentAdmin(KeyedAdmin):
    """Rows that go live when they are saved."""

    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 9})}}

    @admin.display(description=_("languages"))
    def languages_missing(self, row: models.Model) -> str:
        return languages_missing(row)


def languages_missing(row: models.Model) -> str:
    names = translated_fields(type(row))
    return name_missing(
        [
            language
            for language in LANGUAGES
            if not all(getattr(row, f"{name}_{language}") for name in names)
        ]
    )


def name_missing(languages: Collection[str]) -> str:
    """“EN missing”, or nothing to say."""
    if not languages:
        return format_html('<span class="quiet">{}</span>', "FR EN")
    codes = ", ".join(language.upper() for language in languages)
    text = gettext("%(codes)s missing") % {"codes": codes}
    return format_html('<strong class="missing">{}</strong>', text)
