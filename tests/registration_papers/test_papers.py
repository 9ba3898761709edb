"""The ticket and the letter as PDF, read back by a library that did not write them."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from agenda.models import Venue
from registration.models import Quota, Registration, Rules, Way
from registration.papers.letter import numbers_of, reference_of
from registration.papers.sheet import TEXT, Sheet, as_drawn
from registration.services.changing import resend_confirmation
from registration.views.personal import personal_paths
from summit.edition import clock
from summit.mail.models import OutgoingEmail
from tests.registration.factories import at, make_registration, make_sessions

pytestmark = pytest.mark.django_db


def path_of(registration: Registration, name: str) -> str:
    with translation.override(registration.language):
        return personal_paths(registration)[name]


def read(client: Client, registration: Registration, name: str) -> PdfReader:
    response = client.get(path_of(registration, name))
    assert response.status_code == 200, response.content.decode()
    return PdfReader(io.BytesIO(response.content))


def words(reader: PdfReader) -> str:
    """One line, whatever the spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def allow_letters() -> None:
    Rules.objects.create(letters_allowed=True, letter_signatory="La déléguée générale")


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Each font of the first page, and whether its file is in the document."""
    found = {}
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        found[str(descriptor["/FontName"])] = "/FontFile2" in descriptor
    return found


def test_ticket_pdf_is_one_a4_page_with_the_essentials_in_both_languages(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = make_registration(first_name="Zoé", last_name="Dvořák-Łukasiewicz")

    reader = read(client, mine, "ticket_pdf")

    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    text = words(reader)
    for expected in (
        "Zoé Dvořák-Łukasiewicz",
        mine.short_code,
        "Mardi 11 février 2025",
        "Tuesday 11 February 2025",
        "5 parvis Alan-Turing",
        "Métro 6 (Chevaleret)",
        "Metro 6 (Chevaleret)",
    ):
        assert expected in text
    assert mine.ticket_code not in text


def test_ticket_says_the_released_venue_wherever_it_is_shown(
    client: Client, day: dict[str, Quota]
) -> None:
    make_sessions(10)
    mine = make_registration()
    Venue.objects.update(address="2 rue du Brouillon, 75000 Paris", name_fr="Brouillon")

    pages = [
        client.get(path_of(mine, name)).content.decode()
        for name in ("ticket", "my_registration", "cancel")
    ]
    resend_confirmation(registration_id=mine.pk, by="desk")
    mail = OutgoingEmail.objects.latest("pk")

    shown = [*pages, words(read(client, mine, "ticket_pdf")), mail.text_body, mail.html_body]
    shown = [text.replace("\xa0", " ") for text in shown]
    assert ["Station F" in text for text in shown] == [True] * 6
    assert ["Brouillon" in text for text in shown] == [False] * 6


def test_ticket_pdf_embeds_each_font_and_stays_small(client: Client, day: dict[str, Quota]) -> None:
    mine = make_registration()
    content = client.get(path_of(mine, "ticket_pdf")).content

    fonts = fonts_of(PdfReader(io.BytesIO(content)))

    assert len(fonts) == 3
    assert all(fonts.values())
    assert len(content) < 60_000


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"first_name": "Αλέξανδρος", "last_name": "Лебедев"}, "Αλέξανδρος Лебедев"),
        ({"first_name": "Nguyễn", "last_name": "Thị Hồng"}, "Nguyễn Thị Hồng"),
        ({"first_name": "小明", "last_name": "王"}, "camille@example.org"),
        ({"first_name": "דוד", "last_name": "לוי"}, "לוי"),
        ({"first_name": "Zoé", "last_name": "علي"}, "camille@example.org"),
        ({"first_name": "A" * 80, "last_name": "B" * 80}, "A" * 10),
        ({"first_name": "Zoe\u0301", "last_name": "O\u200bBrien"}, "Zoé OBrien"),
    ],
    ids=[
        "greek and cyrillic",
        "vietnamese",
        "chinese",
        "hebrew",
        "two directions",
        "very long",
        "odd signs",
    ],
)
def test_ticket_pdf_shows_who_it_is_for_in_any_script(
    client: Client, day: dict[str, Quota], names: dict[str, str], shown: str
) -> None:
    mine = make_registration(**names)

    reader = read(client, mine, "ticket_pdf")

    assert len(reader.pages) == 1
    assert shown in words(reader)


def test_ticket_pdf_embeds_letters_that_join_for_an_arabic_name(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = make_registration(first_name="محمد", last_name="علي", organisation="Institut")

    fonts = fonts_of(read(client, mine, "ticket_pdf"))

    assert [name for name in fonts if "NotoSansArabic" in name] != []
    assert all(fonts.values())


def spoken(reader: PdfReader) -> list[tuple[str, str]]:
    """Kind and other words of each element, in the order in which a screen reader tells them."""
    document = reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    elements = [one.get_object() for one in document["/K"]]
    return [(str(one["/S"]), str(one.get("/Alt", ""))) for one in elements]


def test_papers_are_tagged_with_title_headings_and_language(
    client: Client, day: dict[str, Quota]
) -> None:
    allow_letters()
    mine = make_registration()
    ticket, letter = (read(client, mine, name) for name in ("ticket_pdf", "letter"))

    kinds = [kind for kind, _words in spoken(ticket)]
    assert [kind for kind in kinds if kind != "/P"] == ["/H1", "/H2", "/Figure", "/H2", "/H2"]
    assert ("/Figure", "Code QR de votre billet") in spoken(ticket)
    assert [kind for kind, _words in spoken(letter)].count("/H1") == 2
    for paper in (ticket, letter):
        root = paper.trailer["/Root"]
        content = paper.pages[0].get_contents().get_data().decode("latin-1")
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert root["/Lang"] == "fr"
        assert "/Lang (fr)" in content
        assert "/Lang (en)" in content
        assert content.count("BDC") + content.count("BMC") == content.count("EMC")


def test_ticket_pdf_is_kept_by_nobody_on_the_way(client: Client, day: dict[str, Quota]) -> None:
    mine = make_registration()

    response = client.get(path_of(mine, "ticket_pdf"))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="billet.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_ticket_pdf_of_someone_online_does_not_exist(client: Client, day: dict[str, Quota]) -> None:
    mine = make_registration(way=Way.ONLINE)

    assert client.get(path_of(mine, "ticket_pdf")).status_code == 404


@pytest.mark.parametrize("name", ["ticket_pdf", "letter"])
def test_paper_with_a_forged_link_does_not_exist(
    client: Client, day: dict[str, Quota], name: str
) -> None:
    allow_letters()
    mine = make_registration()
    forged = path_of(mine, name).replace(str(mine.public_id), str(uuid.uuid4()))

    assert client.get(forged).status_code == 404


def test_letter_says_who_when_where_and_what_it_is_not_in_both_languages(
    client: Client, day: dict[str, Quota]
) -> None:
    allow_letters()
    mine = make_registration(country="BR", role="Directrice")

    reader = read(client, mine, "letter")

    assert len(reader.pages) == 1
    text = words(reader)
    for expected in (
        "Camille Martin",
        "Atelier Martin",
        "Brésil",
        "Brazil",
        "11 February 2025",
        "Station F, 5 parvis Alan-Turing, 75013 Paris",
        "La déléguée générale",
        "contact@summit.example",
        "not an invitation by a state",
        "does not guarantee that a visa is granted",
        reference_of(mine),
    ):
        assert expected in text
    assert mine.short_code not in text


def test_letter_with_the_longest_values_stays_on_one_page(
    client: Client, day: dict[str, Quota]
) -> None:
    allow_letters()
    mine = make_registration(
        first_name="Wilhelmine " * 7,
        last_name="Mmmmm " * 13,
        organisation="W" * 120,
        role="M" * 120,
    )

    assert len(read(client, mine, "letter").pages) == 1


@pytest.mark.parametrize(
    ("values", "now", "allowed"),
    [
        ({"way": Way.ONLINE}, None, True),
        ({}, None, False),
        ({}, at(19), True),
        ({"first_name": "小明", "last_name": "王"}, None, True),
    ],
    ids=["online", "not allowed", "the day is over", "a name it cannot print"],
)
def test_letter_is_refused_with_a_reason(
    client: Client, day: dict[str, Quota], values: dict[str, Any], now: Any, allowed: bool
) -> None:
    if allowed:
        allow_letters()
    mine = make_registration(**values)
    if now:
        clock.set_rehearsal(now)

    response = client.get(path_of(mine, "letter"))

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_reference_of_a_letter_leads_to_its_registration_only(day: dict[str, Quota]) -> None:
    mine, _other = make_registration(), make_registration("other@example.org")
    first, last = numbers_of(f" {reference_of(mine).lower()} ") or (None, None)

    assert Registration.objects.filter(public_id__gte=first, public_id__lte=last).get() == mine
    assert numbers_of(mine.short_code) is None


def test_line_of_a_paper_parts_no_hour_from_its_minutes() -> None:
    sheet = Sheet(title="", author="", language="fr", now=at(9))
    sheet.add_page()
    sheet.use(TEXT, 10)
    words = "accueil dès 8\u202fh\u202f30"

    with translation.override("fr"):
        whole = sheet.get_string_width(as_drawn(words))
        lines = sheet.multi_cell(whole - 1, 5, as_drawn(words), dry_run=True, output="LINES")

    assert [line.split() for line in lines] == [["accueil", "dès"], ["8", "h", "30"]]
