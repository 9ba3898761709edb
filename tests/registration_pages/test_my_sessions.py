"""Seats in sessions from the person's side: booked, swapped, waited for, accepted, released."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from agenda.models import AccessKind, AccessRule, Answer, Session
from registration.models import Booking, PlaceState, Quota, Registration, Seats, Way
from registration.services.booking import cancel_booking
from summit.edition import clock
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, book, make_registration, make_sessions, publish
from tests.registration_pages.people import as_read, path_of_session, paths_of, text_of

pytestmark = pytest.mark.django_db


def _state_of(mine: Registration, session: Session) -> list[str]:
    rows = Booking.objects.filter(registration=mine, seats__session=session)
    return list(rows.order_by("pk").values_list("state", flat=True))


# --- The list ---------------------------------------------------------------------------------


def test_list_shows_live_seats_and_a_button_each(client: Client, mine: Registration) -> None:
    make_sessions(9, 40, None)

    page = text_of(client, paths_of(mine)["my_sessions"])

    assert "plus que 9 places" in page
    assert "40 places" in page
    assert "places disponibles" in page
    assert page.count('name="action" value="book"') == 3


def test_booked_sessions_stand_on_the_line_of_time_only(client: Client, mine: Registration) -> None:
    one, _two = make_sessions(10, 10)
    book(mine, one)

    page = text_of(client, paths_of(mine)["my_sessions"])

    line, others = page.split("Sessions à réserver")
    assert "Table ronde 0" in line
    assert "Réservée" in line
    assert "Table ronde 0" not in others
    assert "Table ronde 1" in others


def test_person_online_reads_that_nothing_is_booked(client: Client, day: dict[str, Quota]) -> None:
    [session] = make_sessions(10)
    online = make_registration("online@example.org", way=Way.ONLINE)

    page = text_of(client, paths_of(online)["my_sessions"])
    response = client.post(path_of_session(online, session), {"action": "book"})

    assert "toutes les sessions diffusées, sans rien réserver" in page
    assert 'value="book"' not in page
    assert response["Location"] == paths_of(online)["my_sessions"]
    assert Booking.objects.count() == 0


def test_lists_cost_the_same_with_one_and_with_three_bookings(
    client: Client, mine: Registration, django_assert_num_queries: Any
) -> None:
    sessions = make_sessions(10, 10, 10, 10)
    paths = paths_of(mine)
    for count, session in enumerate(sessions[:3], start=1):
        book(mine, session)
        if count == 2:
            continue
        for name, queries in (("my_sessions", 11), ("my_registration", 11)):
            client.get(paths[name])
            with django_assert_num_queries(queries):
                client.get(paths[name])


# --- Booking ----------------------------------------------------------------------------------


def test_booking_takes_a_seat_and_says_so(client: Client, mine: Registration) -> None:
    [session] = make_sessions(10)

    response = client.post(path_of_session(mine, session), {"action": "book"})

    assert response["Location"] == f"{paths_of(mine)['my_sessions']}?done=booked"
    assert _state_of(mine, session) == ["confirmed"]
    assert "Votre place est réservée." in text_of(client, response["Location"])


def test_booking_pressed_twice_is_one_booking_and_one_mail(
    client: Client, mine: Registration
) -> None:
    [session] = make_sessions(10)
    path = path_of_session(mine, session)

    first = client.post(path, {"action": "book"})["Location"]
    mails = OutgoingEmail.objects.count()
    second = client.post(path, {"action": "book"})["Location"]

    assert first == second
    assert _state_of(mine, session) == ["confirmed"]
    assert OutgoingEmail.objects.count() == mails


def test_reading_the_page_of_a_session_books_nothing(client: Client, mine: Registration) -> None:
    [session] = make_sessions(10)
    path = path_of_session(mine, session)

    for response in (client.get(path), client.head(path), client.get(path, {"action": "book"})):
        assert response.status_code == 200
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("slug", ["no-such-session", "SESSION-0", "../cancel"])
def test_unknown_session_answers_404(client: Client, mine: Registration, slug: str) -> None:
    make_sessions(10)

    assert client.get(f"{paths_of(mine)['my_sessions']}{slug}/").status_code == 404


def test_booking_outside_its_hours_is_refused_and_told(client: Client, mine: Registration) -> None:
    [session] = make_sessions(10)
    path = path_of_session(mine, session)
    Seats.objects.update(opens_at=at(8))
    assert "La réservation ouvre le mardi 11 février 2025 à 8 h." in text_of(client, path)
    early = client.post(path, {"action": "book"})

    clock.set_rehearsal(at(10))
    assert "La réservation est close." in text_of(client, path)
    late = client.post(path, {"action": "book"})

    assert (early.status_code, late.status_code) == (409, 409)
    assert Booking.objects.count() == 0


# --- Overlaps ---------------------------------------------------------------------------------


def test_certain_overlap_is_shown_and_swapped_in_one_press(
    client: Client, mine: Registration
) -> None:
    one, other = make_sessions(10, 10, hours=(10, 10))
    held = book(mine, one)
    path = path_of_session(mine, other)

    refused = client.post(path, {"action": "book"})
    page = as_read(refused.content.decode())
    assert refused.status_code == 409
    assert "Vous avez déjà une place à cette heure." in page
    assert "vous avez une place à « Table ronde 0 », de 10 h à 10 h 45" in page
    assert f'name="swap_for" value="{held.pk}"' in page

    response = client.post(path, {"action": "book", "swap_for": str(held.pk)})

    assert response["Location"].endswith("?done=swapped")
    assert (_state_of(mine, one), _state_of(mine, other)) == (["released"], ["confirmed"])


def test_indicative_overlap_is_mentioned_and_never_refused(
    client: Client, mine: Registration
) -> None:
    one, other = make_sessions(10, 10, hours=(10, 10), time_confirmed=False)
    book(mine, one)
    path = path_of_session(mine, other)
    page = text_of(client, path)
    assert "Peut-être en même temps que « Table ronde 0 »" in page
    assert "Réserver et garder les deux" in page

    response = client.post(path, {"action": "book"})

    assert response["Location"].endswith("?done=booked")
    assert "vous pouvez garder les deux" in text_of(client, response["Location"])


def test_swap_for_a_strangers_booking_gives_up_nothing_of_theirs(
    client: Client, mine: Registration
) -> None:
    one, other = make_sessions(10, 10, hours=(10, 12))
    theirs = book(make_registration("other@example.org"), one)

    answer = client.post(
        path_of_session(mine, other), {"action": "book", "swap_for": str(theirs.pk)}
    )

    theirs.refresh_from_db()
    assert theirs.state == PlaceState.CONFIRMED
    assert answer["Location"].endswith("?done=booked")
    assert _state_of(mine, other) == ["confirmed"]


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 40, "١"])
def test_odd_keys_of_a_swap_are_no_swap(client: Client, mine: Registration, key: str) -> None:
    [session] = make_sessions(10)

    client.post(path_of_session(mine, session), {"action": "book", "swap_for": key})

    assert _state_of(mine, session) == ["confirmed"]


# --- Waiting and offers -----------------------------------------------------------------------


def test_last_seat_gone_meanwhile_offers_the_list(
    client: Client, mine: Registration, full: tuple[Session, Booking]
) -> None:
    path = path_of_session(mine, full[0])

    refused = client.post(path, {"action": "book"})
    assert refused.status_code == 409
    assert "La dernière place vient d’être prise." in as_read(refused.content.decode())

    response = client.post(path, {"action": "book", "told_full": "1"})
    assert response["Location"].endswith("?done=queued")
    assert "Liste d’attente : numéro 1" in text_of(client, response["Location"])


def _offer(mine: Registration, full: tuple[Session, Booking]) -> None:
    session, held = full
    book(mine, session, wait=True)
    cancel_booking(booking_id=held.pk, now=NOW, by="self")


@pytest.mark.parametrize(
    ("answer", "done", "state"),
    [("accept", "seat_accepted", "confirmed"), ("decline", "seat_declined", "released")],
)
def test_offered_seat_is_answered_from_its_page_once(
    client: Client,
    mine: Registration,
    full: tuple[Session, Booking],
    answer: str,
    done: str,
    state: str,
) -> None:
    _offer(mine, full)
    paths, path = paths_of(mine), path_of_session(mine, full[0])
    assert "Elle est à vous jusqu’au mardi 21 janvier, 9 h, heure de Paris." in text_of(
        client, paths["booking_offer"]
    )

    answers = {client.post(path, {"action": answer})["Location"] for _ in range(2)}

    assert answers == {f"{paths['my_sessions']}?done={done}"}
    assert _state_of(mine, full[0]) == [state]
    assert "Aucune place ne vous est proposée" in text_of(client, paths["booking_offer"])


def test_each_seat_on_offer_is_a_region_named_after_its_session(
    client: Client, mine: Registration, full: tuple[Session, Booking]
) -> None:
    _offer(mine, full)
    slug = full[0].url_slug

    page = client.get(paths_of(mine)["my_registration"]).content.decode()

    assert f'aria-labelledby="offer-{slug} offered-{slug}"' in page
    assert f'id="offered-{slug}"><b>{full[0].title}' in page


def test_seat_offer_answered_too_late_is_told_kindly(
    client: Client, mine: Registration, full: tuple[Session, Booking]
) -> None:
    _offer(mine, full)
    clock.set_rehearsal(NOW + dt.timedelta(days=2))

    response = client.post(path_of_session(mine, full[0]), {"action": "accept"})

    assert response.status_code == 409
    assert "Cette proposition est terminée." in as_read(response.content.decode())
    assert _state_of(mine, full[0]) == ["released"]


def test_seat_is_taken_automatically_on_wish(
    client: Client, mine: Registration, full: tuple[Session, Booking]
) -> None:
    session, held = full
    book(mine, session, wait=True)
    path = path_of_session(mine, session)

    client.post(path, {"action": "automatic"})
    assert "Nous prenons la place pour vous, aussitôt." in text_of(client, path)
    cancel_booking(booking_id=held.pk, now=NOW, by="self")

    assert _state_of(mine, session) == ["confirmed"]


@pytest.mark.parametrize(("waits", "done"), [(False, "released"), (True, "unqueued")])
def test_seat_or_turn_is_let_go_and_said(
    client: Client, mine: Registration, waits: bool, done: str
) -> None:
    [session] = make_sessions(0 if waits else 1)
    book(mine, session, wait=waits)

    response = client.post(path_of_session(mine, session), {"action": "release"})

    assert response["Location"].endswith(f"?done={done}")
    assert _state_of(mine, session) == ["released"]


def test_page_of_a_session_costs_few_queries(
    client: Client,
    mine: Registration,
    full: tuple[Session, Booking],
    django_assert_max_num_queries: Any,
) -> None:
    book(mine, full[0], wait=True)
    path = path_of_session(mine, full[0])
    client.get(path)

    with django_assert_max_num_queries(19):
        client.get(path)


def test_declining_in_another_tab_after_accepting_says_nothing_of_a_decline(
    client: Client, mine: Registration
) -> None:
    [session] = make_sessions(1)
    book(mine, session)

    response = client.post(path_of_session(mine, session), {"action": "decline"})

    assert response["Location"] == paths_of(mine)["my_sessions"]
    assert _state_of(mine, session) == ["confirmed"]


# --- Whom a session is for --------------------------------------------------------------------


def test_session_that_is_not_for_ones_audience_says_so_and_is_not_booked(
    client: Client, mine: Registration
) -> None:
    (session,) = make_sessions(9)
    path = path_of_session(mine, session)
    AccessRule.objects.create(
        kind=AccessKind.ORGANISER,
        audience=mine.audience,
        answer=Answer.NO,
        text_fr="Réservée aux écoles.",
        text_en="For schools.",
    )
    publish()

    page = text_of(client, path)
    refused = client.post(path, {"action": "book"})

    assert "Réservée aux écoles." in page
    assert 'value="book"' not in page
    assert 'value="book"' not in text_of(client, paths_of(mine)["my_sessions"])
    assert refused.status_code == 409
    assert not Booking.objects.exists()
