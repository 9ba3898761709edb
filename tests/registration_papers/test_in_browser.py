"""The pages of papers, data and the broadcast as a person meets them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registration.models import Broadcast, OnlineAttendance, Quota, Registration, Way
from summit.edition import clock
from tests.registration.factories import at, make_registration
from tests.registration_pages.people import paths_of

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "name",
    [
        "ticket",
        *(pytest.param(one, marks=pytest.mark.long) for one in ("export", "erase", "reminders")),
    ],
)
def test_page_reads_well_on_a_phone_and_aloud(
    new_page: Callable[..., Page],
    day: dict[str, Quota],
    axe: Callable[[Page], None],
    name: str,
    scheme: str,
) -> None:
    page = new_page(**PHONE, color_scheme=scheme)
    page.goto(paths_of(make_registration())[name])

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_person_watches_from_the_waiting_room_to_the_stream(
    new_page: Callable[..., Page], day: dict[str, Quota], axe: Callable[[Page], None]
) -> None:
    Broadcast.objects.create(quota=day[Way.ONLINE], stream_url="https://stream.example/live")
    mine = make_registration(way=Way.ONLINE)
    page = new_page(**PHONE)
    page.goto(paths_of(mine)["my_registration"])
    page.get_by_role("link", name="Ouvrir ma page").click()
    expect(page.get_by_text("Salle d’attente")).to_be_visible()
    axe(page)

    clock.set_rehearsal(at(9))
    page.reload()
    axe(page)
    page.get_by_role("button", name="Regarder le direct").click()

    link = page.get_by_role("link", name="Ouvrir le direct dans un nouvel onglet")
    expect(link).to_have_attribute("href", "https://stream.example/live")
    axe(page)
    assert OnlineAttendance.objects.get().registration == mine


def test_person_erases_everything_and_keeps_a_receipt(
    new_page: Callable[..., Page], day: dict[str, Quota], axe: Callable[[Page], None]
) -> None:
    page = new_page(**PHONE)
    page.goto(paths_of(make_registration())["my_registration"])
    page.get_by_role("link", name="Mes données").click()
    page.get_by_role("link", name="Effacer mes données").click()
    page.get_by_role("button", name="Oui, tout effacer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Vos données sont effacées")
    axe(page)
    assert not Registration.objects.exists()


@pytest.mark.long
def test_ticket_prints_on_one_page(new_page: Callable[..., Page], day: dict[str, Quota]) -> None:
    import io

    from pypdf import PdfReader

    page = new_page(viewport={"width": 1200, "height": 900})
    page.goto(paths_of(make_registration())["ticket"])

    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))

    assert len(printed.pages) == 1
    assert "Camille Martin" in printed.pages[0].extract_text()
