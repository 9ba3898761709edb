"""Whatever is typed gets a clear message in the reader's language and is not lost."""

import html
import unicodedata
from typing import Any

import pytest
from django.test import Client

from registration.models import Quota, Registration
from tests.registration_pages.forms import FORM, TYPED, fill, send
from tests.registration_pages.people import as_read

pytestmark = pytest.mark.django_db

UNREADABLE = "Il y avait ici un caractère invisible."
NOT_A_NAME = "n’est pas accepté dans un nom"
ONE_LINE = "Écrivez ceci sur une seule ligne."
NO_LINK = "sans adresse de site"
NAME_ONLY = "Écrivez seulement un nom, sans adresse."
MEGABYTES = 2_000_000

REFUSED = [
    ("way", "", "Choisissez sur place ou en ligne."),
    ("way", "by_boat", "Choisissez sur place ou en ligne."),
    ("first_name", "", "Indiquez votre prénom."),
    ("first_name", "   ", "Indiquez votre prénom."),
    ("last_name", "\u200b", "Indiquez votre nom."),
    ("first_name", "C" * 81, "80 caractères au plus. Vous en avez écrit 81."),
    ("first_name", "C" * MEGABYTES, "80 caractères au plus."),
    ("first_name", "Ca\x00mille", UNREADABLE),
    ("first_name", "Ca\x07mille", UNREADABLE),
    ("first_name", "Ca\u202emille", UNREADABLE),
    ("last_name", "Lef\ufffdvre", UNREADABLE),
    ("first_name", "Camille 🎉", NOT_A_NAME),
    ("first_name", "Cam1lle", NOT_A_NAME),
    ("first_name", "<b>Camille</b>", NOT_A_NAME),
    ("first_name", "Gagnez à http://evil.example", NAME_ONLY),
    ("first_name", "camille@example.org", NAME_ONLY),
    ("last_name", "…", NOT_A_NAME),
    ("last_name", "-", "Écrivez au moins une lettre."),
    ("first_name", "Camille\r\nBcc: victim@example.org", ONE_LINE),
    ("organisation", "", "Indiquez le nom de votre organisation."),
    ("organisation", "A" * 121, "120 caractères au plus."),
    ("organisation", "Atelier\nSubject: x", ONE_LINE),
    ("organisation", "voir https://evil.example/x", NO_LINK),
    ("organisation", "voir www.evil.example", NO_LINK),
    ("organisation", "Atelier\x1b[31m", UNREADABLE),
    ("role", "R" * 121, "120 caractères au plus."),
    ("role", "R" * MEGABYTES, "120 caractères au plus."),
    ("access_note", "N" * 501, "500 caractères au plus."),
    ("access_note", "N" * MEGABYTES, "500 caractères au plus."),
    ("access_note", "Ascenseur\x00", UNREADABLE),
    ("audience", "", "Choisissez la ligne qui vous correspond le mieux."),
    ("audience", "unknown", "Choisissez une ligne de la liste."),
    ("audience", "\x00", "Choisissez une ligne de la liste."),
    ("organisation_type", "999999", "Choisissez un type dans la liste."),
    ("organisation_type", "'; drop table", "Choisissez un type dans la liste."),
    ("country", "ZZ", "Choisissez un pays dans la liste."),
    ("country", "France", "Choisissez un pays dans la liste."),
    ("access_needs", ["unknown"], "Choisissez parmi les besoins proposés."),
    ("email", "", "Indiquez votre adresse électronique."),
    ("email", "camille", "Il manque le signe @"),
    ("email", "camille.example.org", "Il manque le signe @"),
    ("email", "camille@atelier-berthon", "s’arrête après « atelier-berthon ». Ajoutez la fin"),
    ("email", "camille@", "Écrivez ce qui suit le signe @"),
    ("email", "@example.org", "Écrivez ce qui précède le signe @."),
    ("email", "camille@@example.org", "Il y a plusieurs signes @."),
    ("email", "a@example.org,b@example.org", "Il y a plusieurs signes @."),
    ("email", "a@example.org, b@example.org", "Il y a plusieurs signes @."),
    ("email", "c" * 65 + "@example.org", "Cette adresse ne fonctionne pas."),
    ("email", "camille lefevre@example.org", "Une adresse ne contient pas d’espace."),
    ("email", "camille@gmail,com", "Il y a une virgule après le signe @."),
    ("email", "camille@example..org", "Vérifiez les points après le signe @."),
    ("email", ".camille@example.org", "Vérifiez les points avant le signe @."),
    ("email", "cam..ille@example.org", "Vérifiez les points avant le signe @."),
    ("email", "A <a@example.org>, B <b@example.org>", "Il y a plusieurs signes @."),
    ("email", "rené@example.org", "Avant le signe @, utilisez des lettres sans accent."),
    ("email", "camille@exa_mple.org", "Cette adresse ne fonctionne pas."),
    ("email", "camille@[127.0.0.1]", "Cette adresse ne fonctionne pas."),
    ("email", '"a b"@example.org', "Une adresse ne contient pas d’espace."),
    ("email", "camille@example.org\r\nBcc: victim@example.org", ONE_LINE),
    ("email", "camille@example.org\x00", UNREADABLE),
    ("email", "c" * 250 + "@example.org", "254 caractères au plus."),
    ("email", "c" * MEGABYTES, "254 caractères au plus."),
]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    REFUSED,
    ids=[f"{field}-{str(value)[:24]!a}" for field, value, _ in REFUSED],
)
def test_bad_value_is_explained_and_everything_else_kept(
    client: Client, day: dict[str, Quota], field: str, value: Any, message: str
) -> None:
    response = send(client, **{field: value})
    page = as_read(response.content.decode())

    assert response.status_code == 200
    assert page.count(message) >= 2, "beside the field and in the summary"
    assert Registration.objects.count() == 0
    for name in ("first_name", "last_name", "email", "organisation", "role"):
        if name != field:
            assert f'name="{name}" value="{TYPED[name]}"' in page
    if field != "access_note":
        assert TYPED["access_note"] in page


