"""What the mailed link opens, for whom, and how little it gives away."""

import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from registration.models import LinkPurpose, Place, PlaceState, Quota, Registration, Way
from registration.views.personal import personal_path, personal_paths
from summit.edition import clock
from summit.mail.models import OutgoingEmail
from tests.registration.factories import at, make_registration, register
from tests.registration_pages.forms import hidden_fields

pytestmark = pytest.mark.django_db

NAMES = ["my_registration", "correct_details", "cancel", "ticket", "calendar_file"]
WITH_FORM = {"correct_details", "cancel"}


@pytest.fixture
def mine(day: dict[str, Quota]) -> Registration:
    return make_registration(access_needs=("captions",), access_consent_text="J’accepte")


@pytest.fixture
def paths(mine: Registration) -> dict[str, str]:
    with translation.override("fr"):
        return personal_paths(mine)


@pytest.mark.parametrize("name", NAMES)
def test_personal_page_leaves_no_trace(client: Client, paths: dict[str, str], name: str) -> None:
    response = client.get(paths[name])

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == ("same-origin" if name in WITH_FORM else "no-referrer")
    assert "noindex" in response["X-Robots-Tag"]
    assert list(response.cookies) == (["csrftoken"] if name in WITH_FORM else [])


@pytest.mark.parametrize("name", NAMES)
def test_reading_any_personal_page_changes_nothing(
    client: Client, mine: Registration, paths: dict[str, str], name: str
) -> None:
    before = [*Registration.objects.values(), *Place.objects.values()]

    answered = client.get(paths[name]).status_code
    asked_by_a_scanner = client.head(paths[name]).status_code
    client.get(paths[name], {"confirm": "1", "_method": "POST"})

    assert asked_by_a_scanner == answered
    assert [*Registration.objects.values(), *Place.objects.values()] == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "forge",
    [
        lambda path, mine: path.replace(str(mine.public_id), str(uuid.uuid4())),
        lambda path, mine: re.sub(r"/my/([^/]+)/.{10}", r"/my/\1/AAAAAAAAAA", path),
        lambda path, mine: re.sub(r"/my/([^/]+)/[^/]+/", r"/my/\1/é/", path),
        lambda path, mine: re.sub(r"/my/([^/]+)/[^/]+/", r"/my/\1/x/", path),
    ],
    ids=["someone else's number", "changed signature", "not ASCII", "short signature"],
)
def test_forged_link_meets_a_friendly_404(
    client: Client,
    mine: Registration,
    paths: dict[str, str],
    name: str,
    forge: Callable[[str, Registration], str],
) -> None:
    for response in (client.get(forge(paths[name], mine)), client.post(forge(paths[name], mine))):
        if response.status_code == 405:
            continue
        assert response.status_code == 404
        assert 'href="/fr/registration/lost-link/"' in response.content.decode()
        assert "Camille" not in response.content.decode()


def test_link_of_one_person_does_not_open_another(
    client: Client, mine: Registration, paths: dict[str, str]
) -> None:
    other = make_registration("other@example.org")
    crossed = paths["my_registration"].replace(str(mine.public_id), str(other.public_id))

    assert client.get(crossed).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_revoked_link_opens_nothing(
    client: Client, mine: Registration, paths: dict[str, str], name: str
) -> None:
    Registration.objects.update(link_version=mine.link_version + 1)

    assert client.get(paths[name]).status_code == 404


def test_ticket_link_shows_the_ticket_and_nothing_else(client: Client, mine: Registration) -> None:
    with translation.override("fr"):
        ticket = personal_path(mine, "ticket", LinkPurpose.TICKET)
    signature = ticket.split("/")[-3]

    assert client.get(ticket).status_code == 200
    for name in set(NAMES) - {"ticket"}:
        with translation.override("fr"):
            manage = personal_path(mine, name)
        with_ticket_signature = re.sub(r"(/my/[^/]+)/[^/]+/", rf"\1/{signature}/", manage)
        assert client.get(with_ticket_signature).status_code == 404


def test_ticket_in_person_holds_the_random_code_only(
    client: Client, mine: Registration, paths: dict[str, str]
) -> None:
    page = client.get(paths["my_registration"]).content.decode()

    assert page.count('class="qr"') == 1
    assert mine.short_code in page
    assert "style=" not in page
    assert "<script>" not in page


def test_online_registration_has_no_ticket_and_leads_to_its_page_to_watch(
    client: Client, day: dict[str, Quota]
) -> None:
    registration = make_registration(way=Way.ONLINE)
    with translation.override("fr"):
        paths = personal_paths(registration)

    page = html.unescape(client.get(paths["my_registration"]).content.decode())

    assert 'class="qr"' not in page
    assert paths["join_personal"] in page
    assert client.get(paths["ticket"]).status_code == 404
    assert client.get(paths["calendar_file"]).status_code == 200


