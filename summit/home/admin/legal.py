"""Legal pages and the facts that they name."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from summit.edition.editing import ContentAdmin, both
from summit.home.models import LegalPage, LegalPlaceholder


@admin.register(LegalPage)
class LegalPageAdmin(ContentAdmin):
    list_display = ("title_fr", "title_en", "status", "missing", "languages_missing")
    list_filter = ("status",)
    search_fields = ("title_fr", "title_en", "body_fr", "body_en")
    key_fields = ("slug", "page")
    readonly_fields = ("missing",)
    fieldsets = (
        (None, {"fields": (("status", "order"), "missing")}),
        (_("French and English"), {"fields": both("title", "body")}),
        (_("Address"), {"fields": (("slug", "page"),)}),
    )

    @admin.display(description=_("facts to fill in"))
    def missing(self, page: LegalPage) -> str:
        """Keys that keep the page from being published."""
        keys = page.missing_placeholders()
        if not keys:
            return pgettext("facts to fill in", "None")
        items = format_html_join(", ", "<code>{}</code>", ((key,) for key in keys))
        return format_html("<span>{}</span>", items)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LegalPage | None = None) -> bool:
        return False


@admin.register(LegalPlaceholder)
class LegalPlaceholderAdmin(ContentAdmin):
    list_display = ("slug", "what_it_is", "value_fr", "value_en", "languages_missing")
    search_fields = ("slug", "meaning", "value_fr", "value_en")
    fieldsets = ((None, {"fields": ("slug", "what_it_is", *both("value"))}),)
    readonly_fields = ("what_it_is",)

    @admin.display(description=_("meaning"), ordering="meaning")
    def what_it_is(self, placeholder: LegalPlaceholder) -> str:
        return placeholder.what_it_is

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: LegalPlaceholder | None = None
    ) -> bool:
        return False
