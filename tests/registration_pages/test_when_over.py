"""What the pages say once the day has begun, and when it is over: nothing that is too late."""

import datetime as dt

import pytest
from django.test import Client

from registration.models import Broadcast, Quota, Way
from summit.edition import clock
from summit.edition.models import Edition
from tests.registration.factories import NOW, at, book, make_registration, make_sessions
from tests.registration_pages.people import (
    fill_the_day,
    make_waiting,
    path_of_session,
    paths_of,
    text_of,
)

pytestmark = pytest.mark.django_db

NEXT_DAY = at(10) + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "words", "button"),
    [
        (NOW, "En direct le 11 février à 9 h", "Ouvrir ma page"),
        (at(14), "Le direct est ouvert.", "Regarder le direct"),
        (NEXT_DAY, "La journée est à revoir.", "Voir la rediffusion"),
    ],
)
def test_who_comes_online_reads_what_there_is_to_watch_now(
    client: Client, day: dict[str, Quota], now: dt.datetime, words: str, button: str
) -> None:
    mine = make_registration(way=Way.ONLINE)
    Broadcast.objects.create(
        quota=day[Way.ONLINE],
        stream_url="https://stream.example.org/live",
        replay_url="https://stream.example.org/replay",
    )
    clock.set_rehearsal(now)

    page = text_of(client, paths_of(mine)["my_registration"])

    assert words in page
    assert button in page


@pytest.mark.parametrize("name", ["switch", "cancel"])
def test_page_of_a_change_that_is_too_late_leads_back(
    client: Client, day: dict[str, Quota], name: str
) -> None:
    paths = paths_of(make_registration())
    clock.set_rehearsal(NEXT_DAY)

    assert client.get(paths[name])["Location"] == paths["my_registration"]


@pytest.mark.parametrize("name", ["waiting", "offer", "switch", "cancel"])
def test_who_still_waited_meets_no_list_when_the_day_is_over(
    client: Client, day: dict[str, Quota], name: str
) -> None:
    fill_the_day()
    paths = paths_of(make_waiting())
    clock.set_rehearsal(NEXT_DAY)

    assert client.get(paths[name])["Location"] == paths["my_registration"]


def test_sessions_of_a_day_that_is_over_are_neither_booked_nor_released(
    client: Client, day: dict[str, Quota]
) -> None:
    one, _other = make_sessions(10, 10)
    mine = make_registration()
    book(mine, one)
    clock.set_rehearsal(NEXT_DAY)

    page = text_of(client, paths_of(mine)["my_sessions"])

    assert "La journée est terminée : plus rien ne se réserve." in page
    assert "Table ronde 0" in page
    assert "Table ronde 1" not in page
    assert "Libérer ou changer" not in page


def test_page_of_a_seat_offers_nothing_once_the_session_is_over(
    client: Client, day: dict[str, Quota]
) -> None:
    [session] = make_sessions(10)
    mine = make_registration()
    book(mine, session)
    page = path_of_session(mine, session)
    assert "Libérer ma place" in text_of(client, page)
    clock.set_rehearsal(NEXT_DAY)

    assert "Cette session est terminée" in text_of(client, page)
    assert "Libérer ma place" not in text_of(client, page)


def test_public_page_of_the_broadcast_registers_nobody_when_it_is_over(
    client: Client, day: dict[str, Quota]
) -> None:
    clock.set_rehearsal(NEXT_DAY)

    page = text_of(client, "/fr/registration/join/")

    assert "Le direct est terminé." in page
    assert "?way=online" not in page


def test_full_day_promises_no_stream_that_is_full_too(
    client: Client, day: dict[str, Quota]
) -> None:
    fill_the_day()
    assert "En attendant, le lien pour suivre en ligne" in text_of(client, "/fr/registration/")
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)

    page = text_of(client, "/en/registration/")

    assert "Meanwhile, the link to follow online" not in page


def test_who_booked_nothing_is_not_invited_to_when_the_day_is_over(
    client: Client, day: dict[str, Quota]
) -> None:
    page = paths_of(make_registration())["my_registration"]
    assert "Rien n’est encore réservé" in text_of(client, page)
    clock.set_rehearsal(NEXT_DAY)

    assert "Rien n’est encore réservé" not in text_of(client, page)


def test_who_cancels_after_the_close_is_promised_no_way_back(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = make_registration()
    paths = paths_of(mine)
    assert "Vous pourrez vous réinscrire" in text_of(client, paths["cancel"])
    Edition.objects.update(registration_mode="closed")

    assert "sans retour possible" in text_of(client, paths["my_registration"])
    assert "vous ne pourrez pas vous réinscrire" in text_of(client, paths["cancel"])
    client.post(paths["cancel"])
    page = text_of(client, paths["my_registration"])

    assert "Votre inscription est annulée" in page
    assert paths["register_again"] not in page


@pytest.mark.parametrize(
    ("now", "words"), [(NOW, "En direct le 11 février à 9 h"), (at(14), "Le direct est ouvert")]
)
def test_public_page_of_the_broadcast_says_when_it_is(
    client: Client, day: dict[str, Quota], now: dt.datetime, words: str
) -> None:
    clock.set_rehearsal(now)

    assert words in text_of(client, "/fr/registration/join/")
