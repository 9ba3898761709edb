"""A person's weeks on a phone: switch, wait, accept, book, swap, wait for a seat, cancel.

In a real browser at 360 px, by touch, with every page clean for axe and within its screen.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registration.models import Booking, Place, Quota, Registration, Seats, Way
from registration.services.booking import cancel_booking
from registration.services.changing import cancel_registration
from tests.registration.factories import NOW, book, make_registration, make_sessions
from tests.registration_pages.people import (
    fill_the_day,
    make_waiting,
    path_of_session,
    paths_of,
)
from tests.services.browser import NewPage

pytestmark = pytest.mark.django_db(transaction=True)

Look = Callable[[Page, str], None]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
SMALL_TARGETS = """() => [...document.querySelectorAll("main form button, main .actions a")]
  .map((node) => [node.textContent.trim(), node.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Look:
    """The page of this heading: clean for axe, within the screen, with buttons one can hit."""

    def check(page: Page, heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
        assert page.evaluate(SMALL_TARGETS) == [], page.url

    return check


def _again(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


@pytest.mark.long
def test_person_switches_to_online_waits_is_offered_and_accepts(
    new_page: NewPage, day: dict[str, Quota], look: Look
) -> None:
    mine = make_registration()
    page = new_page(**PHONE)
    page.goto(paths_of(mine)["my_registration"])
    look(page, "votre place est réservée")

    page.get_by_role("link", name="Passer en ligne").tap()
    look(page, "Suivre plutôt en ligne")
    page.get_by_role("button", name="Suivre en ligne").tap()
    expect(page.get_by_role("status")).to_contain_text("Vous suivez en ligne.")
    look(page, "votre inscription en ligne")

    other = fill_the_day()
    page.get_by_role("link", name="Venir plutôt sur place").tap()
    page.get_by_role("button", name="Rejoindre la liste d’attente").tap()
    expect(page.get_by_role("status")).to_contain_text("Vous êtes sur la liste d’attente.")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("numéro")
    look(page, "votre inscription en ligne")

    page.get_by_role("link", name="Mes chances").tap()
    look(page, "Ma place sur la liste d’attente")
    page.get_by_role("button", name="La prendre pour moi d’office").tap()
    page.get_by_role("button", name="Plutôt me demander d’abord").tap()
    expect(page.get_by_role("status")).to_contain_text("nous vous demandons d’abord")

    cancel_registration(registration_id=other.pk, now=NOW, by="self")
    page.goto(paths_of(mine)["my_registration"])
    look(page, "votre inscription en ligne")
    page.get_by_role("link", name="Accepter ou refuser").tap()
    look(page, "Une place vous attend")
    page.get_by_role("button", name="Accepter la place").tap()
    expect(page.get_by_role("status")).to_contain_text("La place est à vous.")
    assert [place.way for place in Place.objects.confirmed()] == [Way.IN_PERSON]


def test_person_books_swaps_waits_accepts_and_releases(
    new_page: NewPage, day: dict[str, Quota], look: Look
) -> None:
    one, other, full = make_sessions(10, 10, 1, hours=(10, 10, 14))
    held = book(make_registration("first@example.org"), full)
    mine = make_registration()
    page = new_page(**PHONE)
    page.goto(paths_of(mine)["my_registration"])
    page.get_by_role("link", name="Réserver des sessions").tap()
    look(page, "Mes sessions")

    page.get_by_role("button", name="Réserver Table ronde 0").tap()
    expect(page.get_by_role("status")).to_contain_text("Votre place est réservée.")
    look(page, "Mes sessions")
    page.get_by_role("button", name="Réserver Table ronde 1").tap()
    expect(page.get_by_role("alert")).to_contain_text("Vous avez déjà une place à cette heure.")
    look(page, "Table ronde 1")
    page.get_by_role("button", name="Échanger").tap()
    expect(page.get_by_role("status")).to_contain_text("L’échange est fait.")
    assert _booked(mine) == [other.pk]

    page.get_by_role("button", name="Attendre Table ronde 2").tap()
    expect(page.get_by_role("status")).to_contain_text("liste d’attente de cette session")
    look(page, "Mes sessions")
    cancel_booking(booking_id=held.pk, now=NOW, by="self")
    page.goto(paths_of(mine)["booking_offer"])
    look(page, "Une place est gardée pour vous")
    page.get_by_role("button", name="Accepter la place").tap()
    expect(page.get_by_role("status")).to_contain_text("La place est à vous.")
    assert _booked(mine) == [other.pk, full.pk]

    page.get_by_role("link", name=re.compile("Libérer ou changer Table ronde 2")).tap()
    look(page, "Table ronde 2")
    page.get_by_role("button", name="Libérer ma place").tap()
    expect(page.get_by_role("status")).to_contain_text("Votre place est libérée.")
    assert _booked(mine) == [other.pk]
    assert one.pk not in _booked(mine)


def _booked(mine: Registration) -> list[int]:
    rows = Booking.objects.confirmed().filter(registration=mine)
    return list(rows.order_by("seats__session").values_list("seats__session", flat=True))


def test_person_reads_what_goes_cancels_and_comes_back(
    new_page: NewPage, day: dict[str, Quota], look: Look
) -> None:
    [session] = make_sessions(10)
    mine = make_registration()
    book(mine, session)
    page = new_page(**PHONE)
    page.goto(paths_of(mine)["my_registration"])
    page.get_by_role("link", name="Annuler mon inscription").tap()
    expect(page.locator(".effects")).to_contain_text("Table ronde 0")
    look(page, "Annuler mon inscription")
    page.get_by_role("button", name="Oui, annuler mon inscription").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre inscription est annulée")
    look(page, "annulée")
    assert Booking.objects.held().count() == 0

    page.locator("main .actions a").tap()
    look(page, "Bon retour")
    page.get_by_text("En ligne", exact=True).first.tap()
    page.locator("[data-submit]").tap()
    expect(page.get_by_role("status")).to_contain_text("de nouveau active")
    assert _again(mine).confirmed_place.way == Way.ONLINE


@pytest.mark.long
def test_public_page_counts_seats_and_leads_to_the_link(
    new_page: NewPage, day: dict[str, Quota], look: Look
) -> None:
    session, full = make_sessions(10, 1)
    for one in (session, full):
        book(make_registration(f"{one.url_slug}@example.org"), one)
    page = new_page(**PHONE)
    page.clock.set_fixed_time(NOW)
    # The list and the grid tell what is scarce.
    for view in ("list", "grid"):
        page.goto(f"/fr/agenda/{session.day.date}/?view={view}")
        seats = page.locator("[data-seats] .pill")
        expect(seats).to_have_text([re.compile("Plus que 9 places"), re.compile("Complet")])
    page.goto(f"/fr/agenda/sessions/{session.url_slug}/")
    expect(page.locator(".session-seats__live")).to_contain_text("1 place prise sur 10.")
    look(page, "Table ronde 0")

    page.locator(".session-seats").get_by_role("link", name="Réserver ma place").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Réserver une place")
    look(page, "Réserver une place")

    Seats.objects.update(closes_at=NOW)
    page.go_back()
    page.reload()
    expect(page.locator(".session-seats__live")).to_contain_text("Clos")
    expect(page.get_by_role("link", name="Réserver ma place")).to_have_count(0)
    look(page, "Table ronde 0")


def test_offer_is_accepted_without_javascript_by_keyboard(
    new_page: NewPage, day: dict[str, Quota]
) -> None:
    first = fill_the_day()
    mine = make_waiting()
    cancel_registration(registration_id=first.pk, now=NOW, by="self")
    page = new_page(**PHONE, java_script_enabled=False)
    page.goto(paths_of(mine)["offer"])

    page.get_by_role("button", name="Accepter la place").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("votre place est réservée")
    assert _again(mine).confirmed_place.way == Way.IN_PERSON


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "scheme"),
    [("fr", "light"), ("en", "dark")],
)
def test_pages_of_each_state_are_clean_in_both_schemes(
    new_page: NewPage,
    day: dict[str, Quota],
    axe: Callable[[Page], None],
    language: str,
    scheme: Any,
) -> None:
    sessions = make_sessions(10, 10, 1, hours=(10, 10, 14), time_confirmed=False)
    first = fill_the_day()
    for session in sessions:
        book(first, session)
    queued = make_waiting()
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    own, other = paths_of(first, language), paths_of(queued, language)
    pages = [
        *(own[name] for name in ("my_registration", "my_sessions", "switch")),
        path_of_session(first, sessions[0], language),
        *(other[name] for name in ("my_registration", "waiting", "my_sessions")),
    ]
    for path in pages:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440, path
