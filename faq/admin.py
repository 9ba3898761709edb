from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from faq.exceptions import QuestionGone
from faq.forms import MoveForm
from faq.models import Category, Question
from faq.services.ordering import Standing, last_order
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
        count: int = category.held
        return count


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    list_display = (
        "question_fr",
        "category",
        "place",
        "status",
        "home_order",
        "languages_missing",
    )
    list_display_links = ("question_fr",)
    list_editable = ("status", "home_order")
    list_per_page = 200  # a category is moved about in as a whole
    list_filter = ("status", "category")
    list_select_related = ("category",)
    search_fields = ("question_fr", "question_en", "answer_fr", "answer_en")
    autocomplete_fields = ("category",)
    key_source = "question_fr"
    save_on_top = True
    fieldsets = (
        (None, {"fields": (("status", "category"), "home_order")}),
        (
            _("French and English"),
            {
                "description": _(
                    "A paragraph [[access]] stands for the table of who may come on which day."
                ),
                "fields": both("question", "answer"),
            },
        ),
        (_("Address"), {"fields": ("slug",)}),
    )

    # --- Order ----------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.order_view)
        return [path("order/", view, name="faq_question_order"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        questions = super().get_queryset(request)
        return with_places(questions) if self._may_be_moved(request) else questions

    def get_list_display(self, request: HttpRequest) -> list[str]:
        columns = list(super().get_list_display(request))
        if self._may_be_moved(request):
            columns[columns.index("place")] = "moves"
        return columns

    def _may_be_moved(self, request: HttpRequest) -> bool:
        """Only a list that shows whole categories in their order can be moved about in."""
        shown = set(request.GET) <= {"category__id__exact"}
        return shown and self.has_change_permission(request)

    @admin.display(description=_("order"), ordering="order")
    def place(self, question: Question) -> int:
        return question.order

    @admin.display(description=_("order"))
    def moves(self, question: Question) -> SafeString:
        return render_to_string("admin/faq/question/_moves.html", {"question": question})

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "may_be_moved": self._may_be_moved(request),
            "may_change": self.has_change_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @method_decorator(require_POST)
    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Move one question; JSON for the page's own module, else back to the list."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = MoveForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        try:
            standing = form.save()
        except QuestionGone:
            words = gettext("This question was moved or deleted meanwhile.")
            return self._after_move(request, words, status=409)
        return self._after_move(request, describe(standing), standing=standing)

    def _after_move(
        self,
        request: HttpRequest,
        words: str,
        *,
        standing: Standing | None = None,
        status: int = 200,
    ) -> HttpResponse:
        if request.accepts("text/html"):
            level = messages.SUCCESS if standing else messages.WARNING
            self.message_user(request, words, level)
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            anchor = f"#question-{standing.question.pk}" if standing else ""
            return redirect(f"{reverse('admin:faq_question_changelist')}{query}{anchor}")
        ids = standing.ids if standing else ()
        return JsonResponse({"said": words, "ids": ids}, status=status)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        """A question that joins a category stands last there."""
        if not change or "category" in form.changed_data:
            obj.order = last_order(obj.category)
        super().save_model(request, obj, form, change)


def with_places(questions: QuerySet[Question]) -> QuerySet[Question]:
    """`place` in the category and how many stand there, for the arrows of each row."""
    own = [F("category")]
    return questions.annotate(
        place_in_category=Window(RowNumber(), partition_by=own, order_by=["order", "pk"]),
        held_in_category=Window(Count("pk"), partition_by=own),
    )


def describe(standing: Standing) -> str:
    return gettext("“%(question)s” now stands at place %(place)s of %(count)s.") % {
        "question": standing.question,
        "place": standing.place,
        "count": len(standing.ids),
    }
