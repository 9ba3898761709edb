"""An action on selected rows that asks before it acts: what is concerned, and why."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise

CONFIRMED, CONCERNED = "confirmed", "concerned"
SHOWN = 100


def answer_of(
    request: HttpRequest, form_class: type[forms.Form], selection: QuerySet[Any]
) -> forms.Form:
    """The form as it was answered; unbound while the question was not asked yet.

    Unbound as well, with what was typed, when the selection holds other rows by now than those
    that the question named: whoever selected all of a list has not seen the new ones.
    """
    if CONFIRMED in request.POST and has_moved(request, selection):
        return form_class(initial=request.POST.dict())
    return form_class(request.POST if CONFIRMED in request.POST else None)


def has_moved(request: HttpRequest, selection: QuerySet[Any]) -> bool:
    asked = request.POST.get(CONCERNED)
    return asked is not None and asked != _concerned(selection)


def _concerned(selection: QuerySet[Any]) -> str:
    keys = sorted(selection.order_by().values_list("pk", flat=True))
    return hashlib.sha256(repr(keys).encode()).hexdigest()[:32]


def ask_first(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    form: forms.Form,
    selection: QuerySet[Any],
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
        "concerned": _concerned(selection),
        "has_moved": has_moved(request, selection),
    }
    return TemplateResponse(request, "admin/confirm_selection.html", context)
