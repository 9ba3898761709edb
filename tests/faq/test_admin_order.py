"""Ordering on the organisers' list: without JavaScript, for the page's module, by right."""

import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from faq.models import Question
from summit.accounts.models import User
from summit.edition.publishing import Status
from tests.faq.factories import make_category, make_question
from tests.faq.test_ordering import make_questions, order

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


def url(name: str) -> str:
    with override("en"):
        return reverse(f"admin:faq_question_{name}")


def sign_in(client: Client, *codenames: str) -> User:
    user = User.objects.create_user("editor@example.org", is_staff=True)
    rights = Permission.objects.filter(content_type__app_label="faq", codename__in=codenames)
    user.user_permissions.set(rights)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SUMMIT_STAFF_MFA = False


@pytest.fixture
def editor(client: Client) -> User:
    return sign_in(client, "view_question", "change_question")


def test_arrow_pressed_moves_the_question_and_comes_back_to_its_row(
    client: Client, editor: User
) -> None:
    questions = make_questions()
    address = f"{url('order')}?category__id__exact={questions['a'].category_id}"

    answer = client.post(address, {"down": questions["a"].pk}, headers={"accept": "text/html"})

    assert order() == "bacd"
    query = address.partition("?")[2]
    assert answer["Location"] == f"{url('changelist')}?{query}#question-{questions['a'].pk}"
    page = client.get(answer["Location"]).content.decode()
    assert "“a” now stands at place 2 of 4." in page
    assert LogEntry.objects.filter(object_id=questions["a"].pk).latest("pk").actor == editor


def test_drop_for_the_module_answers_the_order_of_the_category(
    client: Client, editor: User
) -> None:
    questions = make_questions()
    data = {"question": questions["d"].pk, "before": questions["b"].pk}

    answer = client.post(url("order"), data, headers=JSON)

    assert answer.json() == {
        "said": "“d” now stands at place 2 of 4.",
        "ids": [questions[slug].pk for slug in "adbc"],
    }


def test_move_of_a_question_gone_is_told(client: Client, editor: User) -> None:
    answer = client.post(url("order"), {"up": 999_999}, headers=JSON)
    assert (answer.status_code, answer.json()["ids"]) == (409, [])

    answer = client.post(url("order"), {"up": 999_999}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"up": ""},
        {"up": "x"},
        {"up": "0"},
        {"up": "-1"},
        {"up": "9" * 30},
        {"up": "1", "down": "1"},
        {"before": "1"},
        {"question": "1", "before": "\x00"},
    ],
)
def test_move_nonsense_is_refused(client: Client, editor: User, data: dict[str, str]) -> None:
    make_questions()
    assert client.post(url("order"), data).status_code == 400
    assert order() == "abcd"


def test_move_needs_the_right_to_change_questions(client: Client) -> None:
    sign_in(client, "view_question", "change_category")
    questions = make_questions()

    assert client.post(url("order"), {"down": questions["a"].pk}).status_code == 403
    assert order() == "abcd"
    assert "order-form" not in client.get(url("changelist")).content.decode()


def test_move_by_a_visitor_leads_to_the_door(client: Client) -> None:
    questions = make_questions()
    assert client.post(url("order"), {"down": questions["a"].pk}).status_code == 302
    assert order() == "abcd"


def test_move_needs_a_post_with_its_token(editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    questions = make_questions()

    assert strict.get(url("order")).status_code == 405
    assert strict.post(url("order"), {"down": questions["a"].pk}).status_code == 403
    page = strict.get(url("changelist")).content.decode()
    form = page.split('<form id="order-form"')[1].split("</form>")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    data = {"down": questions["a"].pk, "csrfmiddlewaretoken": token[1] if token else ""}
    assert strict.post(url("order"), data).status_code == 302
    assert order() == "bacd"


def test_list_arrows_end_with_each_category(client: Client, editor: User) -> None:
    make_questions("ab", make_category("one", order=1))
    make_questions("x", make_category("two", order=2))

    page = client.get(url("changelist")).content.decode()

    arrows = re.findall(r'name="(up|down)" value="\d+"( disabled)?', page)
    assert [(name, bool(off)) for name, off in arrows] == [
        ("up", True),
        ("down", False),
        ("up", False),
        ("down", True),
        ("up", True),
        ("down", True),
    ]
    assert page.count('form="order-form"') == len(arrows)


@pytest.mark.parametrize("query", ["?q=a", "?o=1", "?status__exact=draft"])
def test_list_that_shows_a_part_or_another_order_offers_no_arrows(
    client: Client, editor: User, query: str
) -> None:
    make_questions()
    page = client.get(url("changelist") + query).content.decode()
    assert 'name="up"' not in page
    assert "To change the order, show all questions or one category" in page


def test_question_added_or_sent_to_another_category_stands_last(
    client: Client, admin_client: Client
) -> None:
    one, two = make_category("one", order=1), make_category("two", order=2)
    make_questions("ab", one)
    moving = make_question("x", two, order=1)
    texts = {
        f"{name}_{language}": "x" for name in ("question", "answer") for language in ("fr", "en")
    }
    data = {"status": "draft", "home_order": "", **texts}

    admin_client.post(url("add"), {**data, "slug": "new", "category": one.pk})
    with override("en"):
        change = reverse("admin:faq_question_change", args=[moving.pk])
    admin_client.post(change, {**data, "category": one.pk})

    in_one = Question.objects.filter(category=one)
    assert list(in_one.values_list("slug", "order")) == [("a", 1), ("b", 2), ("new", 3), ("x", 4)]


def test_chosen_questions_can_be_deleted_from_the_list(admin_client: Client) -> None:
    questions = make_questions()
    data = {
        "action": "delete_selected",
        "_selected_action": [questions["a"].pk, questions["c"].pk],
        "post": "yes",
    }

    admin_client.post(url("changelist"), data)

    assert order() == "bd"


@pytest.mark.long
def test_list_of_all_the_rows_it_may_show_is_saved(client: Client, editor: User) -> None:
    category = make_category()
    Question.objects.bulk_create(
        Question(
            slug=f"q{number}",
            category=category,
            question_fr=f"Question {number} ?",
            question_en=f"Question {number}?",
            answer_fr="Oui.",
            answer_en="Yes.",
            order=number,
        )
        for number in range(200)
    )
    data = _list_as_shown(client)

    answer = client.post(url("changelist"), {**data, "form-7-home_order": "3", "_save": "Save"})

    assert answer.status_code == 302
    assert Question.objects.filter(home_order=3).count() == 1


def test_list_takes_back_nothing_that_another_editor_saved_meanwhile(
    client: Client, editor: User
) -> None:
    make_questions()
    data = _list_as_shown(client)
    theirs, mine = (int(str(data[f"form-{row}-id"])) for row in (0, 1))
    Question.objects.filter(pk=theirs).update(status=Status.DRAFT)

    client.post(url("changelist"), {**data, "form-1-home_order": "3", "_save": "Save"})

    assert Question.objects.get(pk=theirs).status == Status.DRAFT
    assert Question.objects.get(pk=mine).home_order == 3


def _list_as_shown(client: Client) -> dict[str, object]:
    """What the browser would send when nothing is touched."""
    page = client.get(url("changelist"))
    hidden = re.findall(r'name="(initial-form-[^"]+)"(?: value="([^"]*)")?', page.content.decode())
    formset = page.context["cl"].formset
    fields = [field for form in (formset.management_form, *formset.forms) for field in form]
    shown = {one.html_name: "" if one.value() is None else one.value() for one in fields}
    return {**shown, **dict(hidden)}
