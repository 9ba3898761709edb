import pytest
from django.utils import translation

from faq.models import Question
from faq.search import QUERY_LENGTH, find, read_query
from tests.faq.factories import make_category, make_question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ?! ’ ", []),
        ("Places", ["place"]),
        ("l'IA", ["ia"]),
        ("l’IA", ["ia"]),
        ("PLACE place", ["place"]),
        ("mes", ["mes"]),
        ("à la BnF", ["a", "la", "bnf"]),
    ],
)
def test_read_query_text_gives_folded_beginnings(text: str, expected: list[str]) -> None:
    assert read_query(text) == expected


def test_read_query_endless_text_is_cut() -> None:
    assert read_query("a" * 10_000) == ["a" * QUERY_LENGTH]


@pytest.mark.django_db
@pytest.mark.embedded
class TestFind:
    @pytest.fixture(autouse=True)
    def _questions(self) -> None:
        make_category("general", name_fr="Venir")
        make_question("answer", question_fr="Et après ?", answer_fr="Les élèves retrouvent l’IA.")
        make_question("title", question_fr="Où sont les élèves ?", answer_fr="Ici.", order=2)
        make_question(
            "link", question_fr="Et l’[agenda] ?", answer_fr="[Voir](business-day)", order=3
        )

    def found(self, text: str) -> list[str]:
        with translation.override("fr"):
            questions = Question.objects.published().in_order()
            return [question.slug for question in find(questions, read_query(text))]

    def test_word_without_accent_finds_question_before_answer(self) -> None:
        assert self.found("eleve") == ["title", "answer"]

    def test_all_words_must_be_there(self) -> None:
        assert self.found("élèves IA") == ["answer"]

    def test_middle_of_a_word_does_not_count(self) -> None:
        assert self.found("trouvent") == []

    def test_name_of_the_category_counts(self) -> None:
        assert self.found("venir") == ["answer", "title", "link"]

    def test_target_of_a_link_does_not_count(self) -> None:
        assert self.found("business") == []
