"""Places per day and way, edited live."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.admin.seats import words_of
from registration.models import Quota
from registration.services.changes import save_quota
from registration.services.waiting import fill_free_places
from summit.edition import clock
from summit.edition.meanwhile import MeanwhileAdmin


def kept_words(kept: int) -> str:
    """Why places are free and nobody who waits is called."""
    return ngettext("%(n)d kept by codes", "%(n)d kept by codes", kept) % {"n": kept}


@admin.register(Quota)
class QuotaAdmin(MeanwhileAdmin, admin.ModelAdmin):
    list_display = ("name", "day", "way", "capacity", "taken", "left", "waiting")
    list_select_related = ("day",)
    search_fields = ("name", "slug")
    readonly_fields = ("taken", "left", "waiting")
    fieldsets = (
        (None, {"fields": (("name_fr", "name_en"), "slug", ("day", "way"), "venue")}),
        (gettext_lazy("Places"), {"fields": ("capacity", "taken", "left", "waiting")}),
        (gettext_lazy("Hours of the day"), {"fields": ("doors_at", "starts_at", "ends_at")}),
        (
            gettext_lazy("Registration"),
            {
                "fields": ("opens_at", "closes_at", "requires_approval"),
                "description": gettext_lazy(
                    "With approval, registering is a request: it takes no place before you "
                    "approve it, and people are online meanwhile where they can be."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quota]:
        return super().get_queryset(request).with_counts().with_kept(clock.now())

    def get_readonly_fields(self, request: HttpRequest, obj: Quota | None = None) -> Any:
        """The key names the row for good; its day and way are what people registered for."""
        fixed = ("slug", "day", "way") if obj else ()
        return (*self.readonly_fields, *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Quota | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.places.exists())

    def save_model(self, request: HttpRequest, obj: Quota, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        if concerned := save_quota(obj):
            told = ngettext(
                "%(n)d person who holds a place will be told of the change.",
                "%(n)d people who hold a place will be told of the change.",
                concerned,
            )
            self.message_user(request, told % {"n": concerned})
        if "capacity" not in form.changed_data:
            return
        if told := words_of(fill_free_places(obj.pk, now=clock.now())):
            self.message_user(request, told)
        self._say_what_is_over(request, obj)

    def _say_what_is_over(self, request: HttpRequest, obj: Quota) -> None:
        if obj.capacity is None:
            return
        over = Quota.objects.with_counts().get(pk=obj.pk).taken - obj.capacity
        if over > 0:
            self.message_user(
                request,
                ngettext(
                    "%(n)d more person is confirmed than there are places now. "
                    "Nobody is removed; no new place is given until it fits.",
                    "%(n)d more people are confirmed than there are places now. "
                    "Nobody is removed; no new place is given until it fits.",
                    over,
                )
                % {"n": over},
                messages.WARNING,
            )

    @admin.display(description=gettext_lazy("taken"))
    def taken(self, quota: Quota) -> str:
        return str(getattr(quota, "taken", 0))

    @admin.display(description=gettext_lazy("left"))
    def left(self, quota: Quota) -> str:
        if quota.capacity is None:
            return _("unlimited")
        kept = getattr(quota, "kept", 0)
        left = str(max(quota.capacity - getattr(quota, "taken", 0) - kept, 0))
        return f"{left}, {kept_words(kept)}" if kept else left

    @admin.display(description=gettext_lazy("waiting"))
    def waiting(self, quota: Quota) -> str:
        count = getattr(quota, "waiting", 0)
        if not count:
            return "0"
        url = reverse("admin:registration_waitingplace_changelist")
        return format_html('<a href="{}?quota__id__exact={}">{}</a>', url, quota.pk, count)
