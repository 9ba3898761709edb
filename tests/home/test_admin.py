"""Organisers edit content in both languages; what is saved as published is live."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from faq.models import Question
from summit.accounts.models import User
from summit.edition.publishing import Status
from summit.home.models import AxisCopy, KeyFigure, LegalPage, LegalPlaceholder, Reason
from summit.home.services.groups import CONTENT, ensure_groups
from tests.faq.factories import make_category, make_question
from tests.home.factories import make_announcement, make_fact, make_legal_page, make_text
from tests.newsletter.factories import ask, make_newsletter

pytestmark = pytest.mark.django_db

MODELS = [
    "faq_category",
    "faq_question",
    "home_announcement",
    "home_axiscopy",
    "home_keyfigure",
    "home_legalpage",
    "home_legalplaceholder",
    "home_reason",
    "home_sitetext",
    "newsletter_newsletter",
    "newsletter_subscription",
]


@pytest.fixture
def organiser(client: Client, settings: Any) -> Client:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("organiser@example.org", "a long password"))
    return client


@pytest.fixture
def one_of_each() -> dict[str, Any]:
    titled = {"title_fr": "T", "title_en": "T", "text_fr": "x", "text_en": "x"}
    printed = {"display_fr": "1", "display_en": "1", "label_fr": "x", "label_en": "x"}
    newsletter = make_newsletter()
    return {
        "faq_category": make_category(),
        "faq_question": make_question(),
        "home_announcement": make_announcement(),
        "home_axiscopy": AxisCopy.objects.create(slug="a", **titled),
        "home_keyfigure": KeyFigure.objects.create(slug="k", value=1, **printed),
        "home_legalpage": make_legal_page(),
        "home_legalplaceholder": make_fact(),
        "home_reason": Reason.objects.create(slug="r", **titled),
        "home_sitetext": make_text("home.tagline", "Words"),
        "newsletter_newsletter": newsletter,
        "newsletter_subscription": ask(),
    }


def url(name: str, *args: object, language: str = "en") -> str:
    with override(language):
        return reverse(f"admin:{name}", args=args)


def form_of(organiser: Client, address: str) -> dict[str, Any]:
    """What the browser would send when nothing is touched."""
    form = organiser.get(address).context["adminform"].form
    data = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            data[field.html_name] = value
    return data


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", MODELS)
def test_admin_list_form_and_history_open_in_both_languages(
    organiser: Client, one_of_each: dict[str, Any], name: str, language: str
) -> None:
    row = one_of_each[name]
    addresses = [
        url(f"{name}_changelist", language=language) + "?q=x",
        url(f"{name}_change", row.pk, language=language),
        url(f"{name}_history", row.pk, language=language),
    ]

    if name == "newsletter_newsletter":
        addresses[0] = url(f"{name}_changelist", language=language)
    assert [organiser.get(address).status_code for address in addresses] == [200, 200, 200]


@pytest.mark.parametrize(("language", "title"), [("fr", "Historique"), ("en", "History")])
def test_admin_history_has_its_title_in_the_organisers_language(
    organiser: Client, one_of_each: dict[str, Any], language: str, title: str
) -> None:
    row = one_of_each["faq_question"]

    page = organiser.get(url("faq_question_history", row.pk, language=language))

    assert page.context["title"] == title
    assert page.context["subtitle"] == row


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize(
    ("language", "heading"),
    [("fr", "audit_body (Auteur de l’audit)"), ("en", "audit_body (Who made the audit)")],
)
def test_admin_pages_of_a_legal_fact_are_headed_in_the_organisers_language(
    organiser: Client, page: str, language: str, heading: str
) -> None:
    fact = make_fact("audit_body", meaning="Who made the audit")

    shown = organiser.get(url(f"home_legalplaceholder_{page}", fact.pk, language=language))

    assert str(shown.context["subtitle"]) == heading
    assert heading in shown.content.decode()


@pytest.mark.parametrize("name", ["faq_category", "faq_question", "home_announcement"])
def test_admin_new_row_can_be_added(organiser: Client, name: str) -> None:
    assert organiser.get(url(f"{name}_add")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["home_sitetext", "home_legalpage", "home_legalplaceholder", "newsletter_subscription"],
)
def test_admin_rows_that_the_site_counts_on_are_neither_added_nor_deleted(
    organiser: Client, one_of_each: dict[str, Any], name: str
) -> None:
    row = one_of_each[name]

    assert organiser.get(url(f"{name}_add")).status_code == 403
    if name != "newsletter_subscription":
        assert organiser.post(url(f"{name}_delete", row.pk), {"post": "yes"}).status_code == 403


def test_admin_question_saved_as_published_is_live_and_logged(organiser: Client) -> None:
    question = make_question("prix", status=Status.DRAFT)
    address = url("faq_question_change", question.pk)
    data = form_of(organiser, address) | {"status": "published", "answer_fr": "Dix euros."}

    response = organiser.post(address, data)

    assert response.status_code == 302
    assert "Dix euros." in organiser.get("/fr/faq/prix/").content.decode()
    changes = LogEntry.objects.filter(content_type__model="question").first().changes
    assert changes["answer_fr"][1] == "Dix euros."


def test_admin_question_lacking_a_language_stays_a_draft_with_its_reason(
    organiser: Client,
) -> None:
    question = make_question("prix", status=Status.DRAFT)
    address = url("faq_question_change", question.pk)
    data = form_of(organiser, address) | {"status": "published", "answer_en": ""}

    response = organiser.post(address, data)

    assert "status" in response.context["adminform"].form.errors
    assert Question.objects.get().status == Status.DRAFT


def test_admin_question_list_changes_status_and_home_place_at_once(organiser: Client) -> None:
    question = make_question("prix")
    data = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": question.pk,
        "form-0-status": "draft",
        "form-0-home_order": "7",
        "_save": "Save",
    }

    response = organiser.post(url("faq_question_changelist"), data)

    assert response.status_code == 302
    question.refresh_from_db()
    assert (question.home_order, question.status) == (7, Status.DRAFT)


def test_admin_key_of_a_saved_question_does_not_change(organiser: Client) -> None:
    question = make_question("prix")
    address = url("faq_question_change", question.pk)

    organiser.post(address, form_of(organiser, address) | {"slug": "autre"})

    assert Question.objects.get().slug == "prix"


def test_admin_legal_page_is_published_only_when_its_facts_are_filled(organiser: Client) -> None:
    fact, page = make_fact(value_en=""), make_legal_page()
    address = url("home_legalpage_change", page.pk)
    data = form_of(organiser, address) | {"status": "published"}

    refused = organiser.post(address, data)
    LegalPlaceholder.objects.filter(pk=fact.pk).update(value_en="Us")
    accepted = organiser.post(address, data)

    assert "organiser_name" in str(refused.context["adminform"].form.errors["status"])
    assert accepted.status_code == 302
    assert LegalPage.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("rows", [1, 3])
def test_admin_question_list_needs_the_same_queries_for_one_and_three(
    organiser: Client, django_assert_max_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        make_question(f"q{number}", make_category(f"c{number}"))

    with django_assert_max_num_queries(12):
        organiser.get(url("faq_question_changelist"))


def test_content_editors_open_every_kind_of_content_but_no_list_of_people(
    client: Client, settings: Any, one_of_each: dict[str, Any]
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    ensure_groups()
    editor = User.objects.create_user("editor@example.org", None, is_staff=True)
    editor.groups.add(Group.objects.get(name=CONTENT))
    client.force_login(editor)

    with override("en"):
        pages = {
            name: reverse(f"admin:{name}_change", args=[row.pk])
            for name, row in one_of_each.items()
            if name != "newsletter_subscription"
        }
        people = reverse("admin:newsletter_subscription_changelist")

    assert {name: client.get(page).status_code for name, page in pages.items()} == dict.fromkeys(
        pages, 200
    )
    assert client.get(people).status_code == 403
