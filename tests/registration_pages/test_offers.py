"""An offered place from the mail's page: accepted, declined, too late; and the waiting for it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from registration.models import Place, PlaceState, Quota, Registration, Way
from registration.services.changing import cancel_registration
from registration.services.waiting import put_first
from summit.edition import clock
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_registration
from tests.registration_pages.people import fill_the_day, make_waiting, paths_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(day: dict[str, Quota]) -> Registration:
    """Online, with a place in person on offer."""
    first = fill_the_day()
    mine = make_waiting()
    cancel_registration(registration_id=first.pk, now=NOW, by="self")
    return mine


def _place(mine: Registration) -> Place:
    return Place.objects.get(registration=mine, quota__way=Way.IN_PERSON)


def test_offer_stands_first_with_its_end_in_words(client: Client, offered: Registration) -> None:
    page = text_of(client, paths_of(offered)["my_registration"])

    assert "Elle est à vous jusqu’au mardi 21 janvier, 9 h, heure de Paris." in page
    assert page.index("Une place vous attend sur place") < page.index("Gérer")


def test_opening_the_offer_changes_nothing(client: Client, offered: Registration) -> None:
    path = paths_of(offered)["offer"]

    for response in (client.get(path), client.head(path), client.get(path, {"answer": "accept"})):
        assert response.status_code == 200
    assert _place(offered).state == PlaceState.OFFERED


def test_accepting_gives_the_place_and_frees_the_online_one(
    client: Client, offered: Registration
) -> None:
    paths = paths_of(offered)

    response = client.post(paths["offer"], {"answer": "accept"})

    assert response["Location"] == f"{paths['my_registration']}?done=accepted"
    assert [place.way for place in Place.objects.confirmed()] == [Way.IN_PERSON]
    page = text_of(client, response["Location"])
    assert "La place est à vous." in page
    assert 'class="qr"' in page


def test_accepting_twice_answers_the_same_and_mails_once(
    client: Client, offered: Registration
) -> None:
    paths = paths_of(offered)

    first = client.post(paths["offer"], {"answer": "accept"})["Location"]
    mails = OutgoingEmail.objects.count()
    second = client.post(paths["offer"], {"answer": "accept"})["Location"]

    assert first == second
    assert OutgoingEmail.objects.count() == mails
    assert "La place est déjà à vous" in text_of(client, paths["offer"])


def test_declining_keeps_the_online_place_and_says_what_next(
    client: Client, offered: Registration
) -> None:
    paths = paths_of(offered)

    answers = {client.post(paths["offer"], {"answer": "decline"})["Location"] for _ in range(2)}

    assert answers == {f"{paths['my_registration']}?done=declined"}
    assert _place(offered).state == PlaceState.RELEASED
    assert Registration.objects.get(pk=offered.pk).confirmed_place.way == Way.ONLINE
    page = text_of(client, paths["offer"])
    assert "Vous avez refusé cette place" in page
    assert "Redemander une place sur place" in page


def test_answer_after_the_end_is_told_kindly_and_takes_nothing(
    client: Client, offered: Registration
) -> None:
    paths = paths_of(offered)
    clock.set_rehearsal(_place(offered).offered_until + dt.timedelta(seconds=1))
    assert "Cette proposition est terminée" in text_of(client, paths["offer"])

    response = client.post(paths["offer"], {"answer": "accept"})

    assert response["Location"] == f"{paths['offer']}?done=over"
    page = text_of(client, response["Location"])
    assert "Le délai est passé" in page
    assert Registration.objects.get(pk=offered.pk).confirmed_place.way == Way.ONLINE


def test_offer_page_without_an_offer_says_where_one_stands(
    client: Client, day: dict[str, Quota]
) -> None:
    fill_the_day()
    waiting = make_waiting()
    online = make_registration("online@example.org", way=Way.ONLINE)

    assert "Aucune place ne vous est encore proposée" in text_of(client, paths_of(waiting)["offer"])
    assert "Aucune place ne vous est proposée" in text_of(client, paths_of(online)["offer"])


def test_offer_page_costs_few_queries(
    client: Client, offered: Registration, django_assert_max_num_queries: Any
) -> None:
    path = paths_of(offered)["offer"]
    client.get(path)

    with django_assert_max_num_queries(8):
        client.get(path)


# --- Waiting ----------------------------------------------------------------------------------


@pytest.fixture
def queued(day: dict[str, Quota]) -> Registration:
    fill_the_day()
    make_waiting("before@example.org")
    return make_waiting()


def test_waiting_page_tells_number_recent_places_and_an_honest_word(
    client: Client, queued: Registration
) -> None:
    page = text_of(client, paths_of(queued)["waiting"])

    assert '<dd class="num">2</dd>' in page
    assert "Libérées ces 7 derniers jours" in page
    assert "Il est trop tôt pour le dire." in page
    assert "La liste suit l’ordre des demandes." in page
    assert "après la vôtre" not in page


def test_waiting_page_says_that_somebody_was_put_before(
    client: Client, queued: Registration
) -> None:
    later = make_waiting("later@example.org")
    put_first(registration_id=later.pk, by="system", reason="Invited speaker")

    page = text_of(client, paths_of(queued)["waiting"])

    assert '<dd class="num">3</dd>' in page
    assert "1 personne placée avant vous a fait sa demande après la vôtre." in page
    assert "Invited speaker" not in page


def test_taking_automatically_is_switched_on_and_off(client: Client, queued: Registration) -> None:
    paths = paths_of(queued)

    on = client.post(paths["waiting"], {"action": "automatic"})["Location"]
    assert on == f"{paths['waiting']}?done=automatic"
    assert _place(queued).takes_automatically
    assert "C’est noté : nous la prenons pour vous." in text_of(client, on)

    client.post(paths["waiting"], {"action": "ask"})
    assert not _place(queued).takes_automatically


def test_leaving_the_list_twice_keeps_the_online_place(
    client: Client, queued: Registration
) -> None:
    paths = paths_of(queued)

    first = client.post(paths["waiting"], {"action": "leave"})["Location"]
    second = client.post(paths["waiting"], {"action": "leave"})["Location"]

    assert first == f"{paths['my_registration']}?done=left"
    assert second == paths["my_registration"]
    mine = Registration.objects.get(pk=queued.pk)
    assert (mine.confirmed_place.way, mine.waiting_place) == (Way.ONLINE, None)


def test_unknown_button_of_the_waiting_page_changes_nothing(
    client: Client, queued: Registration
) -> None:
    response = client.post(paths_of(queued)["waiting"], {"action": "jump"})

    assert response.status_code == 200
    assert _place(queued).state == PlaceState.WAITING


def test_waiting_page_costs_few_queries(
    client: Client, queued: Registration, django_assert_max_num_queries: Any
) -> None:
    path = paths_of(queued)["waiting"]
    client.get(path)

    with django_assert_max_num_queries(11):
        client.get(path)


def test_declining_what_was_accepted_changes_nothing_and_says_nothing_of_it(
    client: Client, offered: Registration
) -> None:
    paths = paths_of(offered)
    client.post(paths["offer"], {"answer": "accept"})

    answer = client.post(paths["offer"], {"answer": "decline"})

    assert answer["Location"] == paths["my_registration"]
    assert _place(offered).is_confirmed
