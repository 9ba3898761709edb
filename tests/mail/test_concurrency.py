"""Many workers, and workers that die: each message leaves once, none is lost."""

import collections
import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.services import LEASE, deliver_due_emails
from tests.mail.factories import enqueue, make_edition, make_invitation
from tests.services.smtp import HANG, SmtpServer
from tests.services.waiting import wait_for
from tests.services.worker import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def _one_edition(transactional_db: None, smtp_server: SmtpServer) -> None:
    make_edition()


def in_threads(count: int, work: Callable[[], Any]) -> None:
    barrier = threading.Barrier(count)
    errors: list[BaseException] = []

    def run() -> None:
        barrier.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_eight_workers_after_the_same_rows_send_each_once(smtp_server: SmtpServer) -> None:
    expected = [enqueue().message_id for _ in range(24)]

    in_threads(8, deliver_due_emails)

    sent = collections.Counter(str(r.message["Message-ID"]) for r in smtp_server.received)
    assert sent == dict.fromkeys(expected, 1)
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {(EmailState.SENT, 1)}


def test_eight_workers_keep_the_order_of_each_entry(smtp_server: SmtpServer) -> None:
    for sequence in range(4):
        for person in ("ada", "bob", "eve"):
            enqueue(
                to=f"{person}@example.org",
                calendar=make_invitation(uid=person, sequence=sequence),
                context={"first_name": str(sequence), "what": "billet"},
            )

    in_threads(8, sweep_until_nothing_is_left)

    order = collections.defaultdict(list)
    for received in smtp_server.received:
        order[received.recipients[0]].append(received.message["Subject"][0])
    assert dict(order) == {
        f"{person}@example.org": ["0", "1", "2", "3"] for person in ("ada", "bob", "eve")
    }


def sweep_until_nothing_is_left() -> None:
    while OutgoingEmail.objects.unsent().exists():
        deliver_due_emails()
        time.sleep(0.01)  # another worker holds what stands before ours


def test_worker_killed_in_the_dialogue_loses_nothing(smtp_server: SmtpServer) -> None:
    smtp_server.answer(HANG, times=1)
    email = enqueue()
    worker = start_sweeper(smtp_server)
    wait_for(lambda: smtp_server.attempts == 1)

    worker.kill()
    worker.wait()

    email.refresh_from_db()
    assert email.state == EmailState.IN_FLIGHT
    assert email.lease_until is not None
    assert email.lease_until - timezone.now() < LEASE
    assert deliver_due_emails() == 0  # it may still be alive
    OutgoingEmail.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert deliver_due_emails() == 1
    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.SENT, 2)
    assert [r.message["Message-ID"] for r in smtp_server.received] == [email.message_id]


def start_sweeper(server: SmtpServer) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": server.url,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen([sys.executable, "-m", "tests.mail.sweeper"], env=environment, cwd=ROOT)
