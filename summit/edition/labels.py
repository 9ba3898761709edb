"""Names for the fields of the admin that Django leaves without a label of their own."""

from typing import Any

from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst


class LabelledSplitDateTime(AdminSplitDateTime):
    """Day and hour, each named: what stands beside them is text, not a label."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = (context["date_label"], context["time_label"])
        for part, word in zip(context["widget"]["subwidgets"], words, strict=True):
            part["attrs"]["aria-label"] = str(word).rstrip(" :\u00a0\u202f")
        return context


def name_split_moments() -> None:
    """Wherever the admin makes the field of a moment by itself."""
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.DateTimeField]["widget"] = LabelledSplitDateTime


class NamedCells:
    """An admin whose list can be edited in place: fields in a row are named by their column."""

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> type[Any]:
        formset: type[Any] = super().get_changelist_formset(request, **kwargs)  # type: ignore[misc]
        for field in formset.form.base_fields.values():
            field.widget.attrs["aria-label"] = capfirst(str(field.label))
        return formset