def test_long_value_comes_back_whole(client: Client, day: dict[str, Quota]) -> None:
    page = send(client, organisation="A" * 300).content.decode()

    assert f'value="{"A" * 300}"' in page


def test_unreadable_signs_are_taken_out_of_what_is_shown_again(
    client: Client, day: dict[str, Quota]
) -> None:
    page = send(client, organisation="Ate\u202elier\x00 Berthon").content.decode()

    assert 'name="organisation" value="Atelier Berthon"' in page


def test_message_follows_the_language_of_the_page(client: Client, day: dict[str, Quota]) -> None:
    page = send(client, "/en/registration/", email="camille@atelier-berthon").content.decode()

    assert "This address stops after “atelier-berthon”. Add its end" in html.unescape(page)


def test_needs_without_consent_ask_for_it_and_keep_them(
    client: Client, day: dict[str, Quota]
) -> None:
    data = fill(client, access_needs=["captions"])
    del data["access_consent"]

    response = client.post(FORM, data)
    page = response.content.decode()

    assert as_read(page).count("Cochez cette case") >= 2
    assert 'value="captions" id="id_access_needs_2" checked' in page
    assert TYPED["access_note"] in page
    assert Registration.objects.count() == 0


def test_no_needs_ask_for_no_consent(client: Client, day: dict[str, Quota]) -> None:
    data = fill(client, access_note="")
    del data["access_consent"]

    assert client.post(FORM, data).status_code == 302
    assert Registration.objects.get().consents.count() == 0


ACCEPTED = [
    ("first_name", "Jean-Pierre", "Jean-Pierre"),
    ("first_name", "J.-P.", "J.-P."),
    ("last_name", "O’Connor", "O’Connor"),
    ("last_name", "d'Alembert", "d'Alembert"),
    ("last_name", "Nguyễn", "Nguyễn"),
    ("first_name", unicodedata.normalize("NFD", "Zoé"), "Zoé"),
    ("first_name", "محمد", "محمد"),
    ("last_name", "\u200fכהן\u200e", "כהן"),
    ("last_name", "王", "王"),
    ("first_name", "अनिता", "अनिता"),
    ("first_name", "می\u200cنا", "می\u200cنا"),
    ("first_name", "  Camille \u00a0 Marie ", "Camille Marie"),
    ("organisation", "Hugging Face 🤗", "Hugging Face 🤗"),
    ("organisation", "Booking.com", "Booking.com"),
    ("organisation", "=1+1 & <b>fils</b>", "=1+1 & <b>fils</b>"),
    ("first_name", "Zoe" + "\u0301" * 60, "Zoé" + "\u0301" * 5),
    ("email", "camille@example.org.", "camille@example.org"),
    ("email", " mailto:Camille@Example.ORG ", "Camille@Example.ORG"),
    ("email", "Camille Lefèvre <camille@example.org>", "camille@example.org"),
    ("email", "<mailto:camille@example.org>;", "camille@example.org"),
    ("email", "« camille@example.org »", "camille@example.org"),
    ("email", '"camille@example.org"', "camille@example.org"),
    ("email", '"camille"@example.org', '"camille"@example.org'),
    ("email", "camille+sommet@xn--exmple-cua.fr", "camille+sommet@xn--exmple-cua.fr"),
    ("email", "camille@exämple.fr", "camille@exämple.fr"),
]


@pytest.mark.parametrize(("field", "typed", "kept"), ACCEPTED)
def test_unusual_but_honest_value_is_accepted(
    client: Client, day: dict[str, Quota], field: str, typed: str, kept: str
) -> None:
    response = send(client, **{field: typed})

    assert response.status_code == 302
    assert getattr(Registration.objects.get(), field) == kept


def test_typed_markup_is_never_live_on_the_page(client: Client, day: dict[str, Quota]) -> None:
    page = send(client, organisation='"><script>alert(1)</script>', email="bad").content.decode()

    assert "<script>alert" not in page


def test_body_beyond_the_limit_is_refused_without_an_error(
    client: Client, day: dict[str, Quota]
) -> None:
    response = send(client, role="R" * 9_000_000)

    assert response.status_code in {400, 413}
    assert Registration.objects.count() == 0


def test_missing_and_repeated_fields_are_no_error(client: Client, day: dict[str, Quota]) -> None:
    empty = client.post(FORM, {})
    data = fill(client)
    repeated = client.post(FORM, {**data, "email": ["a@example.org", "b@example.org"]})

    assert empty.status_code == 200
    assert repeated.status_code == 302
    assert [row.email for row in Registration.objects.all()] == ["b@example.org"]
