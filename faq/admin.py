from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from faq.models import Category, Question
from summit.edition.editing import ContentAdmin, both


@admin.register(Category)
class CategoryAdmin(ContentAdmin):
    list_display = ("name_fr", "name_en", "order", "question_count")
    list_editable = ("order",)
    search_fields = ("name_fr", "name_en")
    key_source = "name_fr"
    fieldsets = ((None, {"fields": (*both("name"), ("slug", "order"))}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(held=Count("questions"))

    @admin.display(description=_("questions"), ordering="held")
    def question_count(self, category: Category) -> int:
        count: int = category.held  # type: ignore[attr-defined]
        return count


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    list_display = (
        "question_fr",
        "category",
        "order",
        "status",
        "home_order",
        "languages_missing",
    )
    list_display_links = ("question_fr",)
    list_editable = ("order", "status", "home_order")
    list_filter = ("status", "category")
    list_select_related = ("category",)
    search_fields = ("question_fr", "question_en", "answer_fr", "answer_en")
    autocomplete_fields = ("category",)
    key_source = "question_fr"
    save_on_top = True
    fieldsets = (
        (None, {"fields": (("status", "category"), ("order", "home_order"))}),
        (_("French and English"), {"fields": both("question", "answer")}),
        (_("Address"), {"fields": ("slug",)}),
    )
