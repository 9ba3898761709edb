"""Erasing somebody who asked for it, and the receipts that erasures left."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.admin import desk, desk_forms
from registration.models import Erasure, Registration
from registration.services.erasing import erase_registration


class EraseView(desk.DeskView):
    title = gettext_lazy("Erase the person")
    explanation = gettext_lazy(
        "For someone who asked for it: the place is freed, and everything that names the person "
        "is erased, the messages sent and the account included. One last message brings the "
        "receipt. This cannot be undone. Name nobody in the reason: it is kept."
    )
    button = gettext_lazy("Erase for good")
    form_class = desk_forms.ReasonForm
    is_danger = True

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        return True

    def form_valid(self, form: Any) -> HttpResponse:
        receipt = erase_registration(**self.common(), reason=form.cleaned_data["reason"])
        words = _("Erased. Receipt %(number)s is on its way to the person.")
        messages.success(self.request, words % {"number": receipt.number})
        return redirect(reverse("admin:registration_registration_changelist"))


@admin.register(Erasure)
class ErasureAdmin(admin.ModelAdmin):
    """To answer whether a receipt is ours. Nothing here leads to anybody."""

    list_display = ("number", "erased_at", "by_desk", "actor", "reason")
    list_select_related = ("actor",)
    list_display_links = None
    search_fields = ("number",)
    search_help_text = gettext_lazy("Number of a receipt")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Erasure | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Erasure | None = None) -> bool:
        return False
