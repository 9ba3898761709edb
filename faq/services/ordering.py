"""The order of questions inside their category."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.db import transaction
from django.db.models import Max

from faq.exceptions import QuestionGone
from faq.models import Category, Question


class Step(IntEnum):
    UP = -1
    DOWN = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands after a move; `ids` are those of its category in their order."""

    question: Question
    ids: tuple[int, ...]

    @property
    def place(self) -> int:
        return self.ids.index(self.question.pk) + 1


@transaction.atomic
def move_question(*, question_id: int, step: Step) -> Standing:
    """One place up or down in its category; at an end it stays. Raises QuestionGone.

    An audit entry tells of the question that was moved, not of those that made way.
    """
    questions = _locked_category_of(question_id)
    here = _index(questions, question_id)
    return _put(questions, here, min(max(here + step, 0), len(questions) - 1))


@transaction.atomic
def put_question_before(*, question_id: int, other_id: int | None) -> Standing:
    """In front of another question of its category, or last without one.

    Raises QuestionGone, also when the other is gone. Audit as for `move_question`.
    """
    questions = _locked_category_of(question_id)
    here = _index(questions, question_id)
    there = len(questions) if other_id is None else _index(questions, other_id)
    return _put(questions, here, there - 1 if there > here else there)


def last_order(category: Category) -> int:
    """The number of a question that joins the category at its end. Locks the category.

    The caller opens the transaction and saves the question in it.
    """
    _lock(category.pk)
    held = Question.objects.filter(category=category).aggregate(last=Max("order"))["last"]
    return 1 if held is None else held + 1


def _locked_category_of(question_id: int) -> list[Question]:
    """Its questions in order, read again once nobody else can move one of them."""
    own = Question.objects.filter(pk=question_id).values_list("category_id", flat=True)
    category_id = own.first()
    if category_id is None:
        raise QuestionGone
    _lock(category_id)
    return list(Question.objects.filter(category_id=category_id).order_by("order", "pk"))


def _lock(category_id: int) -> None:
    list(Category.objects.select_for_update(no_key=True).filter(pk=category_id).values_list("pk"))


def _index(questions: Sequence[Question], question_id: int) -> int:
    for index, question in enumerate(questions):
        if question.pk == question_id:
            return index
    raise QuestionGone


def _put(questions: list[Question], here: int, there: int) -> Standing:
    """Hand the numbers they hold out again, so that a question that keeps its place keeps its own.

    Numbers that two of them share are replaced by 1, 2, 3…
    """
    numbers = [question.order for question in questions]
    if len(set(numbers)) < len(numbers):
        numbers = list(range(1, len(numbers) + 1))
    moved = questions.pop(here)
    questions.insert(there, moved)
    changed = [
        (question, number)
        for question, number in zip(questions, numbers, strict=True)
        if question.order != number
    ]
    for question, number in changed:
        question.order = number
    if moved in (question for question, _number in changed):
        moved.save(update_fields=["order"])
    Question.objects.bulk_update([one for one, _number in changed if one != moved], ["order"])
    return Standing(moved, tuple(question.pk for question in questions))