def test_waiting_registration_says_its_number(client: Client, day: dict[str, Quota]) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    register("first@example.org")
    register("second@example.org", wait_in_person=True)
    registration = make_registration("third@example.org", wait_in_person=True)
    with translation.override("en"):
        path = personal_path(registration, "my_registration")

    page = client.get(path).content.decode()

    assert "Waiting list, in person: number 2." in page
    assert "Confirmed, online" in page
    assert 'class="qr"' not in page


def test_page_after_the_day_offers_no_ticket_and_nothing_to_change(
    client: Client, mine: Registration, paths: dict[str, str]
) -> None:
    clock.set_rehearsal(at(18, 15))

    page = client.get(paths["my_registration"]).content.decode()

    assert "le Business Day est terminé" in page
    assert paths["export"] in page
    offered = ("ticket", "switch", "cancel", "my_sessions", "replace", "reminders")
    assert [name for name in offered if f'href="{paths[name]}"' in page] == []


def test_calendar_file_asks_nobody_and_names_nobody(client: Client, paths: dict[str, str]) -> None:
    response = client.get(paths["calendar_file"])
    calendar = response.content.decode()

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="business-day.ics"'
    assert "BEGIN:VEVENT" in calendar
    for absent in ("METHOD", "ORGANIZER", "ATTENDEE"):
        assert absent not in calendar


def test_correction_changes_the_row_and_says_so(client: Client, paths: dict[str, str]) -> None:
    form = client.get(paths["correct_details"])
    page = form.content.decode()
    assert 'name="last_name" value="Martin"' in page
    assert 'value="captions" id="id_access_needs_2" checked' in page

    data = {
        **hidden_fields(form),
        "first_name": "Camille",
        "last_name": "Lefèvre",
        "organisation": "Atelier Berthon",
        "role": "Gérante",
        "language": "en",
        "access_needs": ["step_free"],
        "access_consent": "on",
    }
    response = client.post(paths["correct_details"], data)

    registration = Registration.objects.get()
    assert (registration.last_name, registration.role) == ("Lefèvre", "Gérante")
    assert registration.access_needs == ["step_free"]
    assert registration.language == "en"
    done = client.get(response["Location"]).content.decode()
    assert "Vos informations sont modifiées." in done


def test_bad_correction_is_explained_and_kept(client: Client, paths: dict[str, str]) -> None:
    data = {"first_name": "http://evil.example", "last_name": "Martin", "organisation": ""}

    page = client.post(paths["correct_details"], data).content.decode()

    assert 'value="http://evil.example"' in page
    assert "Écrivez seulement un nom, sans adresse." in page
    assert Registration.objects.get().first_name == "Camille"


def test_cancelling_asks_once_then_frees_the_place(client: Client, paths: dict[str, str]) -> None:
    page = client.get(paths["cancel"]).content.decode()
    assert "Votre place va à la personne suivante" in page
    assert Registration.objects.live().count() == 1

    response = client.post(paths["cancel"])

    assert Registration.objects.live().count() == 0
    assert Place.objects.get().state == PlaceState.RELEASED
    after = client.get(response["Location"]).content.decode()
    assert "Votre inscription est annulée" in after
    assert f'href="{paths["register_again"]}"' in after


def test_cancelling_twice_changes_nothing_more(client: Client, paths: dict[str, str]) -> None:
    client.post(paths["cancel"])
    mails = OutgoingEmail.objects.count()

    again = client.post(paths["cancel"])

    assert again["Location"] == paths["my_registration"]
    assert OutgoingEmail.objects.count() == mails


def test_cancelled_registration_shows_no_ticket(client: Client, paths: dict[str, str]) -> None:
    client.post(paths["cancel"])

    page = client.get(paths["my_registration"]).content.decode()

    assert 'class="qr"' not in page
    assert client.get(paths["ticket"]).status_code == 404
    assert client.get(paths["calendar_file"]).status_code == 404
    assert client.get(paths["correct_details"])["Location"] == paths["my_registration"]


def test_posting_without_the_token_changes_nothing(paths: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(paths["cancel"]).status_code == 403
    assert Registration.objects.live().count() == 1


def test_name_with_markup_is_shown_as_typed(client: Client, day: dict[str, Quota]) -> None:
    registration = make_registration(organisation="<img src=x onerror=alert(1)>")
    with translation.override("fr"):
        path = personal_path(registration, "my_registration")

    assert "<img" not in client.get(path).content.decode()


def test_my_registration_costs_few_queries(
    client: Client, paths: dict[str, str], django_assert_num_queries: Any
) -> None:
    client.get(paths["my_registration"])
    with django_assert_num_queries(11):
        client.get(paths["my_registration"])
