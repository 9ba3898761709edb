from collections.abc import Iterator

import pytest

from tests.drills.deployment import Deployment
from tests.drills.ledger import Case
from tests.services.environment import run_folder

_proved = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def deployment() -> Iterator[Deployment]:
    """The whole site, running; each drill leaves it healed."""
    running = Deployment(run_folder() / "drill")
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def case(deployment: Deployment, request: pytest.FixtureRequest) -> Iterator[Case]:
    case = Case(deployment, request.node.name.removeprefix("test_").replace("_", "-"))
    yield case
    if case.is_proved:
        request.config.stash.setdefault(_proved, []).append(case.line())
    else:
        print(deployment.logs())  # noqa: T201 - shown by pytest beside the failure


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """What was injected and what was found, for each drill that held."""
    lines = config.stash.get(_proved, [])
    if lines:
        terminalreporter.section("drills")
    for line in lines:
        terminalreporter.line(line)
