"""Codes, requests and the opening as the public meets them."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.test import Client

from registration.models import OpeningNotice, Place, Quota, Registration, Way
from registration.services.opening import tell_opening
from summit.edition import clock
from summit.mail.models import OutgoingEmail
from summit.mail.services import deliver_due_emails
from tests.registration.factories import NOW, make_business_day
from tests.registration_gates.test_codes import make_code, use
from tests.registration_pages.forms import fill, masked

pytestmark = pytest.mark.django_db

ENTER, TELL = "/fr/registration/code/", "/fr/registration/tell-me/"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def soon(db: None) -> dict[str, Quota]:
    quotas = make_business_day(registration_opens_at=NOW + SECOND)
    clock.set_rehearsal(NOW - dt.timedelta(hours=1))
    return quotas


# --- Codes ------------------------------------------------------------------------------------


def test_code_typed_by_hand_leads_to_its_form(client: Client, soon: dict[str, Quota]) -> None:
    code = make_code()

    response = client.post(ENTER, {"code": f"{code.code[:5].lower()} {code.code[5:]}"})

    assert urlsplit(response["Location"]).path == f"{ENTER}{code.code}/"
    assert client.get(response["Location"]).status_code == 200


def test_form_of_a_code_registers_before_the_opening(
    client: Client, soon: dict[str, Quota]
) -> None:
    code = make_code()
    page = f"{ENTER}{code.code}/"
    sent = fill(client, page, organisation_type="")

    answers = [client.post(page, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Registration.objects.count(), Place.objects.get().code) == (1, code)


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        ({}, "la place est à vous"),
        ({"capacity": 0}, "met sur la liste d’attente"),
        ({"requires_approval": True}, "les organisateurs examinent ensuite votre demande"),
    ],
)
def test_form_of_a_code_promises_no_place_that_it_does_not_give(
    client: Client, day: dict[str, Quota], quota: dict[str, object], words: str
) -> None:
    code = make_code(skips_approval=False)
    Quota.objects.filter(way=Way.IN_PERSON).update(**quota)

    page = client.get(f"{ENTER}{code.code}/").content.decode()

    notice = page.partition("Votre code d’invitation fonctionne.")[2].partition("</p>")[0]
    assert words in notice.replace("\u202f", " ")


@pytest.mark.parametrize(
    "values", [{"is_active": False}, {"deadline": NOW - dt.timedelta(days=1)}, {"allotment": 0}]
)
def test_every_code_that_does_not_work_meets_the_same_page(
    client: Client, day: dict[str, Quota], values: dict[str, object]
) -> None:
    code = make_code(**values)

    known, unknown = client.get(f"{ENTER}{code.code}/"), client.get(f"{ENTER}NOSUCHCODE/")

    assert (known.status_code, unknown.status_code) == (404, 404)
    assert masked(known).replace(code.code, "") == masked(unknown).replace("NOSUCHCODE", "")


def test_code_that_no_database_can_hold_is_not_found(client: Client, day: dict[str, Quota]) -> None:
    assert client.get(f"{ENTER}A%00/").status_code == 404


def test_code_used_up_meanwhile_keeps_what_was_typed(client: Client, day: dict[str, Quota]) -> None:
    code = make_code(1)
    page = f"{ENTER}{code.code}/"
    sent = fill(client, page, organisation_type="")
    use(code, "faster@example.org")

    response = client.post(page, sent)

    shown = response.content.decode()
    assert (response.status_code, "Lefèvre" in shown, "id_way_error" in shown) == (200, True, True)


def test_trying_code_after_code_is_slowed_down(client: Client, day: dict[str, Quota]) -> None:
    answers = {client.get(f"{ENTER}WRONG{number}/").status_code for number in range(125)}

    assert answers == {404, 429}


def test_code_in_the_address_is_kept_from_caches_and_other_sites(
    client: Client, day: dict[str, Quota]
) -> None:
    response = client.get(f"{ENTER}{make_code().code}/")

    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == (
        "same-origin",
        "noindex, nofollow",
    )


# --- Requests ---------------------------------------------------------------------------------


def test_result_of_a_request_says_that_the_organisers_decide(
    client: Client, day: dict[str, Quota]
) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    sent = fill(client, organisation_type="")

    page = client.post("/fr/registration/", sent, follow=True).content.decode()

    assert Place.objects.get(quota__way=Way.IN_PERSON).state == "pending"
    assert "sur demande" in page


# --- The opening ------------------------------------------------------------------------------


def test_known_and_unknown_addresses_are_answered_alike(
    client: Client, soon: dict[str, Quota]
) -> None:
    answers = [
        client.post(TELL, {"email": email})
        for email in ("a@example.org", "a@example.org", "A@EXAMPLE.ORG")
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"{TELL}noted/")
    }
    assert OpeningNotice.objects.count() == 1
    assert OutgoingEmail.objects.count() == 0


def test_nothing_is_told_before_the_second_of_the_opening(
    client: Client, soon: dict[str, Quota]
) -> None:
    client.post(TELL, {"email": "a@example.org"})

    assert (tell_opening(NOW), OpeningNotice.objects.count()) == (0, 1)
    assert (tell_opening(NOW + SECOND), OpeningNotice.objects.count()) == (1, 0)
    assert tell_opening(NOW + SECOND) == 0


def test_everybody_is_told_once_and_forgotten(client: Client, soon: dict[str, Quota]) -> None:
    for number in range(60):
        client.post(TELL, {"email": f"p{number}@example.org"})

    assert tell_opening(NOW + SECOND) == 60

    assert OutgoingEmail.objects.values("to").distinct().count() == 60
    deliver_due_emails()
    assert OutgoingEmail.objects.filter(to__endswith="example.org").count() == 0


def test_page_of_the_opening_leads_to_the_form_once_it_is_open(
    client: Client, day: dict[str, Quota]
) -> None:
    assert client.get(TELL)["Location"] == "/fr/registration/"


def test_page_before_the_opening_offers_to_tell_and_to_use_a_code(
    client: Client, soon: dict[str, Quota]
) -> None:
    page = client.get("/fr/registration/").content.decode()

    assert (f'href="{TELL}"' in page, f'href="{ENTER}"' in page) == (True, True)


def test_wrong_address_is_said_and_nothing_kept(client: Client, soon: dict[str, Quota]) -> None:
    response = client.post(TELL, {"email": "nobody@"})

    assert (response.status_code, OpeningNotice.objects.count()) == (200, 0)
    assert "id_email_error" in response.content.decode()
