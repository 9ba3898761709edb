"""The database dies in a storm of registrations and comes back."""

import time

import pytest

from tests.drills.deployment import Deployment
from tests.drills.ledger import Case
from tests.drills.people import AWAY, FOUND, Crowd, Storm

pytestmark = [pytest.mark.drill, pytest.mark.long]

SERVING_WITHIN = 5.0


def test_postgres_restarted(deployment: Deployment, case: Case) -> None:
    case.injected = "PostgreSQL shut down at once amid a storm, away for 3 s, then recovering"
    storm = Storm(deployment.port, case.emails(120), clients=8, patience=60)
    storm.wait_for_answers(30)
    deployment.postgres.crash()
    time.sleep(3)
    deployment.postgres.start()
    case.heal()
    case.crowd = storm.finish()

    check_friendly(case.crowd)
    check_serving_soon(case)
    case.wait_until_complete()
    case.check_nothing_lost()


def check_friendly(crowd: Crowd) -> None:
    """Never a 500: the page says to come back, and when."""
    assert set(crowd.statuses) <= {200, FOUND, AWAY}
    away = [reply for reply in crowd.replies if reply.status == AWAY]
    assert away, "the storm did not meet the fault"
    assert all(int(reply.retry_after) > 0 for reply in away)
    assert all("<h1" in reply.body for reply in away)
    assert len(crowd.yes) == len(crowd.presses), "whoever pressed again in the end got a yes"


def check_serving_soon(case: Case) -> None:
    replies = case.crowd.replies
    served = [
        reply.ended for reply in replies if reply.begun > case.healed_at and reply.status == 200
    ]
    late = [reply for reply in replies if reply.begun > case.healed_at + SERVING_WITHIN]
    first = min(served) - case.healed_at
    assert first <= SERVING_WITHIN
    assert {reply.status for reply in late} <= {200, FOUND}
    case.notes.append(f"serving again after {first:.1f} s")
