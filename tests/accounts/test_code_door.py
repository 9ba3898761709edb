"""My space: an address, a code, and an account that exists only once the code came back."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from summit.accounts.models import User
from tests.services.smtp import SmtpServer

pytestmark = pytest.mark.django_db

ASK = "/en/account/code/"
CONFIRM = "/en/account/login/code/confirm/"


def ask(client: Client, email: str, **extra: Any) -> Any:
    return client.post(ASK, {"email": email, **extra})


def code_in(smtp_server: SmtpServer) -> str:
    text = smtp_server.received[-1].message.get_body(("plain",)).get_content()
    match = re.search(r"^ {4}(\S+)\s*$", text, re.MULTILINE)
    assert match
    return match[1]


def test_code_for_an_unknown_address_makes_the_account_when_it_comes_back(
    client: Client, smtp_server: SmtpServer
) -> None:
    answer = ask(client, "Camille@example.org")
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    assert User.objects.count() == 0

    answer = client.post(CONFIRM, {"code": code_in(smtp_server)})

    assert (answer.status_code, answer["Location"]) == (302, reverse("registration:my_space"))
    user = User.objects.get()
    assert (user.email, user.is_staff, user.has_usable_password()) == (
        "Camille@example.org",
        False,
        False,
    )
    assert client.session["_auth_user_id"] == str(user.pk)


def test_code_for_a_known_address_signs_in_without_a_second_account(
    client: Client, smtp_server: SmtpServer
) -> None:
    known = User.objects.create_user("camille@example.org")
    ask(client, "CAMILLE@EXAMPLE.ORG")
    client.post(CONFIRM, {"code": code_in(smtp_server)})
    assert User.objects.get() == known
    assert client.session["_auth_user_id"] == str(known.pk)


def test_code_goes_to_the_stored_address_and_never_to_a_look_alike(
    client: Client, smtp_server: SmtpServer
) -> None:
    User.objects.create_user("camille@example.org")
    ask(client, "camille@ｅxample.org")
    assert smtp_server.received[-1].recipients == ("camille@example.org",)


def test_code_door_gives_staff_no_code_and_looks_the_same(
    client: Client, smtp_server: SmtpServer
) -> None:
    User.objects.create_user("desk@example.org", "a long pass phrase", is_staff=True)
    staff, unknown = ask(client, "desk@example.org"), ask(Client(), "new@example.org")
    to_staff, to_unknown = (received.message for received in smtp_server.received)

    assert (staff.status_code, staff["Location"]) == (unknown.status_code, unknown["Location"])
    assert sorted(staff.cookies) == sorted(unknown.cookies)
    assert re.search(r"^ {4}\S+\s*$", to_staff.get_content(), re.MULTILINE) is None
    assert "/en/account/login/" in to_staff.get_content()
    assert to_unknown["Auto-Submitted"] == to_staff["Auto-Submitted"] == "auto-generated"
    for guess in ("", " ", "000000"):
        client.post(CONFIRM, {"code": guess})
    assert "_auth_user_id" not in client.session


def test_code_door_pages_are_alike_for_known_and_unknown_addresses(
    client: Client, smtp_server: SmtpServer
) -> None:
    User.objects.create_user("known@example.org")
    pages = []
    for email in ("known@example.org", "other@example.org"):
        visitor = Client()
        ask(visitor, email)
        page = visitor.get(CONFIRM)
        body = page.content.decode().replace(email, "ADDRESS")
        pages.append((page.status_code, re.sub(r'value="[\w-]{64}"', "TOKEN", body)))
    assert pages[0] == pages[1]


def test_wrong_code_five_times_asks_for_a_new_one(client: Client, smtp_server: SmtpServer) -> None:
    ask(client, "camille@example.org")
    code = code_in(smtp_server)
    for _ in range(4):
        assert client.post(CONFIRM, {"code": "WRONG"}).status_code == 200
    assert client.post(CONFIRM, {"code": "WRONG"})["Location"] == f"{ASK}?again=1"
    assert client.post(CONFIRM, {"code": code})["Location"] == ASK
    assert User.objects.count() == 0


def test_another_code_replaces_the_first(client: Client, smtp_server: SmtpServer) -> None:
    ask(client, "camille@example.org")
    first = code_in(smtp_server)
    client.post(CONFIRM, {"action": "resend"})
    second = code_in(smtp_server)
    assert first != second
    assert client.post(CONFIRM, {"code": first}).status_code == 200
    assert client.post(CONFIRM, {"code": second}).status_code == 302


def test_asking_four_times_in_a_minute_is_put_off_and_keeps_the_address(
    client: Client, smtp_server: SmtpServer
) -> None:
    for _ in range(3):
        assert ask(client, "camille@example.org").status_code == 302
    page = ask(client, "camille@example.org")
    assert page.status_code == 200
    assert 'value="camille@example.org"' in page.content.decode()
    assert len(smtp_server.received) == 3


def test_forged_forwarded_for_does_not_widen_the_limit(
    client: Client, smtp_server: SmtpServer
) -> None:
    for n in range(3):
        client.post(ASK, {"email": "c@example.org"}, headers={"x-forwarded-for": f"10.0.0.{n}"})
    client.post(ASK, {"email": "c@example.org"}, headers={"x-forwarded-for": "10.0.0.9"})
    assert len(smtp_server.received) == 3


def test_mail_server_away_says_so_and_keeps_the_address(
    client: Client, smtp_server: SmtpServer
) -> None:
    smtp_server.stop()
    page = ask(client, "camille@example.org")
    assert page.status_code == 200
    assert 'value="camille@example.org"' in page.content.decode()
    assert "could not leave" in page.content.decode()


@pytest.mark.parametrize(
    "email", ["", "camille", "camille@", "camille@x", "a@b.fr\nBcc: c@d.fr", "é@b.fr", "a" * 300]
)
def test_bad_address_is_refused_with_words_and_sends_nothing(
    client: Client, smtp_server: SmtpServer, email: str
) -> None:
    page = ask(client, email)
    assert page.status_code == 200
    assert "id_email" in page.content.decode()
    assert smtp_server.received == []


def test_nobody_fills_a_strangers_mailbox_with_codes(
    client: Client, smtp_server: SmtpServer
) -> None:
    start = dt.datetime(2025, 1, 20, 9, 30, tzinfo=dt.UTC)
    for minute in range(25):
        with time_machine.travel(start + dt.timedelta(minutes=minute), tick=False):
            ask(client, "camille@example.org")

    assert len(smtp_server.received) == 20


def test_next_is_followed_inside_the_site_only(client: Client, smtp_server: SmtpServer) -> None:
    ask(client, "camille@example.org", next="https://evil.example/")
    answer = client.post(CONFIRM, {"code": code_in(smtp_server), "next": "//evil.example/"})
    assert answer["Location"] == reverse("registration:my_space")


@pytest.mark.parametrize("door", ["/en/account/code/", "/en/account/login/"])
@pytest.mark.parametrize("target", ["//[", "https://[x]:9/", "http://a\N{ACCOUNT OF}b/"])
def test_next_that_is_no_address_is_ignored(client: Client, door: str, target: str) -> None:
    assert client.get(door, {"next": target}).status_code == 200


def test_signed_in_person_goes_straight_to_my_space(client: Client) -> None:
    client.force_login(User.objects.create_user("camille@example.org"))
    assert client.get(ASK)["Location"] == reverse("registration:my_space")


def test_code_mail_in_french_is_french(client: Client, smtp_server: SmtpServer) -> None:
    client.post("/fr/account/code/", {"email": "camille@example.org"})
    message = smtp_server.received[-1].message
    assert message["Subject"].startswith("Votre code : ")
    assert "valable 15 minutes" in message.get_content()
