"""Publishing: what would change, what stands in the way, and the button."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.exceptions import PreviewIsStale, ReleaseRefused
from agenda.models import Release
from agenda.services.changes import Change, What
from agenda.services.drafts import unpublished_edits
from agenda.services.releases import (
    changes_of,
    preview_release,
    publish_again,
    publish_release,
)

PUBLISH = "agenda.publish_release"
# More changes than this, as in a first release, are folded away under their count.
MANY = 80


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "What this release is about. Visitors read it on the page of changes."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    fingerprint = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    list_display = ("number", "published_at", "published_by", "note", "restores")
    list_select_related = ("published_by",)
    search_fields = ("note",)
    show_full_result_count = False
    change_list_template = "admin/agenda/release_list.html"
    change_form_template = "admin/agenda/release_detail.html"
    fields = ("number", "published_at", "published_by", "note", "restores", "digest")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).without_content()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("publish/", wrap(self.publish_view), name="agenda_release_publish"),
            path("<int:number>/again/", wrap(self.again_view), name="agenda_release_again"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "may_publish": request.user.has_perm(PUBLISH),
            "unpublished": unpublished_edits(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = dict(extra_context or {})
        release = self.get_object(request, object_id)
        if release and self.has_view_permission(request, release):
            newest = Release.objects.newest_first().values_list("number", flat=True).first()
            context |= _changes_context(changes_of(release)) | {
                "is_current": release.number == newest,
                "may_publish": request.user.has_perm(PUBLISH),
            }
        return super().change_view(request, object_id, form_url, context)

    # --- Publishing -----------------------------------------------------------------------

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        _require_publisher(request)
        form = NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._publish(request, form.cleaned_data)
            except ReleaseRefused:
                self.message_user(
                    request, _("Nothing was published: see what to repair."), messages.ERROR
                )
            except PreviewIsStale:
                self.message_user(
                    request,
                    _("The programme was edited meanwhile: read the list again, then publish."),
                    messages.WARNING,
                )
        return self._preview(request, form)

    def _publish(self, request: HttpRequest, given: dict[str, str]) -> HttpResponse:
        before = Release.objects.count()
        release = publish_release(
            note=given["note"],
            actor=request.user,  # type: ignore[arg-type]
            fingerprint=given["fingerprint"] or None,
        )
        return self._done(request, release, is_new=Release.objects.count() > before)

    def _done(self, request: HttpRequest, release: Release, *, is_new: bool) -> HttpResponse:
        if is_new:
            text = _("Release %(number)d is what the public reads now.")
            self.message_user(request, text % {"number": release.number}, messages.SUCCESS)
        else:
            text = _("Nothing differs from release %(number)d: no new one was made.")
            self.message_user(request, text % {"number": release.number}, messages.INFO)
        return redirect("admin:agenda_release_changelist")

    def _preview(self, request: HttpRequest, form: NoteForm) -> HttpResponse:
        preview = preview_release()
        fields = NoteForm(
            initial={"note": form["note"].value() or "", "fingerprint": preview.fingerprint}
        )
        if form.is_bound and form.errors.get("note"):
            fields = form
        return self._page(
            request,
            "admin/agenda/release_publish.html",
            title=_("Publish the programme"),
            form=fields,
            preview=preview,
            **_changes_context(preview.changes),
        )

    def again_view(self, request: HttpRequest, number: int) -> HttpResponse:
        _require_publisher(request)
        release = get_object_or_404(Release.objects.without_content(), number=number)
        form = NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            before = Release.objects.count()
            note = form.cleaned_data["note"]
            made = publish_again(number=number, note=note, actor=request.user)  # type: ignore[arg-type]
            return self._done(request, made, is_new=Release.objects.count() > before)
        title = _("Make release %(number)d the current programme again") % {"number": number}
        return self._page(
            request,
            "admin/agenda/release_again.html",
            title=title,
            form=form,
            release=release,
            back_url=reverse("admin:agenda_release_change", args=[release.pk]),
        )

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, shared | context)


def _require_publisher(request: HttpRequest) -> None:
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied


def _changes_context(changes: Iterable[Change]) -> dict[str, Any]:
    """Changes of sessions first, one by one, and a count by what happened."""
    found = list(changes)
    counts = Counter(change.what for change in found)
    return {
        "changes_fold": len(found) > MANY,
        "session_changes": [change for change in found if change.kind == "sessions"],
        "other_changes": [change for change in found if change.kind != "sessions"],
        "change_counts": [(What(what).label, counts[what]) for what in What if counts[what]],
    }
