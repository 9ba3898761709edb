"""The admin: password always, second factor where it is required."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from summit.accounts.models import User
from tests.services.smtp import SmtpServer

pytestmark = pytest.mark.django_db

PASSWORD = "un long mot de passe"
ADMIN = "/en/admin/"
STAFF_DOOR = "/en/account/login/"


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("desk@example.org", PASSWORD, is_staff=True, is_superuser=True)


def sign_in(client: Client, email: str = "desk@example.org", password: str = PASSWORD) -> str:
    answer = client.post(f"{STAFF_DOOR}?next={ADMIN}", {"login": email, "password": password})
    return answer.headers.get("Location", "")


def current_code(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value

    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_admin_leads_a_stranger_to_the_staff_door(client: Client) -> None:
    first = client.get(ADMIN)
    second = client.get(first["Location"])
    assert second["Location"] == f"{STAFF_DOOR}?next=%2Fen%2Fadmin%2F"


def test_staff_enter_with_their_password(client: Client, staff: User) -> None:
    assert sign_in(client) == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_wrong_password_stays_outside(client: Client, staff: User) -> None:
    assert sign_in(client, password="wrong") == ""
    assert client.get(ADMIN).status_code == 302


def test_other_language_still_leads_to_the_admin_after_a_wrong_password(
    client: Client, staff: User
) -> None:
    door = f"{STAFF_DOOR}?next={ADMIN}"
    page = client.get(door).content.decode()
    assert 'action="' not in page.split('<form class="form', 1)[1].split(">", 1)[0]

    wrong = client.post(door, {"login": staff.email, "password": "wrong"}).content.decode()

    assert 'href="/fr/account/login/?next=/fr/admin/"' in wrong


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("password/reset/", "Un nouveau mot de passe"),
        ("password/reset/done/", "Ouvrez votre boîte de réception"),
        ("password/reset/key/1-wrong/", "Ce lien ne fonctionne plus"),
        ("password/reset/key/done/", "Votre mot de passe est changé"),
        ("password/change/", "Changer mon mot de passe"),
        ("2fa/", "Seconde étape à la connexion"),
        ("2fa/totp/activate/", "C’est bien vous"),
        ("logout/", "Se déconnecter"),
    ],
)
def test_pages_of_the_staff_door_speak_our_french(
    client: Client, staff: User, path: str, heading: str
) -> None:
    if not path.startswith("password/reset"):
        client.post("/fr/account/login/", {"login": staff.email, "password": PASSWORD})

    page = client.get(f"/fr/account/{path}", follow=True).content.decode()

    assert heading in page.split("<h1>", 1)[1].split("</h1>", 1)[0]
    words = re.sub(r"<[^>]*>", " ", page.split("<main", 1)[1].split("</main>", 1)[0])
    assert re.findall(r"\w'\w", words) == []


def test_second_proof_of_who_one_is_offers_the_other_way_in_our_french(
    client: Client, staff: User
) -> None:
    TOTP.activate(staff, generate_totp_secret())
    client.force_login(staff)

    for path, other in [("reauthenticate", "un code"), ("2fa/reauthenticate", "le mot de passe")]:
        page = client.get(f"/fr/account/{path}/").content.decode()
        assert f"Utiliser plutôt {other}" in page


def test_new_password_is_asked_for_in_one_sentence(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/fr/account/password/change/").content.decode()

    assert "Au moins 12 caractères" in page
    assert "Votre mot de passe ne peut pas" not in page


def test_attendee_is_refused_at_the_admin(client: Client) -> None:
    client.force_login(User.objects.create_user("camille@example.org"))
    assert client.get(ADMIN, follow=True).status_code == 403


def test_staff_without_second_factor_are_led_to_set_it_up(
    client: Client, staff: User, settings: pytest.FixtureRequest
) -> None:
    settings.SUMMIT_STAFF_MFA = True
    sign_in(client)
    first = client.get(ADMIN)
    second = client.get(first["Location"])
    assert second["Location"] == "/en/account/2fa/totp/activate/"
    assert client.get(second["Location"], follow=True).status_code == 200


def test_staff_with_second_factor_enter_with_password_and_code(
    client: Client, staff: User, settings: pytest.FixtureRequest
) -> None:
    settings.SUMMIT_STAFF_MFA = True
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)

    assert sign_in(client).startswith("/en/account/2fa/authenticate/")
    assert client.get(ADMIN).status_code == 302
    client.post("/en/account/2fa/authenticate/", {"code": current_code(secret)})

    assert client.get(ADMIN).status_code == 200


def test_six_wrong_passwords_lock_the_address_for_a_while(client: Client, staff: User) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client) == ""


def test_sign_up_with_a_password_is_closed(client: Client) -> None:
    data = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/en/account/signup/", data)
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_admin_never_leads_outside(client: Client, staff: User, target: str) -> None:
    client.force_login(staff)
    assert client.get("/en/admin/login/", {"next": target})["Location"] == ADMIN


def test_forgotten_password_mail_is_ours_and_in_french(
    client: Client, staff: User, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    client.post("/fr/account/password/reset/", {"email": staff.email})

    [message] = mail.outbox
    assert message.subject == "Choisissez un nouveau mot de passe"
    assert message.to == [staff.email]
    assert "/fr/account/password/reset/key/" in message.body
    assert "ouvrez cette page dans les trois jours" in message.body
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
    assert "testserver !" not in message.body


def test_forgotten_password_answers_every_address_alike_and_writes_to_each(
    client: Client, staff: User, smtp_server: SmtpServer
) -> None:
    User.objects.create_user("camille@example.org")
    addresses = [staff.email, "camille@example.org", "nobody@example.org"]

    answers = [client.post("/fr/account/password/reset/", {"email": one}) for one in addresses]

    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, "/fr/account/password/reset/done/")
    }
    sent = [(received.recipients[0], received.message) for received in smtp_server.received]
    assert [recipient for recipient, _message in sent] == addresses
    for _recipient, message in sent[1:]:
        assert message["Subject"] == "Pas de mot de passe pour cette adresse"
        assert "/fr/registration/lost-link/" in message.get_content()
        assert "/password/reset/key/" not in message.get_content()


def test_forgotten_password_while_the_mail_server_is_away_is_told_with_words(
    client: Client, staff: User, smtp_server: SmtpServer
) -> None:
    smtp_server.stop()

    for email in (staff.email, "nobody@example.org"):
        answer = client.post("/fr/account/password/reset/", {"email": email})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Le courriel n’a pas pu partir" in page
        assert f'value="{email}"' in page
