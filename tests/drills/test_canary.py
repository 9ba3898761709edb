"""The count at the end of each drill does notice what is missing."""

import pytest

from tests.drills.deployment import Deployment
from tests.drills.ledger import Case
from tests.drills.people import Storm

pytestmark = [pytest.mark.drill, pytest.mark.long]

TAKE_AWAY = 'DELETE FROM mail_outgoingemail WHERE "to" = %s RETURNING id'


def test_canary(deployment: Deployment, case: Case) -> None:
    case.injected = "nothing; then one message taken away by hand, which the count noticed"
    case.crowd = Storm(deployment.port, case.emails(4)).finish()
    assert len(case.crowd.yes) == 4
    case.heal()
    case.wait_until_complete()
    case.check_nothing_lost()

    deployment.rows(TAKE_AWAY, case.emails(1)[0])

    with pytest.raises(AssertionError, match="without its one message"):
        case.check_nothing_lost()
