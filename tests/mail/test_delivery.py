"""Handing over to a mail server that refuses, hangs, breaks or is away."""

import datetime as dt
import time
from typing import Any

import pytest
from django.utils import timezone

from summit import ics
from summit.mail import delivery, services
from summit.mail.delivery import without_personal_data
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.services import deliver_due_emails
from tests.mail.factories import enqueue, make_edition, make_invitation, make_link
from tests.services.smtp import ACCEPT_THEN_DROP, DROP, HANG, SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture(autouse=True)
def _one_edition(transactional_db: None, smtp_server: SmtpServer, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 1
    make_edition()


def make_due_again() -> None:
    """As if the pause before the next attempt were over."""
    OutgoingEmail.objects.unsent().update(
        next_attempt_at=timezone.now(), lease_until=timezone.now() - dt.timedelta(seconds=1)
    )


def recipients(server: SmtpServer) -> list[str]:
    return [received.recipients[0] for received in server.received]


def test_delivery_refused_for_good_is_tried_once_and_shown(smtp_server: SmtpServer) -> None:
    smtp_server.answer("550 5.1.1 <gone@example.org>: no such user", stage="rcpt")
    email = enqueue(to="gone@example.org")

    deliver_due_emails()
    make_due_again()
    deliver_due_emails()

    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.FAILED, 1)
    assert email.last_error == "550 5.1.1 <…>: no such user"
    assert smtp_server.attempts == 1


