"""Words and figures of the home page."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from summit.edition.editing import ContentAdmin, both
from summit.home.models import AxisCopy, KeyFigure, Reason, SiteText


@admin.register(SiteText)
class SiteTextAdmin(ContentAdmin):
    """The templates know the keys, so none is added or deleted here."""

    list_display = ("key", "beginning", "languages_missing")
    search_fields = ("key", "text_fr", "text_en")
    key_fields = ("key",)
    fieldsets = ((None, {"fields": ("key", *both("text"))}),)

    @admin.display(description=_("text"))
    def beginning(self, text: SiteText) -> str:
        return Truncator(text.text or "").words(16)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteText | None = None) -> bool:
        return False


@admin.register(AxisCopy)
class AxisCopyAdmin(ContentAdmin):
    list_display = ("title_fr", "title_en", "order", "languages_missing")
    list_editable = ("order",)
    search_fields = ("title_fr", "title_en")
    key_source = "title_fr"
    fieldsets = ((None, {"fields": (("slug", "order"), *both("title", "text"))}),)


@admin.register(Reason)
class ReasonAdmin(ContentAdmin):
    list_display = ("title_fr", "title_en", "order", "status", "languages_missing")
    list_editable = ("order", "status")
    list_filter = ("status",)
    search_fields = ("title_fr", "title_en")
    key_source = "title_fr"
    fieldsets = ((None, {"fields": ("status", ("slug", "order"), *both("title", "text"))}),)


@admin.register(KeyFigure)
class KeyFigureAdmin(ContentAdmin):
    list_display = ("display_fr", "label_fr", "order", "status", "languages_missing")
    list_display_links = ("display_fr", "label_fr")
    list_editable = ("order", "status")
    list_filter = ("status",)
    search_fields = ("label_fr", "label_en")
    key_source = "label_fr"
    fieldsets = (
        (None, {"fields": (("status", "order"), "value", *both("display", "label"), "slug")}),
        (
            _("Where it comes from"),
            {"classes": ("collapse",), "fields": (("confidence", "origin"), "source")},
        ),
    )
