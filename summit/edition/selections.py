"""An action on selected rows that asks before it acts: what is concerned, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise

CONFIRMED = "confirmed"
SHOWN = 100


def answer_of(request: HttpRequest, form_class: type[forms.Form]) -> forms.Form:
    """The form as it was answered; unbound while the question was not asked yet."""
    return form_class(request.POST if CONFIRMED in request.POST else None)


def ask_first(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    form: forms.Form,
    title: Promise | str,
    explanation: Promise | str,
    button: Promise | str,
    rows: Iterable[str],
    is_danger: bool = False,
) -> HttpResponse:
    """The question. It is sent to the list it came from, with the same selection."""
    lines = list(rows)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "explanation": explanation,
        "button": button,
        "is_danger": is_danger,
        "form": form,
        "rows": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
        "action": request.POST["action"],
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "list_url": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/confirm_selection.html", context)
