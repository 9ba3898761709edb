"""Every test runs against real services; tests/services starts them."""

import os

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


@pytest.fixture(autouse=True)
def _empty_cache_and_broker() -> None:
    """No counter and no queued wake-up of one test is left for the next."""
    import redis
    from django.core.cache import cache

    cache.clear()
    if url := os.environ["REDIS_URL"]:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
