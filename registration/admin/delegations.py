"""A delegation's people, entered as a table for an invitation code."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView

from registration.admin.tables import TableView
from registration.forms.fields import EmailField
from registration.forms.person import PersonMixin
from registration.models import InvitationCode, Invitee
from registration.services.delegations import (
    Person,
    invite_again,
    invite_people,
    known_keys,
    not_written_to,
)
from registration.services.tables import read_table
from summit.accounts.emails import email_key

LANGUAGES = dict(settings.LANGUAGES)


class RowForm(PersonMixin):
    """One row, checked as the public form checks a person."""

    role = None
    email = EmailField(error_messages={"required": gettext_lazy("Write the e-mail address.")})
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Write “fr” or “en” as the language.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = False

    def to_person(self) -> Person:
        data = self.cleaned_data
        return Person(
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            organisation=data["organisation"],
            language=data["language"] or settings.LANGUAGE_CODE[:2],
        )


@dataclass(slots=True)
class Row:
    line: int
    who: str
    person: Person | None = None
    problem: str = ""
    note: str = ""


def check_rows(code: InvitationCode, text: str) -> list[Row]:
    """Each row with the first thing that is wrong with it; writes nothing."""
    table = read_table(text)
    if table and not any("@" in cell for cell in table[0][1]):
        table = table[1:]
    rows = [_check(line, cells) for line, cells in table]
    keys = [email_key(row.person.email) if row.person else "" for row in rows]
    invited, registered = known_keys(code, [key for key in keys if key])
    seen: dict[str, int] = {}
    for row, key in zip(rows, keys, strict=True):
        if not key:
            continue
        if key in seen:
            row.problem = _("This address stands in row %(line)d.") % {"line": seen[key]}
        elif key in invited:
            row.problem = _("This person is on the list of this code already.")
        elif key in registered:
            row.note = _("registered already")
        seen.setdefault(key, row.line)
    return rows


def _check(line: int, cells: list[str]) -> Row:
    first, last, email, organisation, language, *_more = [*cells, *[""] * 5]
    who = f"{first} {last} · {email}"
    form = RowForm(
        {
            "first_name": first,
            "last_name": last,
            "email": email,
            "organisation": organisation,
            "language": language.casefold(),
        }
    )
    if form.is_valid():
        return Row(line, who, person=form.to_person())
    return Row(line, who, problem=str(next(iter(form.errors.values()))[0]))


class DelegationView(TableView):
    title = gettext_lazy("Enter a delegation")
    columns = gettext_lazy("First name; last name; e-mail; organisation; language (fr or en)")
    explanation = gettext_lazy(
        "Each person gets a message with a link to confirm or decline; nobody is registered "
        "before that. One wrong row, and nothing is written."
    )
    run_label = gettext_lazy("Invite everybody")
    code: InvitationCode

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.code = get_object_or_404(InvitationCode, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("admin:registration_invitationcode_change", args=[self.code.pk])

    def plan(self, text: str) -> list[Row]:
        rows = check_rows(self.code, text)
        places = self.code.allotment - self.code.invitees.filter(declined_at=None).count()
        for row in rows[max(places, 0) :]:
            row.problem = row.problem or _("The code has no place for this person.")
        return rows

    def may_run(self, rows: list[Row]) -> bool:
        return bool(rows) and not any(row.problem for row in rows)

    def run(self, rows: list[Row]) -> HttpResponse:
        people = [row.person for row in rows if row.person]
        invite_people(code_id=self.code.pk, people=people)
        return redirect("admin:registration_invitationcode_progress", self.code.pk)

    def lines(self, rows: list[Row]) -> list[tuple[int, str, str, bool]]:
        return [(row.line, row.who, _outcome(row), bool(row.problem)) for row in rows]


def _outcome(row: Row) -> str:
    if row.problem:
        return row.problem
    word = _("Would be invited")
    return f"{word} ({row.note})" if row.note else word


class ProgressView(DetailView):
    """How many of a code's people are written to, and who could not be.

    The page asks for itself again until nobody waits for a first try.
    """

    model_admin: Any = None
    model = InvitationCode
    template_name = "admin/registration/delegation_progress.html"
    context_object_name = "code"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self.object.invitees.aggregate(total=Count("pk"), written=Count("invited_at"))
        failing = not_written_to(self.object)
        return {
            **admin.site.each_context(self.request),
            "opts": self.model_admin.opts,
            "title": _("Invitation of a delegation"),
            "people_url": people_url(self.object),
            "failing": failing,
            "is_finished": counts["written"] + len(failing) == counts["total"],
            **counts,
            **super().get_context_data(**kwargs),
        }


def people_url(code: InvitationCode) -> str:
    listed = reverse("admin:registration_invitee_changelist")
    return f"{listed}?code__id__exact={code.pk}"


@admin.register(Invitee)
class InviteeAdmin(admin.ModelAdmin):
    list_display = ("name", "email", "organisation", "code", "answer", "invited_at")
    list_display_links = None
    list_filter = ("code",)
    list_select_related = ("code", "registration")
    search_fields = ("first_name", "last_name", "email", "organisation")
    actions = ("send_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are entered as a table, from the page of their code."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "email", "first_name", "last_name", "organisation", "language", "answer"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_readonly_fields(request, obj)

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def name(self, invitee: Invitee) -> str:
        return f"{invitee.first_name} {invitee.last_name}"

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, invitee: Invitee) -> str:
        if invitee.registration:
            return _("Cancelled") if invitee.registration.is_cancelled else _("Registered")
        if invitee.invited_at is None:
            return _("Not written to yet")
        return _("Declined") if invitee.declined_at else _("No answer yet")

    @admin.action(description=gettext_lazy("Send the invitation again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitee]) -> None:
        sent = invite_again(invitee_ids=list(queryset.values_list("pk", flat=True)))
        told = ngettext(
            "%(n)d invitation is on its way.", "%(n)d invitations are on their way.", sent
        )
        self.message_user(request, told % {"n": sent})