def test_delivery_put_off_is_tried_again_later_with_the_same_message_id(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.answer("451 4.7.1 try later", times=1)
    email = enqueue()

    assert deliver_due_emails() == 0

    email.refresh_from_db()
    assert (email.state, email.last_error) == (EmailState.RETRY, "451 4.7.1 try later")
    assert email.next_attempt_at > timezone.now()
    assert deliver_due_emails() == 0
    make_due_again()
    assert deliver_due_emails() == 1
    email.refresh_from_db()
    assert (email.state, email.attempts, email.last_error) == (EmailState.SENT, 2, "")
    assert smtp_server.received[0].message["Message-ID"] == email.message_id


@pytest.mark.parametrize("failure", [HANG, DROP])
def test_delivery_hanging_or_broken_delays_no_other_mail(
    smtp_server: SmtpServer, failure: str
) -> None:
    smtp_server.answer(failure, stage="rcpt", recipient="bad@example.org")
    bad = enqueue(to="bad@example.org")
    good = [enqueue() for _ in range(3)]

    assert deliver_due_emails() == 3

    assert recipients(smtp_server) == [email.to for email in good]
    bad.refresh_from_db()
    assert bad.state == EmailState.RETRY


def test_delivery_to_a_server_that_never_ends_is_broken_off(
    smtp_server: SmtpServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_TIMEOUT = 10
    monkeypatch.setattr(delivery, "DIALOGUE_LIMIT", 0.3)
    smtp_server.answer(HANG, times=1)
    email = enqueue()
    started = time.monotonic()

    deliver_due_emails()

    assert time.monotonic() - started < 5
    email.refresh_from_db()
    assert (email.state, email.last_error) == (EmailState.RETRY, "The mail server broke off.")


def test_delivery_broken_after_acceptance_is_doubled_with_one_message_id(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.answer(ACCEPT_THEN_DROP, times=1)
    email = enqueue()

    deliver_due_emails()
    make_due_again()
    deliver_due_emails()

    assert [received.message["Message-ID"] for received in smtp_server.received] == [
        email.message_id,
        email.message_id,
    ]


def test_delivery_with_server_away_says_so_on_every_row_and_loses_none(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.stop()
    for _ in range(3):
        enqueue()

    assert deliver_due_emails() == 0

    rows = OutgoingEmail.objects.values_list("state", "attempts", "last_error")
    assert set(rows) == {
        (EmailState.RETRY, 1, "The mail server refuses the connection."),
    }
    smtp_server.start()
    make_due_again()
    assert deliver_due_emails() == 3


def test_delivery_with_wrong_password_keeps_the_mail(smtp_server: SmtpServer) -> None:
    smtp_server.answer("530 5.7.0 Authentication required", stage="mail", times=1)
    email = enqueue()

    deliver_due_emails()

    email.refresh_from_db()
    assert email.state == EmailState.RETRY


def test_sweep_speaks_over_one_connection(smtp_server: SmtpServer, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail.backends.CountingBackend"
    from tests.mail.backends import CountingBackend

    CountingBackend.opened = 0
    for _ in range(5):
        enqueue()

    assert deliver_due_emails() == 5

    assert CountingBackend.opened == 1


def test_wake_ups_that_follow_each_other_share_a_connection_while_it_stands(
    smtp_server: SmtpServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "tests.mail.backends.CountingBackend"
    monkeypatch.setattr(delivery, "TRUSTED_FOR", 0.0)
    from tests.mail.backends import CountingBackend

    CountingBackend.opened = 0
    kept = delivery.KeptPostman()

    for _ in range(3):
        enqueue()
        deliver_due_emails(kept.get())
    smtp_server.stop()
    smtp_server.start()
    last = enqueue()
    deliver_due_emails(kept.get())

    last.refresh_from_db()
    assert (last.state, last.attempts) == (EmailState.SENT, 1)
    assert CountingBackend.opened == 2


def test_sweep_sends_new_mail_before_mail_that_failed_earlier(smtp_server: SmtpServer) -> None:
    smtp_server.answer("451 later", stage="rcpt", recipient="old@example.org", times=1)
    enqueue(to="old@example.org")
    deliver_due_emails()
    make_due_again()
    enqueue(to="new@example.org")

    deliver_due_emails()

    assert recipients(smtp_server) == ["new@example.org", "old@example.org"]


def test_sweep_without_mail_opens_no_connection(
    smtp_server: SmtpServer, django_assert_num_queries: Any
) -> None:
    smtp_server.stop()

    with django_assert_num_queries(1):
        assert deliver_due_emails() == 0


@pytest.mark.parametrize("mails", [1, 3])
@pytest.mark.parametrize("values", [{}, {"calendar": make_invitation()}])
def test_delivery_asks_two_queries_a_mail(
    values: dict[str, Any], mails: int, smtp_server: SmtpServer, django_assert_num_queries: Any
) -> None:
    for _ in range(mails):
        enqueue(**values)

    # Claim and mark; and the last look that finds nothing.
    with django_assert_num_queries(2 * mails + 1):
        deliver_due_emails()

    assert len(smtp_server.received) == mails


def test_delivery_takes_what_is_due_and_nothing_else(smtp_server: SmtpServer) -> None:
    """Of each state, before and after its time, alone and behind an earlier invitation."""
    now, hour = timezone.now(), dt.timedelta(hours=1)
    blocked = [enqueue(calendar=make_invitation()) for _ in range(10)]
    OutgoingEmail.objects.update(next_attempt_at=now + hour)
    rows = [enqueue() for _ in range(10)]
    rows += [enqueue(calendar=make_invitation()) for _ in range(10)]
    rows += [enqueue(to=before.to, calendar=make_invitation()) for before in blocked]
    cases = [(state, now + late) for state in EmailState for late in (-hour, hour)]
    for row, (state, moment) in zip(rows, cases * 3, strict=True):
        values = {"state": state, "next_attempt_at": moment, "lease_until": moment}
        OutgoingEmail.objects.filter(pk=row.pk).update(**values)
    due = set(OutgoingEmail.objects.due(now).values_list("pk", flat=True))

    deliver_due_emails()

    taken = {row.pk for row in rows if row.to in recipients(smtp_server)}
    assert taken == due
    assert len(smtp_server.received) == len(due) == 6


def test_invitations_of_one_entry_leave_in_order(smtp_server: SmtpServer) -> None:
    smtp_server.answer("451 later", times=1)
    request = enqueue(to="ada@example.org", calendar=make_invitation())
    cancel = enqueue(to="ada@example.org", calendar=make_invitation(sequence=1, cancelled=True))
    enqueue(to="other@example.org", calendar=make_invitation(uid="another"))

    deliver_due_emails()
    deliver_due_emails()

    assert recipients(smtp_server) == ["other@example.org"]
    make_due_again()
    deliver_due_emails()
    assert [received.message["Message-ID"] for received in smtp_server.received[1:]] == [
        request.message_id,
        cancel.message_id,
    ]


def test_invitation_that_failed_for_good_does_not_block_the_next(smtp_server: SmtpServer) -> None:
    smtp_server.answer("554 refused", times=1)
    enqueue(to="ada@example.org", calendar=make_invitation())
    enqueue(to="ada@example.org", calendar=make_invitation(sequence=1))

    assert deliver_due_emails() == 1


def test_invitation_to_a_corrected_address_does_not_wait_for_the_old_one(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.answer("451 later", stage="rcpt", recipient="typo@example.org")
    enqueue(to="typo@example.org", calendar=make_invitation())
    enqueue(to="ada@example.org", calendar=make_invitation())

    deliver_due_emails()

    assert recipients(smtp_server) == ["ada@example.org"]


def test_delivery_put_off_for_three_days_is_given_up(smtp_server: SmtpServer) -> None:
    smtp_server.answer("451 later")
    email = enqueue()
    OutgoingEmail.objects.update(created_at=timezone.now() - dt.timedelta(days=3))

    deliver_due_emails()

    email.refresh_from_db()
    assert email.state == EmailState.FAILED


def test_delivery_whose_lease_ran_out_does_not_overwrite_the_other_worker(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = enqueue()
    deliver = services.Postman.deliver

    def lose_the_lease(postman: Any, row: OutgoingEmail) -> Any:
        later = timezone.now() + dt.timedelta(seconds=60)
        OutgoingEmail.objects.filter(pk=row.pk).update(lease_until=later)
        return deliver(postman, row)

    monkeypatch.setattr(services.Postman, "deliver", lose_the_lease)

    deliver_due_emails()

    email.refresh_from_db()
    assert email.state == EmailState.IN_FLIGHT


def test_delivery_of_a_row_that_cannot_be_built_does_not_stop_the_others(
    smtp_server: SmtpServer,
) -> None:
    broken = enqueue(links={"manage_url": make_link()})
    data = {**broken.links["manage_url"], "url_name": "nowhere:at_all"}
    OutgoingEmail.objects.filter(pk=broken.pk).update(links={"manage_url": data})
    enqueue()

    assert deliver_due_emails() == 1

    broken.refresh_from_db()
    assert broken.state == EmailState.RETRY
    assert broken.last_error == "The message cannot be built."


def test_delivery_to_a_domain_of_other_letters_uses_its_ascii_form(
    smtp_server: SmtpServer,
) -> None:
    enqueue(to="Ada@bücher.example", calendar=make_invitation(attendee="Ada@bücher.example"))

    assert deliver_due_emails() == 1

    (received,) = smtp_server.received
    assert received.recipients == ("Ada@xn--bcher-kva.example",)
    attached = received.message.get_payload()[1].get_payload(decode=True)
    assert "mailto:Ada@xn--bcher-kva.example" in ics.unfold_text(attached.decode())


def test_delivery_to_a_mailbox_of_other_letters_fails_and_says_why(
    smtp_server: SmtpServer,
) -> None:
    email = enqueue(to="zoé@example.org")

    assert deliver_due_emails() == 0

    email.refresh_from_db()
    assert email.state == EmailState.FAILED
    assert email.last_error == "The mail server does not take this kind of address."


@pytest.mark.parametrize(
    ("attempts", "age", "seconds"),
    [(1, 0, 5), (2, 5, 10), (4, 60, 40), (5, 100, 60), (90, 3600, 60), (400, 7 * 3600, 900)],
)
def test_pause_before_retry_grows_to_a_minute_then_gets_patient(
    attempts: int, age: int, seconds: int
) -> None:
    pause = services.pause_before_retry(attempts, dt.timedelta(seconds=age))

    assert pause == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        ("550 <Ada@Example.org> unknown", "550 <…> unknown"),
        ("550 mailbox ada is full", "550 mailbox … is full"),
        ("452 see https://relay.example/why?x=1 now", "452 see … now"),
        ("421 id 3f2a9c8e7d6b5a4f3e2d1c0b9a8f7e6d\n later", "421 id … later"),
    ],
)
def test_error_kept_holds_no_address_and_no_token(reply: str, kept: str) -> None:
    email = OutgoingEmail(to="ada@example.org")

    assert without_personal_data(reply, email) == kept
