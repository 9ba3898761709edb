"""Requests, codes and delegations as organisers handle them."""

import csv
import io
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from registration import notifications
from registration.admin.delegations import check_rows
from registration.models import Invitee, Place, Quota, Registration, Way
from registration.notifications import mail_invitee
from registration.services.changing import cancel_registration
from registration.services.deciding import carry_out_decisions, plan_decisions
from registration.services.delegations import write_to_invitees
from summit.accounts.models import User
from summit.home.services.groups import DESK, ensure_groups
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_registration
from tests.registration_gates.test_codes import make_code
from tests.registration_pages.forms import TYPED, hidden_fields

pytestmark = pytest.mark.django_db

IMPORT = "/fr/admin/registration/pendingplace/import/"
TABLE = (
    "Prénom;Nom;Adresse;Organisation;Langue\r\n"
    "Zoé;Petit;zoe@example.org;Alpha;fr\r\nMax;Roy;max@example.org;Beta;en"
)


@pytest.fixture
def desk(client: Client, day: dict[str, Quota], settings: Any) -> Client:
    ensure_groups()
    user = User.objects.create_user("desk@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=DESK))
    client.force_login(user)
    return client


@pytest.fixture
def asked(desk: Client) -> list[Registration]:
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    names = ("a@example.org", "b@example.org", "c@example.org")
    return [make_registration(name, first_name="=SUM(A1)") for name in names]


def state(registration: Registration) -> str:
    places = Place.objects.filter(registration=registration, quota__way=Way.IN_PERSON)
    return places.latest("pk").state


def table_of(desk: Client) -> list[list[str]]:
    response = desk.get(reverse("admin:registration_pendingplace_export"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


# --- Decisions --------------------------------------------------------------------------------


def test_list_of_requests_costs_the_same_for_one_and_three(
    desk: Client, asked: list[Registration], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("admin:registration_pendingplace_changelist"))
    assert page.status_code == 200


def test_home_page_says_how_many_requests_wait(desk: Client, asked: list[Registration]) -> None:
    page = desk.get(reverse("admin:index")).content.decode()

    assert reverse("admin:registration_pendingplace_changelist") + '">Décider' in page


def test_export_is_safe_and_comes_back_as_decisions(
    desk: Client, asked: list[Registration]
) -> None:
    rows = table_of(desk)
    assert {row[1] for row in rows[1:]} == {"'=SUM(A1)"}
    rows[1][-2:], rows[2][-2:] = ["Oui", ""], ["refuse", "Complet."]
    table = "\r\n".join(";".join(row) for row in rows)

    checked = desk.post(IMPORT, {"table": table, "check": "1"})
    assert [state(person) for person in asked] == ["pending"] * 3
    done = desk.post(IMPORT, {"table": table, "run": "1"})
    assert [state(person) for person in asked] == ["pending"] * 3
    carry_out_decisions()
    again = desk.post(IMPORT, {"table": table, "run": "1"})

    assert [answer.status_code for answer in (checked, done, again)] == [200, 302, 200]
    assert [state(person) for person in asked] == ["confirmed", "released", "pending"]
    kinds = OutgoingEmail.objects.values_list("kind", flat=True)
    assert (list(kinds).count("request_refused"), len(kinds)) == (1, 5)


def test_each_wrong_row_is_named_and_the_others_stand(asked: list[Registration]) -> None:
    first = asked[0].public_id
    table = f"{first},approve,\n{first},refuse,\nabc,approve,\n{asked[1].public_id},perhaps,"

    plan = plan_decisions(table)

    assert [(row.line, row.problem) for row in plan] == [
        (1, ""),
        (2, "twice"),
        (3, "unknown"),
        (4, "word"),
    ]


def test_buttons_of_the_desk_decide_and_the_history_says_who(
    desk: Client, asked: list[Registration]
) -> None:
    approve = reverse("admin:registration_registration_approve", args=[asked[0].pk])
    refuse = reverse("admin:registration_registration_refuse", args=[asked[1].pk])

    desk.post(approve)
    desk.post(refuse, {"words": "Complet."})
    late = desk.post(approve)

    assert (state(asked[0]), state(asked[1]), late.status_code) == ("confirmed", "released", 200)
    entry = LogEntry.objects.filter(object_id=asked[0].pk).latest("pk")
    assert (entry.additional_data["event"], str(entry.actor)) == ("approved", "desk@example.org")


def test_selected_requests_are_approved_together(desk: Client, asked: list[Registration]) -> None:
    places = Place.objects.pending().values_list("pk", flat=True)
    data = {"action": "approve_selected", "_selected_action": list(places)}

    desk.post(reverse("admin:registration_pendingplace_changelist"), data)
    carry_out_decisions()

    assert [state(person) for person in asked] == ["confirmed"] * 3


def test_pages_of_the_gates_are_closed_to_others(client: Client, day: dict[str, Quota]) -> None:
    client.force_login(User.objects.create_user("other@example.org", is_staff=True))
    code = make_code()
    delegation = reverse("admin:registration_invitationcode_delegation", args=[code.pk])
    export = reverse("admin:registration_pendingplace_export")

    assert {client.get(page).status_code for page in (IMPORT, delegation, export)} == {403}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", b"", b"a;b\r\n" * 600])
def test_file_that_is_no_table_is_refused_in_words(
    desk: Client, asked: list[Registration], content: bytes
) -> None:
    upload = io.BytesIO(content)
    upload.name = "decisions.csv"

    response = desk.post(IMPORT, {"file": upload, "check": "1"})

    assert (response.status_code, "errorlist" in response.content.decode()) == (200, True)


# --- Codes and delegations --------------------------------------------------------------------


def test_code_is_made_with_a_link_to_copy(desk: Client) -> None:
    add = reverse("admin:registration_invitationcode_add")
    data = {
        "name": "Délégation",
        "quota": Quota.objects.get(way=Way.IN_PERSON).pk,
        "allotment": 5,
        "is_active": "on",
        "skips_approval": "on",
        "_continue": "1",
    }

    page = desk.post(add, data, follow=True).content.decode()

    assert "/registration/code/" in page


def test_delegation_is_checked_then_kept_and_written_to_in_the_background(desk: Client) -> None:
    code = make_code(5)
    page = reverse("admin:registration_invitationcode_delegation", args=[code.pk])

    desk.post(page, {"table": TABLE, "check": "1"})
    assert (Invitee.objects.count(), OutgoingEmail.objects.count()) == (0, 0)
    answers = [desk.post(page, {"table": TABLE, "run": "1"}).status_code for _ in range(2)]
    assert (answers, Invitee.objects.count(), OutgoingEmail.objects.count()) == ([302, 200], 2, 0)
    write_to_invitees()

    assert Invitee.objects.count() == 2
    sent = OutgoingEmail.objects.order_by("pk").values_list("kind", "to", "language")
    assert list(sent) == [
        ("invitee_invited", "zoe@example.org", "fr"),
        ("invitee_invited", "max@example.org", "en"),
    ]


def test_progress_of_a_delegation_is_shown_until_everybody_is_written_to(desk: Client) -> None:
    code = make_code(5)
    page = reverse("admin:registration_invitationcode_delegation", args=[code.pk])
    address = desk.post(page, {"table": TABLE, "run": "1"})["Location"]
    of_code = reverse("admin:registration_invitationcode_change", args=[code.pk])

    before, leads = (desk.get(where).content.decode() for where in (address, of_code))
    write_to_invitees()
    after, leads_after = (desk.get(where).content.decode() for where in (address, of_code))

    assert ('value="0" max="2"' in before, "data-running" in before) == (True, True)
    assert ("data-running" in after, "<progress" in after) == (False, False)
    assert (address in leads, address in leads_after) == (True, False)


def test_progress_of_a_delegation_names_whom_no_mail_reaches_and_ends(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("admin:registration_invitationcode_delegation", args=[make_code(5).pk])
    address = desk.post(page, {"table": TABLE, "run": "1"})["Location"]

    def stumble(invitee: Invitee) -> None:
        if invitee.email == "max@example.org":
            raise UnicodeError
        mail_invitee(invitee)

    monkeypatch.setattr(notifications, "mail_invitee", stumble)
    write_to_invitees()
    told = desk.get(address).content.decode()

    assert ("data-running" in told, "max@example.org" in told) == (False, True)
    assert ("UnicodeError" in told, "zoe@example.org" in told) == (True, False)


def test_progress_of_a_delegation_is_closed_to_those_who_invite_nobody(
    client: Client, day: dict[str, Quota]
) -> None:
    client.force_login(User.objects.create_user("other@example.org", is_staff=True))

    page = client.get(reverse("admin:registration_invitationcode_progress", args=[make_code(5).pk]))

    assert page.status_code == 403


def test_one_wrong_row_and_nobody_is_invited(desk: Client) -> None:
    code = make_code(9)
    make_registration("known@example.org")
    before = OutgoingEmail.objects.count()
    page = reverse("admin:registration_invitationcode_delegation", args=[code.pk])
    table = TABLE + "\r\nAnn;Roy;ann@;X\r\nMax;Roy;MAX@example.org\r\nEva;K;known@example.org"

    desk.post(page, {"table": table, "run": "1"})

    assert (Invitee.objects.count(), OutgoingEmail.objects.count()) == (0, before)
    rows = check_rows(code, table)
    assert [(row.line, bool(row.problem), bool(row.note)) for row in rows] == [
        (2, False, False),
        (3, False, False),
        (4, True, False),
        (5, True, False),
        (6, False, True),
    ]


def test_more_people_than_places_are_refused_before_anything_is_written(desk: Client) -> None:
    page = reverse("admin:registration_invitationcode_delegation", args=[make_code(1).pk])

    desk.post(page, {"table": TABLE, "run": "1"})

    assert Invitee.objects.count() == 0


def invite(desk: Client) -> Invitee:
    page = reverse("admin:registration_invitationcode_delegation", args=[make_code(5).pk])
    desk.post(page, {"table": TABLE, "run": "1"})
    write_to_invitees()
    return Invitee.objects.get(email="zoe@example.org")


def page_of(invitee: Invitee) -> str:
    signature = invitee.personal_link("registration:invitee").signature
    return f"/fr/registration/invited/{invitee.public_id}/{signature}/"


def test_invitee_confirms_under_the_invited_address_with_the_code(desk: Client) -> None:
    invitee = invite(desk)
    page = page_of(invitee)
    typed = {**TYPED, **hidden_fields(Client().get(page)), "organisation_type": ""}
    typed |= {"email": "thief@example.org"}

    answers = [Client().post(page, typed).status_code for _ in range(2)]

    invitee.refresh_from_db()
    registration = Registration.objects.get()
    assert (answers, registration.email) == ([302, 200], "zoe@example.org")
    assert (invitee.registration, Place.objects.get().code) == (registration, invitee.code)


def test_invitee_who_cancelled_confirms_again_with_the_code(desk: Client) -> None:
    invitee = invite(desk)
    page = page_of(invitee)
    typed = {**TYPED, **hidden_fields(Client().get(page)), "organisation_type": ""}
    Client().post(page, typed)
    registration = Registration.objects.get()
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    typed |= hidden_fields(Client().get(page))
    Client().post(page, typed)

    registration.refresh_from_db()
    assert not registration.is_cancelled
    assert Place.objects.confirmed().get().code == invitee.code


def test_invitee_declines_by_a_button_only(desk: Client) -> None:
    invitee = invite(desk)
    page = page_of(invitee)

    assert (Client().get(page).status_code, Client().head(page).status_code) == (200, 200)
    invitee.refresh_from_db()
    assert invitee.declined_at is None
    assert Client().post(page, {"answer": "decline"}).status_code == 302
    invitee.refresh_from_db()
    assert invitee.declined_at is not None
    assert Client().get(page).status_code == 200


def test_forged_or_replaced_link_of_an_invitee_opens_nothing(desk: Client) -> None:
    invitee = invite(desk)
    old = page_of(invitee)
    changes = reverse("admin:registration_invitee_changelist")

    desk.post(changes, {"action": "send_again", "_selected_action": [invitee.pk]})

    write_to_invitees()
    assert OutgoingEmail.objects.filter(to="zoe@example.org").count() == 2
    assert Client().get(old).status_code == 404
    assert Client().get(old.replace(str(invitee.public_id)[:4], "0000")).status_code == 404
    invitee.refresh_from_db()
    assert Client().get(page_of(invitee)).status_code == 200


def test_invitation_ends_with_its_code(desk: Client) -> None:
    invitee = invite(desk)
    invitee.code.is_active = False
    invitee.code.save()

    assert Client().get(page_of(invitee)).status_code == 404


@pytest.mark.parametrize("name", ["invitationcode", "invitee", "openingnotice", "pendingplace"])
def test_lists_of_the_gates_open(desk: Client, name: str) -> None:
    assert desk.get(reverse(f"admin:registration_{name}_changelist")).status_code == 200
