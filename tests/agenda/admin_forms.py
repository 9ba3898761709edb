"""Addresses of the admin, and forms as a browser sends them."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.translation import override


def url(name: str, *args: object, language: str = "en") -> str:
    with override(language):
        return reverse(f"admin:agenda_{name}", args=args)


def form_of(desk: Client, address: str) -> dict[str, object]:
    """What the browser would send when nothing is touched."""
    page = desk.get(address)
    admin_form = page.context["adminform"].form
    fields = [*admin_form]
    for formset in page.context["inline_admin_formsets"]:
        fields += [*formset.formset.management_form]
        fields += [field for form in formset.formset.initial_forms for field in form]
    data: dict[str, object] = {}
    for field in fields:
        _fill(data, field)
    return data


def _fill(data: dict[str, object], field: Any) -> None:
    value = field.value()
    widget = field.field.widget
    if hasattr(widget, "widgets"):
        parts = value if isinstance(value, list) else widget.decompress(value)
        for suffix, part in zip(widget.widgets_names, parts, strict=True):
            data[f"{field.html_name}{suffix}"] = "" if part is None else str(part)
    elif field.field.__class__.__name__ == "BooleanField":
        if value:
            data[field.html_name] = "on"
    elif isinstance(value, list):
        prepared = field.field.prepare_value(value)
        data[field.html_name] = prepared if isinstance(prepared, str) else [str(v) for v in value]
    elif value is not None:
        data[field.html_name] = str(getattr(value, "pk", value))
