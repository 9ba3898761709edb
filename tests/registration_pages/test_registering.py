"""The form and its answer."""

import datetime as dt
import html
from typing import Any

import pytest
import time_machine
from django.test import Client

from registration.models import Place, PlaceState, Quota, Registration, Way
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail
from tests.registration.factories import register
from tests.registration_pages.forms import FORM, TYPED, fill, hidden_fields, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_day(day: dict[str, Quota]) -> dict[str, Quota]:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    register("first@example.org")
    return day


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/fr/registration/", "S’inscrire au Business Day"),
        ("/en/registration/", "Register for the Business Day"),
    ],
)
def test_form_in_each_language_is_shown_and_never_stored(
    client: Client, day: dict[str, Quota], path: str, heading: str
) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert list(response.cookies) == ["csrftoken"]


def test_form_costs_the_same_few_queries_whoever_is_registered(
    client: Client, day: dict[str, Quota], django_assert_num_queries: Any
) -> None:
    client.get(FORM)
    register("one@example.org")
    with django_assert_num_queries(7):
        client.get(FORM)
    for name in ("two", "three"):
        register(f"{name}@example.org")
    with django_assert_num_queries(7):
        client.get(FORM)


def test_way_in_the_address_is_chosen(client: Client, day: dict[str, Quota]) -> None:
    page = client.get(FORM, {"way": "online"}).content.decode()

    assert 'value="online" id="id_way_1" checked' in page
    assert page.count(" checked") == 1


def test_unknown_way_in_the_address_chooses_nothing(client: Client, day: dict[str, Quota]) -> None:
    page = client.get(FORM, {"way": "<script>"}).content.decode()

    assert " checked" not in page
    assert "<script>" not in page


def test_complete_form_registers_and_answers_with_what_was_asked(
    client: Client, day: dict[str, Quota]
) -> None:
    response = send(client, access_needs=["step_free", "captions"])

    assert response.status_code == 302
    registration = Registration.objects.get()
    assert registration.full_name == "Camille Lefèvre"
    assert registration.language == "fr"
    assert registration.access_needs == ["step_free", "captions"]
    assert registration.country == "FR"
    page = client.get(response["Location"])
    assert "camille@atelier-berthon.fr" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]


def test_english_form_registers_in_english(client: Client, day: dict[str, Quota]) -> None:
    send(client, "/en/registration/")

    assert Registration.objects.get().language == "en"


def test_answer_keeps_the_address_out_of_the_url_and_shows_no_personal_link(
    client: Client, day: dict[str, Quota]
) -> None:
    response = send(client)
    page = client.get(response["Location"]).content.decode()
    registration = Registration.objects.get()

    assert "camille" not in response["Location"].lower()
    assert str(registration.public_id) not in page
    assert registration.ticket_code not in page
    assert registration.short_code not in page
    assert "Lefèvre" not in page


def test_answer_forged_or_old_leads_to_the_lost_link_page(
    client: Client, day: dict[str, Quota]
) -> None:
    location = send(client)["Location"]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1, seconds=5)):
        old = client.get(location)
    forged = client.get("/fr/registration/registered/gAAAAforged-é/")

    assert old["Location"] == forged["Location"] == "/fr/registration/lost-link/"


def test_second_press_of_the_same_form_answers_the_same_and_writes_nothing(
    client: Client, day: dict[str, Quota]
) -> None:
    data = fill(client)
    answers = [client.post(FORM, data) for _press in range(20)]
    pages = {client.get(answer["Location"]).content for answer in answers}

    assert {answer.status_code for answer in answers} == {302}
    assert Registration.objects.count() == 1
    assert OutgoingEmail.objects.count() == 1
    texts = {page.replace(_path(page), b"") for page in pages}
    assert len(texts) == 1


def _path(page: bytes) -> bytes:
    """The language switch repeats the page's own address, which is random."""
    start = page.index(b"/en/registration/registered/") + len(b"/en/registration/registered/")
    return page[start : page.index(b"/", start)]


def test_full_day_says_so_before_typing_and_offers_to_wait(
    client: Client, full_day: dict[str, Quota]
) -> None:
    register("second@example.org", wait_in_person=True)

    response = client.get(FORM)
    page = response.content.decode()

    assert "Complet" in page or "Full" in page
    assert "1 personne attend avant vous." in page
    assert "En attendant, le lien pour suivre en ligne" in page
    assert hidden_fields(response)["told_full"] == "1"


