"""Questions and answers, in categories."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summit.edition.page_links import validate_page_links
from summit.edition.publishing import Loadable, Publishable, PublishableQuerySet


class CategoryQuerySet(models.QuerySet):
    def with_published_questions(self) -> Self:
        """Categories that hold published questions, these as `published_questions`."""
        published = Question.objects.published()
        return (
            self.filter(questions__in=published)
            .distinct()
            .prefetch_related(
                models.Prefetch("questions", published, to_attr="published_questions")
            )
        )


class Category(Loadable):
    name = models.CharField(_("name"), max_length=120)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category of questions")
        verbose_name_plural = _("categories of questions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name or self.slug


class QuestionQuerySet(PublishableQuerySet):
    def in_order(self) -> Self:
        return self.select_related("category")

    def for_home(self) -> Self:
        return self.published().filter(home_order__isnull=False).order_by("home_order", "pk")


class Question(Loadable, Publishable):
    """One question with its answer in light Markdown; `order` counts inside the category."""

    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="questions"
    )
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(
        _("answer"),
        validators=[validate_page_links],
        help_text=_(
            "Paragraphs, lists with “- ”, **bold** and links to pages of this site, "
            "such as [agenda](agenda)."
        ),
    )
    home_order = models.PositiveSmallIntegerField(
        _("place on the home page"),
        null=True,
        blank=True,
        help_text=_("Empty: not on the home page. The first five are shown there."),
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["category__order", "category_id", "order", "pk"]
        indexes = [models.Index(fields=["category", "order"], name="question_in_order")]

    def __str__(self) -> str:
        return self.question or self.slug

    def get_absolute_url(self) -> str:
        return reverse("faq:show_question", args=[self.slug])
