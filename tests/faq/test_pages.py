from typing import Any

import pytest
from django.test import Client

from faq.models import Question
from summit.edition.publishing import Status
from tests.faq.factories import make_category, make_question

pytestmark = pytest.mark.django_db

QUERIES_OF_LIST = 2  # the edition, the questions with their categories
QUERIES_OF_QUESTION = 3  # the edition, the question, the others


def test_question_list_shows_published_questions_in_order(client: Client) -> None:
    second = make_category("second", order=2, name_fr="Seconde")
    first = make_category("first", order=1, name_fr="Première")
    make_question("c", second)
    make_question("b", first, order=2)
    make_question("a", first, order=1)
    make_question("draft", first, status=Status.DRAFT)

    groups = client.get("/fr/faq/").context["groups"]

    assert [(g.category.slug, [q.slug for q in g.questions]) for g in groups] == [
        ("first", ["a", "b"]),
        ("second", ["c"]),
    ]


def test_question_list_question_is_a_closed_details_with_its_address(client: Client) -> None:
    make_question("prix")

    html = client.get("/fr/faq/").content.decode()

    assert '<details class="accordion" id="prix">' in html
    assert 'href="/fr/faq/prix/"' in html
    assert "Combien cela coûte-t-il\u202f?" in html
    assert "<strong>gratuite</strong>" in html


def test_question_list_search_keeps_counts_and_opens_the_best_answer(client: Client) -> None:
    make_question("prix")
    make_question("lieu", question_fr="Où est-ce ?", answer_fr="À Paris.", order=2)

    response = client.get("/fr/faq/", {"q": "COUTE gratuit"})

    html = response.content.decode()
    assert (response.context["found"], response.context["total"]) == (1, 2)
    assert '<details class="accordion" id="prix" open>' in html
    assert "<mark>coûte</mark>" in html
    assert 'id="lieu"' not in html


@pytest.mark.parametrize("text", ["gratiut", "combein coute"])
def test_question_list_search_with_a_slip_finds_what_was_meant_and_says_so(
    client: Client, text: str
) -> None:
    make_question("prix")

    response = client.get("/fr/faq/", {"q": text})

    html = response.content.decode().replace("\u202f", " ")
    assert response.context["found"] == 1
    assert f"Aucune réponse ne contient « {text} » ainsi écrit." in html


def test_question_list_search_as_it_is_spelt_needs_no_notice(client: Client) -> None:
    make_question("prix")

    for query in ({}, {"q": "gratuite"}, {"q": "zzzz"}):
        assert "ainsi écrit" not in client.get("/fr/faq/", query).content.decode()


def test_question_list_nothing_found_says_what_to_do(client: Client) -> None:
    make_question("prix")

    response = client.get("/en/faq/", {"q": "zzz"})

    assert response.status_code == 200
    assert "No answer holds these words." in response.content.decode()


def test_question_list_category_narrows_and_unknown_one_is_ignored(client: Client) -> None:
    make_question("a", make_category("first"))
    make_question("b", make_category("second", order=2))

    narrowed = client.get("/fr/faq/", {"category": "second"}).context["groups"]
    everything = client.get("/fr/faq/", {"category": "<script>"}).context["groups"]

    assert [group.category.slug for group in narrowed] == ["second"]
    assert [group.category.slug for group in everything] == ["first", "second"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"onfocus="x', "é" * 200, "\x00"])
def test_question_list_hostile_search_is_answered_as_text(client: Client, text: str) -> None:
    make_question("prix")

    response = client.get("/fr/faq/", {"q": text})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert 'value="""' not in response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Cette recherche est trop longue"), ("en", "too long")]
)
def test_question_list_search_too_long_keeps_its_beginning(
    client: Client, language: str, words: str
) -> None:
    response = client.get(f"/{language}/faq/", {"q": "\x00combien coûte " + "é" * 5000})

    html = response.content.decode()
    assert response.status_code == 400
    assert words in html
    assert f'value="combien coûte {"é" * 186}"' in html
    assert 'maxlength="200"' in html


def test_show_question_answers_in_each_language(client: Client) -> None:
    make_question("prix")

    assert "<h1>Combien cela coûte-t-il\u202f?</h1>" in client.get("/fr/faq/prix/").content.decode()
    assert "<h1>How much does it cost?</h1>" in client.get("/en/faq/prix/").content.decode()


def test_show_question_draft_is_not_found(client: Client) -> None:
    make_question("prix", status=Status.DRAFT)

    assert client.get("/fr/faq/prix/").status_code == 404


def test_show_question_lists_the_others_of_its_category(client: Client) -> None:
    first, second = make_category("first"), make_category("second")
    make_question("a", first)
    make_question("b", first, order=2)
    make_question("c", second)

    others = client.get("/fr/faq/a/").context["others"]

    assert [question.slug for question in others] == ["b"]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_need_the_same_queries_for_one_and_three_questions(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        make_question(f"q{number}", make_category(f"c{number}"), order=number)

    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get("/fr/faq/")
    with django_assert_num_queries(QUERIES_OF_QUESTION):
        client.get("/fr/faq/q0/")


def test_question_list_is_the_same_for_everyone_and_revalidates(client: Client) -> None:
    make_question("prix")

    first = client.get("/fr/faq/")
    again = client.get("/fr/faq/", headers={"if-none-match": first["ETag"]})
    Question.objects.update(answer_fr="Autre chose.")
    changed = client.get("/fr/faq/", headers={"if-none-match": first["ETag"]})

    assert not first.cookies
    assert first["Cache-Control"] == "public, max-age=60"
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/fr/faq/").status_code == 405
