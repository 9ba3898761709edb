"""Changing how one comes, and coming back after cancelling."""

import html
from typing import Any

import pytest
from django.test import Client

from registration.models import Booking, Place, Quota, Registration, Way
from registration.services.changing import cancel_registration
from registration.services.waiting import decline_offer
from summit.edition.models import Edition
from tests.registration.factories import NOW, book, make_registration, make_sessions
from tests.registration_pages.forms import hidden_fields
from tests.registration_pages.people import fill_the_day, make_waiting, paths_of, text_of

pytestmark = pytest.mark.django_db


def test_page_shows_what_is_released_before_anything_happens(
    client: Client, day: dict[str, Quota]
) -> None:
    one, two = make_sessions(10, 10)
    mine = make_registration()
    book(mine, one)
    book(mine, two)

    page = text_of(client, paths_of(mine)["switch"])

    assert "Ces 2 réservations sont libérées :" in page
    assert "Table ronde 0" in page
    assert "Table ronde 1" in page
    assert Booking.objects.confirmed().count() == 2


def test_switch_to_online_releases_the_bookings_and_says_so(
    client: Client, day: dict[str, Quota]
) -> None:
    [session] = make_sessions(10)
    mine = make_registration()
    book(mine, session)
    paths = paths_of(mine)

    response = client.post(paths["switch"], {"way": "online"})

    assert response["Location"] == f"{paths['my_registration']}?done=online"
    mine = Registration.objects.get(pk=mine.pk)
    assert mine.confirmed_place.way == Way.ONLINE
    assert Booking.objects.held().count() == 0
    assert "Vous suivez en ligne." in text_of(client, response["Location"])


def test_switch_pressed_twice_ends_in_one_place(client: Client, day: dict[str, Quota]) -> None:
    mine = make_registration()
    paths = paths_of(mine)

    answers = {client.post(paths["switch"], {"way": "online"})["Location"] for _ in range(2)}

    assert answers == {f"{paths['my_registration']}?done=online"}
    assert Place.objects.confirmed().count() == 1


def test_full_day_offers_the_list_and_keeps_the_online_place(
    client: Client, day: dict[str, Quota]
) -> None:
    fill_the_day()
    mine = make_registration("online@example.org", way=Way.ONLINE)
    paths = paths_of(mine)
    page = text_of(client, paths["switch"])
    assert "Rejoindre la liste d’attente" in page
    assert "votre inscription en ligne demeure" in page

    response = client.post(paths["switch"], {"way": "in_person", "told_full": "1"})

    assert response["Location"].endswith("?done=waiting")
    mine = Registration.objects.get(pk=mine.pk)
    assert (mine.confirmed_place.way, mine.waiting_place.way) == (Way.ONLINE, Way.IN_PERSON)


