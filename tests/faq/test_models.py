import pytest
from django.core.exceptions import ValidationError

from faq.models import Category, Question
from summit.edition.publishing import Status
from tests.faq.factories import make_category, make_question

pytestmark = pytest.mark.django_db


def test_question_published_without_english_is_refused_at_its_status() -> None:
    question = make_question("prix", status=Status.DRAFT, answer_en="")
    question.full_clean()
    question.status = Status.PUBLISHED

    with pytest.raises(ValidationError) as refusal:
        question.full_clean()

    assert list(refusal.value.message_dict) == ["status"]
    assert "[en]" in refusal.value.message_dict["status"][0]


def test_question_answer_linking_to_no_page_is_refused() -> None:
    question = make_question("prix", answer_fr="[ici](https://example.org)")

    with pytest.raises(ValidationError, match=r"https://example\.org"):
        question.full_clean()


def test_for_home_gives_published_questions_by_their_place() -> None:
    make_question("second", home_order=2)
    make_question("first", home_order=1)
    make_question("draft", home_order=3, status=Status.DRAFT)
    make_question("elsewhere")

    assert [question.slug for question in Question.objects.for_home()] == ["first", "second"]


def test_with_published_questions_leaves_out_empty_categories() -> None:
    make_category("empty")
    make_question("draft", make_category("drafts"), status=Status.DRAFT)
    full = make_category("full")
    make_question("b", full, order=2)
    make_question("a", full, order=1)

    found = Category.objects.with_published_questions()

    assert [(c.slug, [q.slug for q in c.published_questions]) for c in found] == [
        ("full", ["a", "b"])
    ]
