"""The log of everything, in the organiser's words, and the way from a change to its row."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from faq.models import Category, Question
from registration.models import Registration, Way
from registration.services.changing import cancel_registration
from summit.accounts.models import User
from tests.registration.factories import NOW, make_business_day, make_registration

pytestmark = pytest.mark.django_db

LIST = "/fr/admin/auditlog/logentry/"
ENGLISH = ("create", "update", "delete", "system", "Resource", "Correlation", "Created", "changes:")


@pytest.fixture
def boss(settings: Any) -> User:
    settings.SUMMIT_STAFF_MFA = False
    return User.objects.create_superuser("boss@example.org", None)


@pytest.fixture
def organiser(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


@pytest.fixture
def cancelled(boss: User) -> Registration:
    make_business_day()
    mine = make_registration(way=Way.ONLINE)
    cancel_registration(registration_id=mine.pk, now=NOW, by=boss, why="Doublon")
    return mine


def test_log_says_in_french_who_did_what_to_whom_and_why(
    organiser: Client, cancelled: Registration
) -> None:
    page = organiser.get(LIST).content.decode()
    table = page[page.index('id="result_list"') : page.index("</table>")]

    assert "Inscription annulée" in table
    assert "boss@example.org" in table
    assert "Doublon" in table
    assert reverse("admin:registration_registration_history", args=[cancelled.pk]) in table
    filters = page[page.index('id="changelist-filter"') :]
    assert [word for word in ENGLISH if f">{word}" in table + filters] == []
    assert cancelled.last_name not in table


def test_log_is_filtered_by_what_happened_to_what_and_by_whom(
    organiser: Client, boss: User, cancelled: Registration
) -> None:
    category = Category.objects.create(slug="venue", name_fr="Lieu", name_en="Venue")
    category.delete()
    deleted = {"action": LogEntry.Action.DELETE}

    gone = organiser.get(LIST, deleted).context["cl"].result_list
    own = organiser.get(LIST, {"who": boss.pk}).context["cl"].result_list
    wrong = organiser.get(LIST, {"who": "x", "of": "y", "action": "9"})

    assert [entry.object_repr for entry in gone] == ["Lieu"]
    assert {entry.actor for entry in own} == {boss}
    assert wrong.status_code == 200


def test_entry_shows_before_and_after(organiser: Client, boss: User) -> None:
    category = Category.objects.create(slug="venue", name_fr="Lieu", name_en="Venue")
    question = Question.objects.create(
        slug="where", category=category, question_fr="Où ?", question_en="Where?"
    )
    question.question_fr = "Où est-ce ?"
    question.save()
    entry = LogEntry.objects.get_for_object(question).latest("pk")

    page = organiser.get(reverse("admin:auditlog_logentry_change", args=[entry.pk]))

    words = page.content.decode()
    assert ("Où ?" in words, "Où est-ce ?" in words) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_log_costs_the_same_for_one_row_and_for_three(
    organiser: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        Category.objects.create(slug=f"c{number}", name_fr="Lieu", name_en="Venue")
    organiser.get(LIST)
    with django_assert_num_queries(11):
        organiser.get(LIST)


def test_home_page_leads_from_each_change_to_its_history(
    organiser: Client, cancelled: Registration
) -> None:
    page = organiser.get("/fr/admin/").content.decode()

    block = page[page.index("dashboard__changes") :]
    assert reverse("admin:registration_registration_history", args=[cancelled.pk]) in block
    assert (cancelled.full_name in block, "Doublon" in block) == (True, True)


def test_name_is_shown_only_to_who_may_see_the_person(
    client: Client, cancelled: Registration
) -> None:
    reader = User.objects.create_user("reader@example.org", is_staff=True)
    reader.user_permissions.add(
        Permission.objects.get(codename="view_logentry", content_type__app_label="auditlog")
    )
    client.force_login(reader)

    page = client.get("/fr/admin/").content.decode()

    assert ("Doublon" in page, cancelled.full_name in page) == (True, False)


def test_who_may_not_read_the_log_sees_only_own_changes(
    client: Client, cancelled: Registration, boss: User
) -> None:
    editor = User.objects.create_user("editor@example.org", is_staff=True)
    client.force_login(editor)

    page = client.get("/fr/admin/").content.decode()

    assert "Doublon" not in page
    assert "Vos derniers changements" in page
