"""Every test runs against real services; tests/services starts them."""

import os
from collections.abc import Generator

import pytest

from tests.services import environment, servers

try:
    environment.prepare()
except environment.ServiceUnavailable as error:
    raise pytest.UsageError(str(error)) from None

pytest_plugins = [
    "tests.services.browser",
    "tests.services.smtp",
    "tests.services.worker",
]

_servers = servers.Servers()


@pytest.fixture(autouse=True, scope="session")
def _quick_emptying() -> None:
    from tests.services.emptying import use_quick_emptying

    use_quick_emptying()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if environment.is_xdist_worker() or session.config.option.collectonly:
        return
    try:
        _servers.start()
    except environment.ServiceUnavailable as error:
        _servers.stop()
        pytest.exit(str(error), returncode=3)


def pytest_unconfigure() -> None:
    if not environment.is_xdist_worker():
        _servers.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test proves nothing, so it fails."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped; a test here runs or fails: {call.excinfo}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped; a test here runs or fails"
    return report


@pytest.fixture(autouse=True)
def _language_of_the_site() -> None:
    """A request leaves its language behind in the thread; each test starts in the site's own."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _empty_cache_and_broker() -> None:
    """No counter, kept fact or queued wake-up of one test is left for the next."""
    import redis
    from django.core.cache import cache

    from agenda.views import kept
    from summit.edition.snapshots import forget_all
    from summit.mail import wake

    cache.clear()
    wake.note_awake()
    forget_all()
    kept.pages.clear()
    kept.filtered_pages.clear()
    if url := os.environ["REDIS_URL"]:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
