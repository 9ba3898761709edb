"""The broker and cache goes away in three ways; nobody who registers notices."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.drills.deployment import Deployment
from tests.drills.ledger import Case
from tests.drills.people import Storm

pytestmark = [pytest.mark.drill, pytest.mark.long]

LONGEST_WAIT = 2.0


@contextmanager
def stopped(deployment: Deployment) -> Iterator[None]:
    deployment.redis.stop()
    try:
        yield
    finally:
        deployment.redis.start()


@contextmanager
def frozen(deployment: Deployment) -> Iterator[None]:
    deployment.freeze_redis(frozen=True)
    try:
        yield
    finally:
        deployment.freeze_redis(frozen=False)


def test_redis_refused(deployment: Deployment, case: Case) -> None:
    case.injected = "Redis stopped while people register, started empty after them"
    with stopped(deployment):
        case.crowd = Storm(deployment.port, case.emails(100)).finish()
    case.heal()

    check_nobody_noticed(case)
    case.wait_until_complete()
    case.check_nothing_lost()


def test_redis_frozen(deployment: Deployment, case: Case) -> None:
    case.injected = "Redis stopped by SIGSTOP while people register, SIGCONT after them"
    with frozen(deployment):
        case.crowd = Storm(deployment.port, case.emails(100)).finish()
    case.heal()

    check_nobody_noticed(case)
    case.wait_until_complete()
    case.check_nothing_lost()


def test_redis_wiped(deployment: Deployment, case: Case) -> None:
    case.injected = "FLUSHALL four times while people register"
    storm = Storm(deployment.port, case.emails(60))
    for _ in range(4):
        storm.wait_for_answers(12)
        deployment.wipe_redis()
    case.heal()
    case.crowd = storm.finish()

    check_nobody_noticed(case)
    case.wait_until_complete()
    case.check_nothing_lost()


def check_nobody_noticed(case: Case) -> None:
    assert set(case.crowd.statuses) == {200, 302}
    assert len(case.crowd.yes) == len(case.crowd.presses)
    assert case.crowd.p99 <= LONGEST_WAIT
