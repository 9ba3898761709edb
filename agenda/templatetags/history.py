"""Reading the audit log as an organiser does: which field, what before, what after."""

from typing import Any

from auditlog.models import LogEntry
from django import template
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

register = template.Library()

Line = tuple[str, str, str]


@register.filter
def change_lines(entry: LogEntry) -> list[Line]:
    """(field, before, after) of one entry, in words; relations as what was added or taken away."""
    shown = entry.changes_display_dict
    lines = []
    for name, change in entry.changes_dict.items():
        label = field_label(entry, name)
        if isinstance(change, dict):
            lines.append(_relation(label, change))
        else:
            before, after = (_words(value) for value in shown.get(label, change))
            lines.append((label, before, after))
    return lines


def field_label(entry: LogEntry, name: str) -> str:
    model = entry.content_type.model_class()
    try:
        return str(model._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return name


def _relation(label: str, change: dict[str, Any]) -> Line:
    names = ", ".join(change.get("objects", ()))
    return (label, "", names) if change.get("operation") == "add" else (label, names, "")


def _words(value: Any) -> str:
    match str(value):
        case "None":
            return ""
        case "True":
            return _("yes")
        case "False":
            return _("no")
    return str(value)