def test_choosing_in_person_on_a_full_day_waits_and_confirms_online(
    client: Client, full_day: dict[str, Quota]
) -> None:
    response = send(client)

    places = Place.objects.filter(registration__email=TYPED["email"])
    held = {place.quota.way: place.state for place in places.select_related("quota")}
    assert held == {Way.IN_PERSON: PlaceState.WAITING, Way.ONLINE: PlaceState.CONFIRMED}
    page = client.get(response["Location"]).content.decode()
    assert "liste d’attente" in page


def test_places_gone_meanwhile_ask_the_choice_again_and_keep_all_that_was_typed(
    client: Client, day: dict[str, Quota]
) -> None:
    data = fill(client, access_needs=["quiet_seat"], newsletter="on")
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    register("faster@example.org")

    response = client.post(FORM, data)
    page = html.unescape(response.content.decode())

    assert response.status_code == 200
    assert "Les dernières places sur place viennent d’être prises" in page
    assert Registration.objects.count() == 1
    for name in ("first_name", "last_name", "email", "organisation", "role"):
        assert f'name="{name}" value="{TYPED[name]}"' in page
    assert TYPED["access_note"] in page
    assert page.count(" checked") == 4  # way, need, consent, newsletter
    assert page.count(" selected") == 3

    again = client.post(FORM, {**data, **hidden_fields(response)})

    assert again.status_code == 302
    assert Place.objects.filter(state=PlaceState.WAITING).count() == 1


def test_lost_cookie_shows_the_form_again_with_what_was_typed(day: dict[str, Quota]) -> None:
    client = Client(enforce_csrf_checks=True)
    data = fill(client)
    client.cookies.clear()

    response = client.post(FORM, data)
    page = html.unescape(response.content.decode())

    assert response.status_code == 403
    assert Registration.objects.count() == 0
    assert 'value="Lefèvre"' in page
    assert "Votre navigateur avait perdu le cookie" in page
    assert "Si ce message revient, votre navigateur refuse tous les cookies" in page
    again = client.post(FORM, {**data, **hidden_fields(response)})
    assert again.status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        ({"registration_mode": "closed"}, "L’inscription est close"),
        (
            {"registration_opens_at": dt.datetime(2999, 1, 6, 8, tzinfo=dt.UTC)},
            "L’inscription n’est pas encore ouverte",
        ),
    ],
)
def test_outside_the_window_a_page_says_what_to_do_next(
    client: Client, day: dict[str, Quota], changes: dict[str, Any], heading: str
) -> None:
    data = fill(client)
    Edition.objects.update(**changes)

    for response in (client.get(FORM), client.post(FORM, data)):
        page = response.content.decode()
        assert f"<h1>{heading}</h1>" in page
        assert "/fr/newsletter/" in page
        assert 'name="first_name"' not in page
    assert Registration.objects.count() == 0


def test_opening_date_is_told(client: Client, day: dict[str, Quota]) -> None:
    Edition.objects.update(registration_opens_at=dt.datetime(2999, 1, 6, 8, tzinfo=dt.UTC))

    page = html.unescape(client.get(FORM).content.decode())

    assert "2999" in page
    assert "heure de Paris" in page


def test_nothing_left_in_any_way_says_so(client: Client, day: dict[str, Quota]) -> None:
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)
    Quota.objects.filter(way=Way.IN_PERSON).delete()

    page = client.get(FORM).content.decode()

    assert "Toutes les places sont prises" in page


def test_answer_of_someone_who_only_waits_promises_no_calendar_entry(
    client: Client, full_day: dict[str, Quota]
) -> None:
    Quota.objects.filter(way=Way.ONLINE).delete()

    page = client.get(send(client)["Location"]).content.decode()

    assert "Mardi 11 février 2025" in page.replace("\u00a0", " ")
    assert "Votre lien s’y trouve." in page
    assert "calendrier" not in page.partition("<main")[2].partition("</main")[0]


def test_closed_way_cannot_be_chosen(client: Client, day: dict[str, Quota]) -> None:
    data = fill(client)
    Quota.objects.filter(way=Way.IN_PERSON).update(closes_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))

    response = client.post(FORM, data)

    assert "L’inscription est close pour ce mode" in response.content.decode()
    assert Registration.objects.count() == 0
