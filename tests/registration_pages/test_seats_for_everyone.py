"""The seats of a session as anybody sees them: how many, where else, and the way to book one."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from agenda.models import Session, Theme
from registration.models import Booking, Quota, Registration, Seats
from summit.accounts.models import User
from tests.registration.factories import NOW, book, make_registration, make_sessions, publish
from tests.registration_pages.people import as_read, path_of_session, text_of

pytestmark = pytest.mark.django_db


def test_seats_fragment_counts_now_and_is_the_same_for_everyone(
    client: Client, full: tuple[Session, Booking], django_assert_max_num_queries: Any
) -> None:
    path = f"/fr/registration/seats/{full[0].url_slug}/"
    book(make_registration("second@example.org"), full[0], wait=True)
    client.get(path)
    with django_assert_max_num_queries(8):
        response = client.get(path)

    page = as_read(response.content.decode())
    assert "1 place prise sur 1." in page
    assert "1 personne attend." in page
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_scarce_seats_are_told_in_one_fragment_for_all_sessions_that_are_open(
    client: Client, mine: Registration, django_assert_max_num_queries: Any
) -> None:
    full, few, _many, closed = make_sessions(1, 9, 200, 1)
    for number, session in enumerate((full, closed)):
        book(make_registration(f"p{number}@example.org"), session)
    Seats.objects.filter(session=closed.pk).update(closes_at=NOW)
    client.get("/fr/registration/seats/")
    with django_assert_max_num_queries(4):
        response = client.get("/fr/registration/seats/")

    fragment = response.content.decode()
    told = re.findall(r'data-of="(\d+)">\s*<span class="pill pill--(\w+)"', fragment)
    assert told == [(str(full.pk), "full"), (str(few.pk), "few")]
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_full_session_names_others_where_seats_are_left_on_its_theme_first(
    client: Client, mine: Registration
) -> None:
    gone, near, far, full = make_sessions(1, 10, 10, 1)
    theme = Theme.objects.create(
        slug="confiance", name_fr="Confiance", name_en="Trust", mark_fr="CO", mark_en="TR"
    )
    for session in (gone, far):
        session.themes.add(theme)
    publish()
    for number, session in enumerate((gone, full)):
        book(make_registration(f"p{number}@example.org"), session)
    path = path_of_session(mine, gone)

    fragment = text_of(client, f"/fr/registration/seats/{gone.url_slug}/")
    page = text_of(client, path)
    book(mine, far)
    later = text_of(client, path)

    named = re.findall(r'href="/fr/agenda/sessions/([^/]+)/"', fragment)
    assert named == [far.url_slug, near.url_slug]
    assert page.index(path_of_session(mine, far)) < page.index(path_of_session(mine, near))
    assert "Il reste des places ici :" in page
    assert f'href="{path_of_session(mine, far)}"' not in later
    assert "Il reste des places ici" not in text_of(client, path_of_session(mine, near))


def test_public_page_of_a_session_holds_no_number_and_leads_to_booking(
    client: Client, full: tuple[Session, Booking]
) -> None:
    response = client.get(f"/fr/agenda/sessions/{full[0].url_slug}/")
    page = as_read(response.content.decode())

    assert f'data-live-url="/fr/registration/seats/{full[0].url_slug}/"' in page
    assert f'href="/fr/registration/book/{full[0].url_slug}/"' in page
    assert "place prise" not in page
    assert not response.cookies


def test_way_to_book_explains_the_personal_link_to_a_visitor(
    client: Client, full: tuple[Session, Booking]
) -> None:
    page = text_of(client, f"/fr/registration/book/{full[0].url_slug}/")

    assert 'action="/fr/registration/lost-link/"' in page
    assert 'href="/fr/registration/"' in page
    assert f"?next=/fr/registration/book/{full[0].url_slug}/" in page


def test_way_to_book_leads_whoever_is_signed_in_straight_to_the_seat(
    client: Client, mine: Registration, full: tuple[Session, Booking]
) -> None:
    user = User.objects.create_user(mine.email)
    EmailAddress.objects.create(user=user, email=mine.email, verified=True, primary=True)
    client.force_login(user)

    response = client.get(f"/fr/registration/book/{full[0].url_slug}/")

    assert response["Location"] == path_of_session(mine, full[0])
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", ["seats", "book"])
def test_session_without_booking_has_no_seats(
    client: Client, day: dict[str, Quota], name: str
) -> None:
    assert client.get(f"/fr/registration/{name}/no-such-session/").status_code == 404
