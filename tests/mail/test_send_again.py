"""Sending again: a new message, once a minute, known to the audit log."""

import datetime as dt
import threading
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.utils import timezone

from summit import ics
from summit.accounts.models import User
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.services import deliver_due_emails, send_again
from tests.mail.factories import enqueue, make_edition, make_invitation, make_link, make_organiser
from tests.services.smtp import SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture
def organiser(transactional_db: None, smtp_server: SmtpServer) -> User:
    make_edition()
    return make_organiser()


def sent_mail(**values: Any) -> OutgoingEmail:
    email = enqueue(**values)
    deliver_due_emails()
    email.refresh_from_db()
    assert email.state == EmailState.SENT
    return email


def test_send_again_writes_a_new_row_with_a_new_message_id(
    organiser: User, smtp_server: SmtpServer
) -> None:
    email = sent_mail(links={"manage_url": make_link()})

    again = send_again(email, organiser)
    deliver_due_emails()

    first, second = (received.message for received in smtp_server.received)
    assert first["Message-ID"] != second["Message-ID"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()
    assert (again.resend_of, again.created_by) == (email, organiser)


def test_send_again_stamps_the_invitation_anew_and_changes_nothing_else(organiser: User) -> None:
    email = sent_mail(calendar=make_invitation())

    again = send_again(email, organiser)

    before, after = (set(ics.unfold_text(row.calendar).splitlines()) for row in (email, again))
    assert {line.split(":")[0] for line in before ^ after} == {"DTSTAMP"}
    assert again.calendar_uid == email.calendar_uid


def test_send_again_pressed_twenty_times_at_once_sends_one(organiser: User) -> None:
    email = sent_mail()
    barrier = threading.Barrier(20)
    rows: list[int] = []

    def press() -> None:
        barrier.wait()
        try:
            rows.append(send_again(email, organiser).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows) == 20
    assert len(set(rows)) == 1
    assert OutgoingEmail.objects.count() == 2


def test_send_again_after_a_minute_sends_another(organiser: User) -> None:
    email = sent_mail()
    first = send_again(email, organiser)
    OutgoingEmail.objects.filter(pk=first.pk).update(
        created_at=timezone.now() - dt.timedelta(seconds=61)
    )

    second = send_again(email, organiser)

    assert second.pk != first.pk


def test_send_again_of_mail_that_waits_hurries_it_and_writes_no_second(
    organiser: User, smtp_server: SmtpServer
) -> None:
    smtp_server.answer("451 later", times=1)
    email = enqueue()
    deliver_due_emails()

    assert send_again(email, organiser) == email

    assert deliver_due_emails() == 1
    assert OutgoingEmail.objects.count() == 1


def test_send_again_is_known_to_the_audit_log_without_the_address(organiser: User) -> None:
    email = sent_mail(to="ada@example.org")

    again = send_again(email, organiser)

    entry = LogEntry.objects.get_for_object(email).get()
    assert (entry.actor, entry.changes) == (organiser, {"sent_again": ["", str(again.pk)]})
    assert "ada@example.org" not in f"{entry.object_repr} {entry.changes} {entry.additional_data}"
