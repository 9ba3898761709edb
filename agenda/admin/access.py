"""The access table: who may come and how, a line a row."""

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from agenda.admin.base import ProgrammeAdmin
from agenda.models import AccessRule
from summit.edition.editing import both


@admin.register(AccessRule)
class AccessRuleAdmin(ProgrammeAdmin):
    """Drives badges, session pages, “May I come?”, answers and checks, once published."""

    list_display = (
        "kind",
        "track",
        "audience",
        "answer",
        "words",
        "order",
        "languages_missing",
    )
    list_editable = ("answer", "order")
    list_filter = ("kind", "answer", "track", "audience")
    list_select_related = ("track", "audience")
    search_fields = ("slug", "title_fr", "title_en", "text_fr", "text_en")
    autocomplete_fields = ("track", "audience")
    key_source = "title_fr"
    fieldsets = (
        (
            _("For whom"),
            {
                "description": _("The narrower line wins; what it leaves empty, a wider one says."),
                "fields": (("kind", "track", "audience"), ("slug", "order")),
            },
        ),
        (_("What we answer"), {"fields": ("answer", *both("badge", "title", "text"), "link")}),
    )

    @admin.display(description=_("what we answer"), ordering="text_fr")
    def words(self, rule: AccessRule) -> str:
        return Truncator(rule.badge_fr or rule.text_fr or "").words(8)