def test_last_place_gone_meanwhile_changes_nothing_and_offers_the_list(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = make_registration("online@example.org", way=Way.ONLINE)
    fill_the_day()

    response = client.post(paths_of(mine)["switch"], {"way": "in_person"})

    page = html.unescape(response.content.decode())
    assert response.status_code == 409
    assert "La dernière place sur place vient d’être prise." in page
    assert 'name="told_full" value="1"' in page
    assert Registration.objects.get(pk=mine.pk).waiting_place is None


def test_closed_registration_takes_no_change_and_says_so(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = make_registration()
    Edition.objects.update(registration_mode="closed")
    paths = paths_of(mine)
    assert "Les changements sont clos pour cette journée." in text_of(client, paths["switch"])

    response = client.post(paths["switch"], {"way": "online"})

    assert "Les changements sont clos." in text_of(client, response["Location"])
    assert Registration.objects.get(pk=mine.pk).confirmed_place.way == Way.IN_PERSON


@pytest.mark.parametrize("way", ["", "moon", "in_person; drop"])
def test_unknown_way_shows_the_page_again(client: Client, day: dict[str, Quota], way: str) -> None:
    mine = make_registration()

    response = client.post(paths_of(mine)["switch"], {"way": way})

    assert response.status_code == 200
    assert Registration.objects.get(pk=mine.pk).confirmed_place.way == Way.IN_PERSON


def test_switch_costs_few_queries(
    client: Client, day: dict[str, Quota], django_assert_max_num_queries: Any
) -> None:
    sessions = make_sessions(10, 10, 10)
    mine = make_registration()
    for session in sessions:
        book(mine, session)
    path = paths_of(mine)["switch"]
    client.get(path)

    with django_assert_max_num_queries(11):
        client.get(path)


# --- Holding nothing --------------------------------------------------------------------------


def test_person_who_holds_nothing_reads_three_ways_on(
    client: Client, day: dict[str, Quota]
) -> None:
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)
    first = fill_the_day()
    mine = make_waiting()
    cancel_registration(registration_id=first.pk, now=NOW, by="self")
    decline_offer(registration_id=mine.pk, now=NOW, by="self")
    paths = paths_of(mine)

    page = text_of(client, paths["my_registration"])

    assert "vous n’avez pas de place" in page
    for words in ("Attendre de nouveau, ou venir sur place", "Suivre en ligne", "Annuler"):
        assert words in page
    assert client.post(paths["switch"], {"way": "in_person"})["Location"].endswith("in_person")
    assert Registration.objects.get(pk=mine.pk).confirmed_place.way == Way.IN_PERSON


# --- Coming back ------------------------------------------------------------------------------


def _cancelled() -> Registration:
    mine = make_registration(organisation="Atelier Berthon", role="Gérante")
    cancel_registration(registration_id=mine.pk, now=NOW, by="self")
    return mine


def test_again_starts_from_what_is_known_and_keeps_the_address(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = _cancelled()
    paths = paths_of(mine)
    form = client.get(paths["register_again"])
    page = form.content.decode()
    assert 'value="Atelier Berthon"' in page
    assert 'value="industry" selected' in page
    assert 'name="email"' not in page

    data = {
        **hidden_fields(form),
        "way": "online",
        "first_name": "Camille",
        "last_name": "Martin",
        "email": "someone-else@example.org",
        "organisation": "Atelier Martin",
        "audience": "industry",
    }
    response = client.post(paths["register_again"], data)

    assert response["Location"] == f"{paths['my_registration']}?done=again"
    again = Registration.objects.get()
    assert (again.pk, again.email, again.is_cancelled) == (mine.pk, "camille@example.org", False)
    assert again.organisation == "Atelier Martin"
    assert "Votre inscription est de nouveau active." in text_of(client, response["Location"])


def test_again_with_a_mistake_keeps_what_was_typed(client: Client, day: dict[str, Quota]) -> None:
    paths = paths_of(_cancelled())

    data = {"way": "online", "first_name": "Camille", "last_name": "", "organisation": "Autre"}
    page = client.post(paths["register_again"], data).content.decode()

    assert 'value="Autre"' in page
    assert 'aria-invalid="true"' in page
    assert Registration.objects.live().count() == 0


def test_again_for_a_live_registration_leads_to_its_page(
    client: Client, day: dict[str, Quota]
) -> None:
    paths = paths_of(make_registration())

    assert client.get(paths["register_again"])["Location"] == paths["my_registration"]


def test_cancelled_registration_leads_every_page_home(
    client: Client, day: dict[str, Quota]
) -> None:
    paths = paths_of(_cancelled())

    for name in ("switch", "offer", "waiting", "my_sessions", "booking_offer", "correct_details"):
        assert client.get(paths[name])["Location"] == paths["my_registration"], name


def test_coming_in_person_pressed_while_a_place_is_offered_leads_to_the_offer(
    client: Client, day: dict[str, Quota]
) -> None:
    first, mine = fill_the_day(), make_waiting()
    cancel_registration(registration_id=first.pk, now=NOW, by="self")
    paths = paths_of(mine)

    response = client.post(paths["switch"], {"way": "in_person", "told_full": "1"})

    assert response["Location"] == paths["offer"]
    assert Place.objects.offered().count() == 1


def test_page_of_someone_who_waits_already_leads_to_the_list(
    client: Client, day: dict[str, Quota]
) -> None:
    fill_the_day()
    paths = paths_of(make_waiting())

    page = text_of(client, paths["switch"])

    assert "Vous êtes sur la liste d’attente" in page
    assert f'href="{paths["waiting"]}"' in page
