"""Many decisions at once: kept, carried out in the background, told row by row."""

import datetime as dt
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registration.models import DecisionRow, DecisionRun, Place, Quota, Registration, Way
from registration.services import deciding
from registration.services.approving import approve_request
from registration.services.deciding import (
    carry_out_decisions,
    forget_decisions,
    plan_decisions,
    plan_selected,
    start_decisions,
)
from registration.services.erasing import erase_registration
from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_business_day, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

LIST = "admin:registration_pendingplace_changelist"


@pytest.fixture
def asked() -> list[Registration]:
    make_business_day(in_person=2)
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    return [make_registration(f"{name}@example.org") for name in "abc"]


@pytest.fixture
def boss() -> User:
    return User.objects.create_user("boss@example.org", is_staff=True)


def states(people: list[Registration]) -> list[str]:
    places = Place.objects.filter(registration__in=people, quota__way=Way.IN_PERSON)
    return list(places.order_by("registration_id").values_list("state", flat=True))


def outcomes(run: DecisionRun) -> list[str]:
    return list(run.rows.order_by("line").values_list("outcome", flat=True))


def approve_all(people: list[Registration], by: User) -> DecisionRun:
    return start_decisions(plan_selected([p.pk for p in people], approves=True), by=by)


def test_nothing_is_decided_before_the_work_is_done_and_each_row_says_what_became_of_it(
    asked: list[Registration], boss: User
) -> None:
    numbers = [person.public_id for person in asked]
    table = f"{numbers[0]},yes,\n{numbers[0]},no,\nnobody,yes,\n{numbers[1]},no,Complet."
    run = start_decisions(plan_decisions(table), by=boss)
    assert (states(asked), outcomes(run)) == (["pending"] * 3, ["", "twice", "unknown", ""])

    carry_out_decisions()

    assert outcomes(run) == ["approved", "twice", "unknown", "refused"]
    assert states(asked) == ["confirmed", "released", "pending"]
    run.refresh_from_db()
    assert (run.is_finished, run.lease_until) == (True, None)
    entry = LogEntry.objects.filter(object_id=asked[0].pk).latest("pk")
    assert (entry.additional_data["event"], entry.actor) == ("approved", boss)
    assert not run.rows.exclude(words="").exists()
    assert OutgoingEmail.objects.filter(text_body__contains="Complet.").exists()


def test_work_that_is_cut_short_goes_on_where_it_stopped(
    asked: list[Registration], boss: User
) -> None:
    run = approve_all(asked, boss)

    carry_out_decisions(budget=0)
    assert outcomes(run) == ["", "", ""]
    carry_out_decisions()
    sent = OutgoingEmail.objects.count()
    carry_out_decisions()

    assert outcomes(run) == ["approved", "approved", "queued"]
    assert OutgoingEmail.objects.count() == sent


def test_run_that_another_worker_has_is_left_to_it_until_its_lease_ends(
    asked: list[Registration], boss: User
) -> None:
    run = approve_all(asked, boss)
    DecisionRun.objects.update(lease_until=timezone.now() + dt.timedelta(seconds=30))
    assert carry_out_decisions() == 0

    DecisionRun.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))

    assert (carry_out_decisions(), outcomes(run)[0]) == (3, "approved")


def test_rows_decided_or_erased_meanwhile_say_so_and_the_others_go_on(
    asked: list[Registration], boss: User
) -> None:
    run = approve_all(asked, boss)
    approve_request(registration_id=asked[0].pk, now=NOW, by="system")
    erase_registration(registration_id=asked[1].pk, now=NOW, by="self")

    carry_out_decisions()

    assert outcomes(run) == ["done", "unknown", "approved"]


def test_row_that_fails_stops_no_other(
    asked: list[Registration], boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = approve_all(asked, boss)

    def stumble(*, registration_id: int, **rest: Any) -> Any:
        if registration_id == asked[0].pk:
            raise ValueError
        return approve_request(registration_id=registration_id, **rest)

    monkeypatch.setattr(deciding, "approve_request", stumble)
    carry_out_decisions()

    assert outcomes(run) == ["failed", "approved", "approved"]


def test_old_runs_are_forgotten_and_unfinished_ones_never(
    asked: list[Registration], boss: User
) -> None:
    old = approve_all(asked, boss)
    carry_out_decisions()
    DecisionRun.objects.update(finished_at=timezone.now() - dt.timedelta(days=8))
    waits = approve_all(asked, boss)

    forget_decisions()

    assert list(DecisionRun.objects.all()) == [waits]
    assert not DecisionRow.objects.filter(run_id=old.pk).exists()


def test_page_of_a_run_shows_its_progress_until_the_end(
    desk: Client, asked: list[Registration]
) -> None:
    places = list(Place.objects.pending().values_list("pk", flat=True))
    data = {"action": "approve_selected", "_selected_action": places}
    address = desk.post(reverse(LIST), data)["Location"]

    before = desk.get(address).content.decode()
    carry_out_decisions()
    after = desk.get(address).content.decode()

    assert ('value="0" max="3"' in before, "data-running" in before) == (True, True)
    assert ("data-running" in after, "<progress" in after) == (False, False)
    assert after.count("Acceptée") == 3
    assert address in desk.get(reverse(LIST)).content.decode()


def test_selection_is_refused_only_after_the_words_for_the_mails(
    desk: Client, asked: list[Registration]
) -> None:
    places = list(Place.objects.pending().values_list("pk", flat=True))
    data = {"action": "refuse_selected", "_selected_action": places[:2]}
    page = desk.post(reverse(LIST), data)
    assert (page.status_code, DecisionRun.objects.count()) == (200, 0)

    desk.post(reverse(LIST), {**data, "confirmed": "1", "words": "Complet."})
    carry_out_decisions()

    assert states(asked) == ["released", "released", "pending"]
    mails = OutgoingEmail.objects.filter(kind="request_refused")
    assert [("Complet." in mail.text_body) for mail in mails] == [True, True]


def test_run_is_closed_to_those_who_decide_nothing(
    client: Client, asked: list[Registration], boss: User
) -> None:
    run = approve_all(asked, boss)
    client.force_login(boss)

    page = client.get(reverse("admin:registration_pendingplace_run", args=[run.pk]))

    assert page.status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_run_costs_the_same_for_one_row_and_for_three(
    desk: Client, asked: list[Registration], rows: int, boss: User, django_assert_num_queries: Any
) -> None:
    run = approve_all(asked[:rows], boss)
    address = reverse("admin:registration_pendingplace_run", args=[run.pk])
    desk.get(address)
    with django_assert_num_queries(7):
        desk.get(address)
