"""The order of questions: services, two organisers at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection

from faq.exceptions import QuestionGone
from faq.models import Category, Question
from faq.services.loading import load_faq
from faq.services.ordering import Step, last_order, move_question, put_question_before
from summit.edition.loading import LoadReport
from tests.faq.factories import make_category, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def make_questions(slugs: str = "abcd", category: Category | None = None) -> dict[str, Question]:
    category = category or make_category()
    return {
        slug: make_question(slug, category, order=number, question_fr=slug, question_en=slug)
        for number, slug in enumerate(slugs, start=1)
    }


def order() -> str:
    return "".join(Question.objects.values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("slug", "step", "expected"),
    [
        ("a", Step.DOWN, "bacd"),
        ("c", Step.UP, "acbd"),
        ("a", Step.UP, "abcd"),
        ("d", Step.DOWN, "abcd"),
    ],
)
def test_move_question_goes_one_place_and_stays_at_an_end(
    slug: str, step: Step, expected: str
) -> None:
    questions = make_questions()

    standing = move_question(question_id=questions[slug].pk, step=step)

    assert order() == expected
    assert standing.place == expected.index(slug) + 1


@pytest.mark.parametrize(
    ("slug", "before", "expected"),
    [
        ("d", "a", "dabc"),
        ("a", "d", "bcad"),
        ("a", None, "bcda"),
        ("b", "b", "abcd"),
        ("b", "c", "abcd"),
        ("d", None, "abcd"),
    ],
)
def test_put_question_before_another_or_last(slug: str, before: str | None, expected: str) -> None:
    questions = make_questions()

    put_question_before(
        question_id=questions[slug].pk, other_id=questions[before].pk if before else None
    )

    assert order() == expected


def test_move_question_other_questions_keep_their_numbers() -> None:
    questions = make_questions()
    Question.objects.filter(slug="d").update(order=40)

    move_question(question_id=questions["a"].pk, step=Step.DOWN)

    numbers = dict(Question.objects.values_list("slug", "order"))
    assert numbers == {"b": 1, "a": 2, "c": 3, "d": 40}


def test_move_question_shared_numbers_are_counted_anew() -> None:
    questions = make_questions()
    Question.objects.update(order=0)

    move_question(question_id=questions["d"].pk, step=Step.UP)

    assert list(Question.objects.values_list("slug", "order")) == [
        ("a", 1),
        ("b", 2),
        ("d", 3),
        ("c", 4),
    ]


def test_move_question_leaves_other_categories_alone() -> None:
    questions = make_questions("ab", make_category("one", order=1))
    make_questions("xy", make_category("two", order=2))

    move_question(question_id=questions["b"].pk, step=Step.DOWN)
    put_question_before(question_id=questions["a"].pk, other_id=None)

    assert order() == "baxy"


def test_move_question_is_logged_for_the_one_moved() -> None:
    questions = make_questions()
    before = LogEntry.objects.count()

    put_question_before(question_id=questions["d"].pk, other_id=questions["a"].pk)

    (entry,) = LogEntry.objects.all()[: LogEntry.objects.count() - before]
    assert (entry.object_id, entry.changes) == (questions["d"].pk, {"order": ["4", "1"]})


def test_move_question_to_where_it_stands_logs_nothing() -> None:
    questions = make_questions()
    before = LogEntry.objects.count()

    move_question(question_id=questions["a"].pk, step=Step.UP)

    assert LogEntry.objects.count() == before


def test_move_question_gone_is_refused_and_changes_nothing() -> None:
    questions = make_questions("ab", make_category("one", order=1))
    other = make_questions("x", make_category("two", order=2))["x"]

    with pytest.raises(QuestionGone):
        put_question_before(question_id=questions["b"].pk, other_id=other.pk)
    other.delete()
    with pytest.raises(QuestionGone):
        move_question(question_id=other.pk or 999_999, step=Step.UP)

    assert order() == "ab"


@pytest.mark.parametrize("held", [2, 12])
def test_move_question_costs_the_same_in_a_long_category(
    held: int, django_assert_max_num_queries: Any
) -> None:
    questions = make_questions("abcdefghijkl"[:held])

    with django_assert_max_num_queries(9):
        put_question_before(question_id=questions["a"].pk, other_id=None)


def test_last_order_stands_behind_all_and_starts_at_one() -> None:
    category = make_category()
    assert last_order(category) == 1
    make_questions("abc", category)
    assert last_order(category) == 4


def test_move_question_order_of_an_organiser_outlives_the_next_load() -> None:
    def entry(slug: str, number: int) -> dict[str, Any]:
        words = {"fr": "x", "en": "x"}
        return {
            "slug": slug,
            "number": number,
            "category": "general",
            "question": words,
            "answer": words,
        }

    data = {
        "categories": [{"slug": "general", "order": 1, "name": {"fr": "G", "en": "G"}}],
        "questions": [entry("a", 1), entry("b", 2), entry("c", 3)],
    }
    load_faq(data, overwrite=False, report=LoadReport())
    move_question(question_id=Question.objects.get(slug="b").pk, step=Step.UP)

    report = LoadReport()
    load_faq(data, overwrite=False, report=report)

    assert order() == "bac"
    assert report.kept == ["questions/a, order", "questions/b, order"]


@pytest.mark.django_db(transaction=True)
def test_move_question_two_organisers_at_once_both_moves_count() -> None:
    questions = make_questions("abcdefgh")
    moves = [("a", Step.DOWN), ("d", Step.UP), ("e", Step.DOWN), ("h", Step.UP)]
    together = Barrier(len(moves))

    def press(move: tuple[str, Step]) -> None:
        together.wait(timeout=10)
        try:
            move_question(question_id=questions[move[0]].pk, step=move[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moves)) as threads:
        list(threads.map(press, moves))

    assert order() == "badcfehg"
    assert sorted(Question.objects.values_list("order", flat=True)) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_put_question_first_by_everyone_at_once_loses_no_question() -> None:
    questions = make_questions("abcdefgh")
    first = questions["a"].pk
    together = Barrier(6)

    def drop(slug: str) -> None:
        together.wait(timeout=10)
        try:
            put_question_before(question_id=questions[slug].pk, other_id=first)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(drop, "cdefgh"))

    found = order()
    assert sorted(found) == list("abcdefgh")
    assert sorted(found[: found.index("a")]) == list("cdefgh")
    assert found.endswith("ab")
