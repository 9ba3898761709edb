"""One's own data: all of it, in words and as JSON, and nobody else's."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from registration.models import CalendarReply, Quota, Registration, Reminder, SentReminder, Way
from registration.services.changing import correct_registration
from registration.services.exporting import export_json, export_of
from registration.services.feeds import put_stars_in_feed
from summit.accounts.models import User
from tests.registration.factories import NOW, book, make_registration, make_sessions
from tests.registration_pages.people import paths_of
from tests.registration_papers.test_erasing import make_person, traces

pytestmark = pytest.mark.django_db


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


WORDS = {
    "fr": {
        ("registration", "language"): "français",
        ("registration", "country"): "Mexique",
        ("registration", "access_needs"): "Accès de plain-pied, Sous-titrage",
        ("calendar_replies", "partstat"): "non",
        ("places", "state"): "Confirmée",
        ("history", "by"): "les organisateurs",
        ("history", "changes"): "Organisation",
    },
    "en": {
        ("registration", "language"): "French",
        ("registration", "country"): "Mexico",
        ("registration", "access_needs"): "Step-free access, Captions",
        ("calendar_replies", "partstat"): "no",
        ("places", "state"): "Confirmed",
        ("history", "by"): "the organisers",
        ("history", "changes"): "Organisation",
    },
}
KEYS = ("in_person", "step_free", "session-0", "ACCEPTED", "DECLINED", "True", "False", "{", "[")


def make_person_of_keys() -> Registration:
    """Someone of whom all that can be kept as a key is kept."""
    person = make_person()
    Registration.objects.update(country="MX", access_needs=["step_free", "captions"])
    CalendarReply.objects.update(partstat="DECLINED")
    put_stars_in_feed(registration_id=person.pk, wanted=False, by="self")
    reminder = Reminder.objects.create(
        slug="day-before", way=Way.IN_PERSON, before=timedelta(days=1), subject_fr="Demain"
    )
    SentReminder.objects.create(registration=person, reminder=reminder, sent_at=timezone.now())
    correct_registration(
        registration_id=person.pk,
        first_name=person.first_name,
        last_name=person.last_name,
        organisation="Tlaloc III",
        now=NOW,
        by=User.objects.get(email="desk@summit.example"),
    )
    return Registration.objects.get(pk=person.pk)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_value_is_told_in_words_of_the_readers_language(
    day: dict[str, Quota], language: str
) -> None:
    person = make_person_of_keys()

    with translation.override(language):
        sections = export_of(person)

    last = {
        (section.key, fact.key): fact.words
        for section in sections
        for record in section.records
        for fact in record
    }
    assert {place: last[place] for place in WORDS[language]} == WORDS[language]
    raw = [
        (place, key)
        for place, words in last.items()
        for key in (*KEYS, *(["fr", "en"] if words in ("fr", "en") else []))
        if key in words
    ]
    assert raw == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_history_of_ones_data_tells_what_changed_by_name(
    day: dict[str, Quota], language: str
) -> None:
    person = make_person_of_keys()

    with translation.override(language):
        (history,) = (one for one in export_of(person) if one.key == "history")

    told = [fact.words for record in history.records for fact in record if fact.key == "changes"]
    assert (
        told
        == {
            "fr": [
                "Confirmée : Sur place",
                "Session : Table ronde 0",
                "Organisation",
                "Sessions suivies dans le calendrier : oui → non",
                "Organisation",
            ],
            "en": [
                "Confirmed: In person",
                "Session: Round table 0",
                "Organisation",
                "Followed sessions in the calendar: yes → no",
                "Organisation",
            ],
        }[language]
    )


def test_what_only_the_site_needs_has_a_name_in_both_languages(day: dict[str, Quota]) -> None:
    person = make_registration()
    names = {}
    for language in ("fr", "en"):
        with translation.override(language):
            record = export_of(person)[0].records[0]
        names[language] = {fact.key: fact.label for fact in record if fact.is_technical}

    assert set(names["fr"]) == set(names["en"])
    assert [key for key in names["fr"] if names["fr"][key] == names["en"][key]] == []


@pytest.mark.parametrize("sessions", [1, 3])
def test_export_costs_the_same_for_few_and_many_bookings(
    day: dict[str, Quota], sessions: int, django_assert_max_num_queries: object
) -> None:
    person = make_registration()
    for session in make_sessions(*[5] * sessions):
        book(person, session)

    with django_assert_max_num_queries(21):  # type: ignore[operator]
        export_json(Registration.objects.get(pk=person.pk))
