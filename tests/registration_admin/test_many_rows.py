"""Actions on many rows: a few at once, many in the background, each row told."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registration.models import Booking, PlaceState
from registration.services import freeing
from registration.services.booking import cancel_booking
from registration.services.erasing import erase_registration
from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from summit.operations import run_pages, runs
from summit.operations.models import Run, RunRow
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)
from tests.registration.test_races import race

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

BOOKINGS = "admin:registration_booking_changelist"
MAIL = "admin:mail_outgoingemail_changelist"


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def seats(desk: Client) -> list[Booking]:
    make_business_day()
    (session,) = make_sessions(10)
    return [book(make_registration(f"p{number}@example.org"), session) for number in range(3)]


def free(desk: Client, seats: list[Booking]) -> Any:
    keys = [booking.pk for booking in seats]
    data = {"action": "let_go", "_selected_action": keys, "confirmed": "1", "reason": "Fuite d’eau"}
    return desk.post(reverse(BOOKINGS), data)


def send_again(desk: Client) -> Any:
    keys = list(OutgoingEmail.objects.values_list("pk", flat=True))
    return desk.post(reverse(MAIL), {"action": "send_again_selected", "_selected_action": keys})


def outcomes(run: Run) -> list[str]:
    return list(run.rows.values_list("outcome", flat=True))


def test_many_seats_are_freed_in_the_background_by_whoever_asked(
    desk: Client, seats: list[Booking]
) -> None:
    page = free(desk, seats)["Location"]
    before = desk.get(page).content.decode()
    assert ('value="0" max="3"' in before, "data-running" in before) == (True, True)
    assert Booking.objects.confirmed().count() == 3

    runs.carry_out_runs()

    after = desk.get(page).content.decode()
    assert ("data-running" in after, seats[0].registration.full_name in after) == (False, True)
    assert not Booking.objects.held().exists()
    entry = LogEntry.objects.filter(object_id=seats[0].registration_id).latest("pk")
    assert entry.actor.email == "desk@example.org"
    assert entry.additional_data["reason"] == "Fuite d’eau"
    assert Run.objects.get().reason == ""
    assert page in desk.get(reverse(BOOKINGS)).content.decode()


def test_few_seats_are_freed_at_once(desk: Client, seats: list[Booking]) -> None:
    answer = free(desk, seats[:2])

    assert answer["Location"] == reverse(BOOKINGS)
    assert list(Booking.objects.held()) == seats[2:]


def test_second_press_leads_to_the_run_that_goes_on(desk: Client, seats: list[Booking]) -> None:
    OutgoingEmail.objects.update(state="sent")
    pages = {send_again(desk)["Location"] for _ in range(2)}

    written = OutgoingEmail.objects.count()
    runs.carry_out_runs()

    assert (len(pages), Run.objects.count()) == (1, 1)
    assert OutgoingEmail.objects.count() == 2 * written
    again = OutgoingEmail.objects.exclude(resend_of=None)
    assert {email.created_by.email for email in again} == {"desk@example.org"}


def test_row_that_fails_or_is_gone_is_told_and_stops_no_other(
    desk: Client, seats: list[Booking], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = free(desk, seats)["Location"]
    erase_registration(registration_id=seats[1].registration_id, now=NOW, by="self")

    def stumble(*, booking_id: int, **rest: Any) -> None:
        if booking_id == seats[0].pk:
            raise ZeroDivisionError
        cancel_booking(booking_id=booking_id, **rest)

    monkeypatch.setattr(freeing, "cancel_booking", stumble)
    runs.carry_out_runs()

    run = Run.objects.get()
    told = desk.get(page).content.decode()
    assert outcomes(run) == ["failed", "nothing", "done"]
    assert ("ZeroDivisionError" in told, run.is_finished) == (True, True)
    assert Booking.objects.held().get() == seats[0]
    assert Booking.objects.get(pk=seats[2].pk).state == PlaceState.RELEASED


def test_page_of_a_run_shows_what_failed_first_and_no_thousands(
    desk: Client, seats: list[Booking], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = free(desk, seats)["Location"]
    RunRow.objects.filter(line=3).update(outcome="failed", trouble="ValueError")
    monkeypatch.setattr(run_pages, "ROWS_SHOWN", 1)

    shown = desk.get(page)

    assert [row.line for row, _named in shown.context["lines"]] == [3]
    assert "et 2 de plus" in shown.content.decode()


def test_work_that_is_cut_short_goes_on_where_it_stopped(
    desk: Client, seats: list[Booking]
) -> None:
    free(desk, seats)
    assert runs.carry_out_runs(budget=0) == 0

    assert (runs.carry_out_runs(), runs.carry_out_runs()) == (3, 0)


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_leaves_no_row_to_be_done_twice(
    desk: Client, seats: list[Booking], monkeypatch: pytest.MonkeyPatch
) -> None:
    OutgoingEmail.objects.update(state="sent")
    send_again(desk)

    def die(*_args: Any, **_named: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(RunRow, "save", die)
        runs.carry_out_runs()
    assert not OutgoingEmail.objects.exclude(resend_of=None).exists()

    # The account of whoever asked is gone by then.
    User.objects.all().delete()
    Run.objects.update(lease_until=None)
    runs.carry_out_runs()
    assert set(outcomes(Run.objects.get())) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_and_with_two_workers_each_row_is_done_once(
    desk: Client, seats: list[Booking]
) -> None:
    boss = User.objects.get()
    keys = [seat.pk for seat in seats]

    started = race(*[lambda: runs.start_run(freeing.FREE_SEATS, keys=keys, by=boss)] * 3)
    race(runs.carry_out_runs, runs.carry_out_runs)

    assert len({run.pk for run in started}) == 1
    assert outcomes(started[0]) == ["done"] * 3
    assert OutgoingEmail.objects.filter(kind="booking_cancelled").count() == 3


def test_run_is_closed_to_whoever_may_not_start_one(
    client: Client, desk: Client, seats: list[Booking]
) -> None:
    page = free(desk, seats)["Location"]
    other = page.replace("/registration/booking/", "/mail/outgoingemail/")
    assert desk.get(other).status_code == 404

    client.force_login(User.objects.create_user("other@example.org", is_staff=True))

    assert client.get(page).status_code == 403


def test_old_runs_are_forgotten(desk: Client, seats: list[Booking]) -> None:
    free(desk, seats)
    runs.forget_runs()
    runs.carry_out_runs()
    Run.objects.update(finished_at=timezone.now() - 2 * runs.KEPT)

    assert runs.forget_runs() == 4
