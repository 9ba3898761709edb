"""Two organisers on one page: nobody takes back, unseen, what somebody else has just saved.

The page carries a digest of what each of its fields held when it was drawn. When it comes back,
a field that holds something else by now keeps that if it was not touched here. If it was, the
form is shown again and says what stands there; sent once more, it is saved.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from summit.design.dates import format_clock, format_day

AS_SHOWN = "as_shown"
SHOWN_SIGNS = 120


class _ShownField(forms.CharField):
    """Never a change by itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class MeanwhileForm(forms.ModelForm):
    """A form that came without the hidden field is taken as it is."""

    as_shown = _ShownField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = dict(self.initial) if self.instance.pk else {}
        self.initial[AS_SHOWN] = self._digests()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shown = _read(cleaned.get(AS_SHOWN, ""))
        refused = {}
        for name in self._changed_elsewhere(shown):
            if name in cleaned and _digest(cleaned[name]) == shown[name]:
                cleaned[name] = self._kept(name)
            else:
                self.add_error(name, self._words(name))
                refused[name] = _digest(self._held[name])
        if refused:
            self._note_as_read({**shown, **refused})
        return cleaned

    def changed_unseen(self) -> list[str]:
        """What stands in the row and was not shown here, in words; from now on it counts as read.

        For a row that is to be deleted, whose fields say nothing of it.
        """
        shown = _read(self.data.get(self.add_prefix(AS_SHOWN), ""))
        held = {name: _digest(value) for name, value in self._held.items()}
        names = [name for name in held if shown.get(name, held[name]) != held[name]]
        if names:
            self._note_as_read({**shown, **held})
        return [_in_words(self.instance, name, self._held[name]) or "–" for name in names]

    def _note_as_read(self, shown: dict[str, Any]) -> None:
        """Who sends the page again has read what stands there."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(AS_SHOWN)] = json.dumps(shown)
        self.data = data

    def _changed_elsewhere(self, shown: dict[str, Any]) -> list[str]:
        return [
            name
            for name, value in self._held.items()
            if name in self.changed_data and shown.get(name, _digest(value)) != _digest(value)
        ]

    def _digests(self) -> str:
        return json.dumps({name: _digest(value) for name, value in self._held.items()})

    def _kept(self, name: str) -> Any:
        is_row = self.instance._meta.get_field(name).many_to_one
        return getattr(self.instance, name) if is_row else self._held[name]

    def _words(self, name: str) -> str:
        told = _in_words(self.instance, name, self._held[name])
        return _(
            "Somebody else has just changed this to “%(value)s”. "
            "Correct what stands here, or save again to replace it."
        ) % {"value": Truncator(told).chars(SHOWN_SIGNS) or "–"}


class MeanwhileFormSet(forms.BaseInlineFormSet):
    """Rows below a form: one that somebody else has just changed is not deleted unread."""

    def clean(self) -> None:
        super().clean()
        told = []
        shown: list[Any] = self.initial_forms
        for form in shown:
            if self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME):
                words = ", ".join(form.changed_unseen())
                told += [(form.instance, Truncator(words).chars(SHOWN_SIGNS))] if words else []
        if told:
            says = _(
                "Somebody else has just changed “%(row)s” to “%(value)s”. "
                "Untick its deletion, or save again to delete it."
            )
            raise forms.ValidationError(
                [says % {"row": row, "value": value} for row, value in told]
            )


class MeanwhileInline:
    """Rows of such forms below another; mixed in before TabularInline."""

    form: Any = MeanwhileForm
    formset: Any = MeanwhileFormSet

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = super().get_fields(request, obj)  # type: ignore[misc]
        own = [name for name in names if name != AS_SHOWN]
        may_change = self.has_change_permission(request, obj)  # type: ignore[attr-defined]
        return [*own, AS_SHOWN] if may_change else own


class MeanwhileAdmin:
    """An admin of such forms; mixed in before ModelAdmin."""

    form: Any = MeanwhileForm

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """A list that is edited in place: a row that was not touched here is not saved."""
        formset = super().get_changelist_formset(request, **kwargs)  # type: ignore[misc]
        for field in formset.form.base_fields.values():
            field.show_hidden_initial = True
        return formset

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (title, options), *others = super().get_fieldsets(request, obj)  # type: ignore[misc]
        names = [name for name in options["fields"] if name != AS_SHOWN]
        if obj and self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            names.append(AS_SHOWN)
        return [(title, {**options, "fields": tuple(names)}), *others]


def _digest(value: Any) -> str:
    return hashlib.sha256(_plain(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(value: Any) -> str:
    """The same text for a value of the row and for what a form makes of it untouched."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | models.QuerySet):
        return repr([_plain(one) for one in value])
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _in_words(row: models.Model, name: str, value: Any) -> str:
    field: Any = row._meta.get_field(name)
    if field.many_to_one:
        return str(getattr(row, name) or "")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return f"{format_day(value, 'j F Y')}, {format_clock(value)}"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(localize(value)) if value is not None else ""
