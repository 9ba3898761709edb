"""A service that fails is left alone for a while; what it did goes on without it."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from summit.breaker import Breaker
from summit.cache import ResilientRedisCache
from tests.services.environment import free_port
from tests.services.redis import RedisServer


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder=tmp_path, port=free_port())
    server.start()
    assert server.process is not None
    yield server
    server.process.send_signal(signal.SIGCONT)
    server.stop()


def cache_of(server: RedisServer) -> ResilientRedisCache:
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    return ResilientRedisCache(f"redis://127.0.0.1:{server.port}/0", {"OPTIONS": options})


def test_breaker_after_a_failure_lets_one_caller_try_in_each_pause() -> None:
    moments = iter([0, 9, 11, 11, 20, 22])
    breaker = Breaker(pause=10, clock=lambda: next(moments))
    assert [breaker.allows(), breaker.allows()] == [True, True]

    breaker.note_failure()

    assert [breaker.allows() for _ in range(5)] == [False, True, False, False, True]
    breaker.note_success()
    assert [breaker.allows(), breaker.allows()] == [True, True]
    assert breaker.failures == 1


def test_cache_of_frozen_redis_costs_one_timeout_and_goes_on_in_memory(
    redis_server: RedisServer,
) -> None:
    first, second = cache_of(redis_server), cache_of(redis_server)
    assert redis_server.process is not None
    os.kill(redis_server.process.pid, signal.SIGSTOP)
    started = time.monotonic()

    assert all(first.add(f"key{number}", 1, timeout=60) for number in range(20))
    assert first.incr("key0") == 2
    assert second.get("key0") == 2

    assert time.monotonic() - started < 1
