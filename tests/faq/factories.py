from typing import Any

from faq.models import Category, Question
from summit.edition.publishing import Status


def make_category(slug: str = "general", **values: Any) -> Category:
    defaults = {"name_fr": f"Rubrique {slug}", "name_en": f"Category {slug}", "order": 1}
    return Category.objects.create(slug=slug, **{**defaults, **values})


def make_question(slug: str = "prix", category: Category | None = None, **values: Any) -> Question:
    defaults = {
        "question_fr": "Combien cela coûte-t-il ?",
        "question_en": "How much does it cost?",
        "answer_fr": "Rien : l’entrée est **gratuite**.",
        "answer_en": "Nothing: entry is **free**.",
        "status": Status.PUBLISHED,
        "order": 1,
    }
    category = category or Category.objects.first() or make_category()
    return Question.objects.create(slug=slug, category=category, **{**defaults, **values})
