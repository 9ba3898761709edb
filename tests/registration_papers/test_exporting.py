"""One's own data: all of it, in words and as JSON, and nobody else's."""

import json

import pytest
from django.test import Client
from django.utils import translation

from registration.models import Quota, Registration
from registration.services.exporting import export_json
from registration.views.personal import personal_paths
from tests.registration.factories import book, make_registration, make_sessions
from tests.registration_papers.test_erasing import make_person, traces

pytestmark = pytest.mark.django_db


def paths_of(registration: Registration) -> dict[str, str]:
    with translation.override("fr"):
        return personal_paths(registration)


def test_export_holds_every_word_that_the_database_holds_about_the_person(
    client: Client, day: dict[str, Quota]
) -> None:
    person = make_person()
    needles = ["Xochitl", "Tezcatli", "Tlaloc II", "Mictlan", "Coyolx", "Huitzil"]
    assert {needle for _table, _column, needle in traces(*needles)} == set(needles)

    response = client.get(paths_of(person)["export_file"])

    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert [needle for needle in needles if needle not in text] == []
    assert list(json.loads(text)) == [
        "registration",
        "places",
        "bookings",
        "consents",
        "attendances",
        "calendar_replies",
        "invitations",
        "opening_notices",
        "newsletter",
        "account",
        "addresses",
        "stars",
        "mails",
        "history",
    ]


def test_export_gives_away_no_password_and_nobody_else(day: dict[str, Quota]) -> None:
    person = make_person()
    make_registration("other@example.org", first_name="Someone", last_name="Else")

    text = export_json(person).decode()

    assert "password" not in text
    assert "Someone" not in text
    assert "other@example.org" not in text


def test_page_shows_the_same_in_words_and_changes_nothing(
    client: Client, day: dict[str, Quota]
) -> None:
    person = make_registration(access_note="<script>alert(1)</script>", access_consent_text="Oui")
    before = list(Registration.objects.values())

    page = client.get(paths_of(person)["export"])

    assert page.status_code == 200
    assert "Camille" in page.content.decode()
    assert "Inscription enregistrée" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()
    assert list(Registration.objects.values()) == before


@pytest.mark.parametrize("sessions", [1, 3])
def test_export_costs_the_same_for_few_and_many_bookings(
    day: dict[str, Quota], sessions: int, django_assert_max_num_queries: object
) -> None:
    person = make_registration()
    for session in make_sessions(*[5] * sessions):
        book(person, session)

    with django_assert_max_num_queries(20):  # type: ignore[operator]
        export_json(Registration.objects.get(pk=person.pk))
