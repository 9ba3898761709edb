import copy
import json
from typing import Any

import pytest

from faq.models import Category, Question
from faq.services.loading import load_faq
from summit.edition.loading import LoadError, LoadReport
from summit.edition.publishing import Status
from summit.home.management.commands.load_programme import CONTENT

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

DATA: dict[str, Any] = {
    "categories": [{"slug": "general", "order": 1, "name": {"fr": "Général", "en": "General"}}],
    "home": ["prix"],
    "questions": [
        {
            "number": 1,
            "slug": "prix",
            "category": "general",
            "question": {"fr": "Combien ?", "en": "How much?"},
            "answer": {"fr": "Rien.", "en": "Nothing."},
        }
    ],
}


def load(data: dict[str, Any] = DATA, *, overwrite: bool = False) -> LoadReport:
    report = LoadReport()
    load_faq(data, overwrite=overwrite, report=report)
    return report


def changed(path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(DATA)
    target: Any = data
    *steps, last = path.split(".")
    for step in steps:
        target = target[int(step)] if step.isdigit() else target[step]
    target[last] = value
    return data


def test_load_faq_new_question_is_published_and_on_the_home_page() -> None:
    report = load()

    question = Question.objects.get()
    assert (report.created, question.status, question.home_order) == (2, Status.PUBLISHED, 1)
    assert (question.question_fr, question.question_en) == ("Combien ?", "How much?")


def test_load_faq_again_changes_nothing() -> None:
    load()

    report = load()

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)


def test_load_faq_what_an_organiser_changed_is_kept_and_reported() -> None:
    load()
    Question.objects.update(answer_fr="Dix euros.", status=Status.DRAFT)

    report = load(changed("questions.0.question.fr", "Quel prix ?"))

    question = Question.objects.get()
    assert (question.question_fr, question.answer_fr) == ("Quel prix ?", "Dix euros.")
    assert question.status == Status.DRAFT
    assert report.kept == ["questions/prix, answer_fr", "questions/prix, status"]
    assert load().kept == report.kept


def test_load_faq_overwrite_takes_the_files() -> None:
    load()
    Question.objects.update(answer_fr="Dix euros.")

    report = load(overwrite=True)

    assert Question.objects.get().answer_fr == "Rien."
    assert (report.updated, report.kept) == (1, [])
    assert load().updated == 0


def test_load_faq_category_made_by_an_organiser_is_not_taken_over() -> None:
    Category.objects.create(slug="general", name_fr="À nous", name_en="Ours", order=9)

    report = load()

    assert Category.objects.get().name_fr == "À nous"
    assert len(report.kept) == 3


@pytest.mark.parametrize(
    ("path", "value", "entry", "field"),
    [
        ("questions.0.answer", {"fr": "Rien."}, "questions/prix", "answer"),
        ("questions.0.answer.en", " ", "questions/prix", "answer.en"),
        ("questions.0.category", "other", "questions/prix", "category"),
        ("questions.0.number", "1", "questions/prix", "number"),
        ("questions.0.number", True, "questions/prix", "number"),
        ("questions.0.slug", "", "questions[1]", "slug"),
        ("questions.0.answer.fr", "[ici](nowhere)", "questions/prix", "answer_fr"),
        ("questions.0.question.fr", "x" * 201, "questions/prix", "question_fr"),
        ("questions", None, "questions", ""),
        ("questions", ["x"], "questions[1]", ""),
        ("questions", DATA["questions"] * 2, "questions/prix", "slug"),
        ("home", ["other"], "home", "home"),
        ("categories.0.name", "Général", "categories/general", "name"),
    ],
)
def test_load_faq_wrong_entry_is_named(path: str, value: Any, entry: str, field: str) -> None:
    with pytest.raises(LoadError) as error:
        load(changed(path, value))

    assert (error.value.file, error.value.entry, error.value.field) == ("faq.json", entry, field)


def test_load_faq_the_real_file_gives_twenty_questions_and_five_on_the_home_page() -> None:
    load(json.loads((CONTENT / "faq.json").read_text()))

    assert Question.objects.published().count() == 20
    assert Question.objects.for_home().count() == 5
    for question in Question.objects.all():
        question.full_clean()
