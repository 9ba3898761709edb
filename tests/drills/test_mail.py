"""A mail server that fails in every way, and a worker that dies amid its work."""

import socket
import time

import pytest

from tests.drills.deployment import Deployment
from tests.drills.ledger import Case
from tests.drills.people import Storm
from tests.services.smtp import ACCEPT_THEN_DROP, DROP, HANG

pytestmark = [pytest.mark.drill, pytest.mark.long]

# Two processes, and each silent dialogue holds one of them for ten seconds.
OTHERS_WITHIN = 30.0

TRIES = 'SELECT attempts, last_error FROM mail_outgoingemail WHERE "to" = ANY(%s)'
LONGEST_WAIT = """
    SELECT EXTRACT(EPOCH FROM max(sent_at - created_at)) FROM mail_outgoingemail
    WHERE "to" = ANY(%s)
"""


def wait_for_messages(case: Case, number: int, *, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while case.number_received() < number:
        assert time.monotonic() < deadline, f"never {number} messages"
        time.sleep(0.02)


def test_smtp_fails_for_some(deployment: Deployment, case: Case) -> None:
    emails = case.emails(40)
    put_off, refused, dropped, taken, hanging = (emails[i : i + 4] for i in range(0, 20, 4))
    case.injected = (
        "for four addresses each: 451 once, 550, the line cut, the line cut after acceptance, "
        "silence once"
    )
    for index in range(4):
        smtp = deployment.smtp
        smtp.answer("451 4.3.0 later", recipient=put_off[index], times=1)
        smtp.answer("550 5.1.1 unknown", stage="rcpt", recipient=refused[index])
        smtp.answer(DROP, recipient=dropped[index], times=1)
        smtp.answer(ACCEPT_THEN_DROP, recipient=taken[index], times=1)
        smtp.answer(HANG, recipient=hanging[index], times=1)
    case.crowd = Storm(deployment.port, emails).finish()
    case.heal()
    assert len(case.crowd.yes) == len(emails)

    case.wait_until_complete()
    deployment.smtp.recover()
    case.check_nothing_lost(refused=frozenset(refused))
    assert case.doubled == len(taken)
    for attempts, error in deployment.rows(TRIES, refused):
        assert attempts == 1
        assert error.startswith("550")
    ((waited,),) = deployment.rows(LONGEST_WAIT, emails[20:])
    assert waited <= OTHERS_WITHIN
    case.notes.append(f"the others' mail took {waited:.0f} s at most")


def test_smtp_away(deployment: Deployment, case: Case) -> None:
    case.injected = "the mail server refuses connections, then takes them and stays silent"
    emails = case.emails(30)
    deployment.smtp.stop()
    before = Storm(deployment.port, emails[:15]).finish()
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind((deployment.smtp.host, deployment.smtp.port))
        silent.listen(50)
        after = Storm(deployment.port, emails[15:]).finish()
        time.sleep(3)
    deployment.smtp.start()
    case.heal()
    case.crowd = before
    case.crowd.presses += after.presses

    assert len(case.crowd.yes) == len(emails)
    case.wait_until_complete()
    case.check_nothing_lost()


def test_worker_killed(deployment: Deployment, case: Case) -> None:
    case.injected = "kill -9 of the worker and its processes amid 200 messages, twice"
    deployment.worker.stop()
    storm = Storm(deployment.port, case.emails(200))
    storm.wait_for_answers(120)
    for share in (40, 100):
        deployment.worker.start()
        wait_for_messages(case, share)
        deployment.worker.kill()
    case.crowd = storm.finish()
    assert len(case.crowd.yes) == 200
    assert case.number_received() < 200, "the worker was done before it was killed"
    deployment.worker.start()
    case.heal()

    case.wait_until_complete()
    case.check_nothing_lost()
