"""The web server dies in a storm of registrations; whoever got no answer presses again."""

import os
import signal

import pytest

from tests.drills.deployment import Deployment
from tests.drills.ledger import Case
from tests.drills.people import AWAY, BROKEN, FOUND, Storm

pytestmark = [pytest.mark.drill, pytest.mark.long]


def test_web_killed(deployment: Deployment, case: Case) -> None:
    case.injected = "kill -9 of one web process, of the other, then of the whole web server"
    storm = Storm(deployment.port, case.emails(150), clients=8, patience=60)
    for victim in (0, -1):
        storm.wait_for_answers(30)
        os.kill(deployment.web.children()[victim], signal.SIGKILL)
    storm.wait_for_answers(30)
    deployment.web.kill()
    deployment.web.start()
    case.heal()
    case.crowd = storm.finish()

    assert case.crowd.statuses[BROKEN] > 0, "the storm did not meet the fault"
    assert set(case.crowd.statuses) <= {200, FOUND, AWAY, BROKEN}
    assert len(case.crowd.yes) == len(case.crowd.presses)
    case.wait_until_complete()
    case.check_nothing_lost()
