"""A new address: asked for by the person, confirmed by the mailbox, told to the old one."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from registration.models import LinkPurpose, Quota, Registration
from registration.services.addresses import CONFIRM, ask_new_address, new_address_link
from registration.services.changing import cancel_registration
from registration.views.personal import personal_path
from summit import ics
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, book, make_registration, make_sessions

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

NEW = "camille@nouveau.example"


@pytest.fixture
def mine(day: dict[str, Quota]) -> Registration:
    return make_registration()


def ask(registration: Registration, email: str = NEW) -> str:
    ask_new_address(registration_id=registration.pk, email=email, by="self")
    registration.refresh_from_db()
    link = new_address_link(registration, CONFIRM)
    return f"/fr/registration/address/{link.public_id}/{link.signature}/"


def written_to(email: str) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(to=email).order_by("pk"))


def entries(email: OutgoingEmail) -> list[tuple[str, int]]:
    parts = email.calendar.split("END:VCALENDAR\r\n")[:-1]
    facts = [ics.read_facts(f"{part}END:VCALENDAR\r\n".encode()) for part in parts]
    numbers = [part.split("SEQUENCE:")[1].split("\r\n")[0] for part in parts]
    return [(fact.method, int(n)) for fact, n in zip(facts, numbers, strict=True)]


def test_asking_changes_nothing_but_writes_to_the_new_address(
    client: Client, mine: Registration
) -> None:
    page = personal_path(mine, "change_address")

    response = client.post(page, {"email": NEW})

    mine.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, page)
    assert (mine.email, mine.link_version) == ("camille@example.org", 1)
    assert [mail.kind for mail in written_to(NEW)] == ["registration_address_confirm"]
    assert NEW in client.get(page).content.decode()
    assert list(written_to(NEW)[0].links) == ["confirm_url"]


def test_link_read_by_a_scanner_changes_nothing(client: Client, mine: Registration) -> None:
    link = ask(mine)

    assert (client.get(link).status_code, client.head(link).status_code) == (200, 200)

    mine.refresh_from_db()
    assert mine.email == "camille@example.org"


def test_confirming_moves_everything_and_kills_every_link(
    client: Client, mine: Registration
) -> None:
    (session,) = make_sessions(5)
    book(mine, session)
    old_page = personal_path(mine, "my_registration")
    link = ask(mine)

    response = client.post(link)

    mine.refresh_from_db()
    assert (mine.email, mine.new_email, mine.link_version) == (NEW, "", 2)
    assert client.get(old_page).status_code == 404
    assert client.get(response["Location"]).status_code == 200
    left, (told,) = written_to("camille@example.org")[-1], written_to(NEW)[1:]
    assert (left.kind, told.kind) == (
        "registration_address_left",
        "registration_confirmed_in_person",
    )
    assert entries(left) == [("CANCEL", 1), ("CANCEL", 1)]
    assert entries(told) == [("REQUEST", 2), ("REQUEST", 2)]
    assert "manage_url" in told.links
    assert "personal-link" not in left.text_body + left.html_body


def test_confirming_twice_answers_that_the_link_is_over(client: Client, mine: Registration) -> None:
    link = ask(mine)
    client.post(link)
    sent = OutgoingEmail.objects.count()

    again = client.post(link)

    assert again.status_code == 404
    assert OutgoingEmail.objects.count() == sent


def test_link_of_an_earlier_request_confirms_nothing(client: Client, mine: Registration) -> None:
    first = ask(mine, "stranger@example.org")
    ask(mine)

    assert client.post(first).status_code == 404

    mine.refresh_from_db()
    assert mine.email == "camille@example.org"


def test_link_after_a_day_confirms_nothing(client: Client, mine: Registration) -> None:
    link = ask(mine)

    with time_machine.travel(timezone.now() + dt.timedelta(hours=24), tick=False):
        assert client.post(link).status_code == 404


@pytest.mark.parametrize("purpose", [LinkPurpose.ADDRESS, LinkPurpose.MANAGE, LinkPurpose.TICKET])
def test_signature_of_another_purpose_confirms_nothing(
    client: Client, mine: Registration, purpose: str
) -> None:
    ask(mine)
    forged = mine.personal_link(CONFIRM, purpose).signature

    path = f"/fr/registration/address/{mine.public_id}/{forged}/"
    assert client.post(path).status_code == 404


def test_nothing_asked_leaves_no_link_that_opens(client: Client, mine: Registration) -> None:
    signature = new_address_link(mine, CONFIRM).signature

    path = f"/fr/registration/address/{mine.public_id}/{signature}/"
    assert client.post(path).status_code == 404


@pytest.mark.parametrize("written", ["owner@example.org", "OWNER@example.org"])
def test_taken_address_is_answered_alike_and_its_owner_told(
    client: Client, mine: Registration, written: str
) -> None:
    make_registration("owner@example.org")
    page = personal_path(mine, "change_address")

    taken = client.post(page, {"email": written})

    assert (taken.status_code, taken["Location"]) == (302, page)
    assert written in client.get(page).content.decode()
    assert [mail.kind for mail in written_to("owner@example.org")] == [
        "registration_confirmed_in_person",
        "registration_address_taken",
    ]
    assert written_to("OWNER@example.org") == []


def test_address_taken_meanwhile_is_refused_on_confirming(
    client: Client, mine: Registration
) -> None:
    link = ask(mine)
    make_registration(NEW)

    assert client.post(link).status_code == 404

    mine.refresh_from_db()
    assert (mine.email, mine.link_version) == ("camille@example.org", 1)


def test_cancelled_meanwhile_confirms_nothing(client: Client, mine: Registration) -> None:
    link = ask(mine)
    cancel_registration(registration_id=mine.pk, now=NOW, by="self")

    assert client.post(link).status_code == 404


def test_same_address_is_said_to_be_the_one(client: Client, mine: Registration) -> None:
    response = client.post(personal_path(mine, "change_address"), {"email": mine.email})

    assert (response.status_code, "id_email_error" in response.content.decode()) == (200, True)
    assert written_to(mine.email)[1:] == []


def test_asking_too_often_is_slowed_down_with_what_was_typed(
    client: Client, mine: Registration
) -> None:
    page = personal_path(mine, "change_address")

    answers = [client.post(page, {"email": NEW}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert NEW in answers[-1].content.decode()
