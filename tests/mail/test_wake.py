"""Waking a worker: at once when the broker is there, never at the price of the request."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kombu.pools
import pytest
from celery.signals import before_task_publish
from django.core.cache import cache
from django.utils import timezone

from summit.breaker import Breaker
from summit.mail import wake
from summit.mail.models import EmailState
from summit.mail.services import MANY, deliver_due_emails
from summit.mail.tasks import deliver, sweep
from tests.mail.factories import enqueue, make_edition
from tests.services.environment import free_port
from tests.services.redis import RedisServer
from tests.services.smtp import SmtpServer
from tests.services.waiting import wait_for
from tests.services.worker import WorkerProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_edition(transactional_db: None) -> None:
    make_edition()


@pytest.fixture
def point_broker(settings: Any) -> Iterator[Callable[[str], None]]:
    """`point_broker(url)` makes this process publish there."""
    from summit.celery import app

    before = app.conf.broker_url

    def point(url: str) -> None:
        settings.REDIS_URL = url
        app.conf.broker_url = url
        kombu.pools.reset()  # a closed pool left registered would be handed out again
        app.__dict__.pop("amqp", None)
        app._pool = None

    yield point
    point(before)


def test_worker_woken_at_commit_delivers_at_once(
    celery_worker_process: WorkerProcess, smtp_server: SmtpServer
) -> None:
    email = enqueue(to="ada@example.org")

    wait_for(lambda: len(smtp_server.received) == 1)

    wait_for(lambda: type(email).objects.get(pk=email.pk).state == EmailState.SENT)
    assert smtp_server.received[0].recipients == ("ada@example.org",)


def test_one_wake_up_is_enough_until_a_worker_has_heard_it() -> None:
    wake.note_awake()
    with published() as tasks:
        for _ in range(3):
            enqueue()
        assert tasks == ["summit.mail.tasks.deliver"]

        wake.note_awake()
        enqueue()
        assert tasks == ["summit.mail.tasks.deliver"] * 2


def test_worker_that_has_heard_may_be_woken_again(smtp_server: SmtpServer) -> None:
    wake.note_awake()
    enqueue()

    with published() as tasks:
        deliver()
        assert len(smtp_server.received) == 1
        enqueue()

    assert tasks == ["summit.mail.tasks.deliver"]


def test_process_that_has_asked_a_moment_ago_does_not_ask_again(
    monkeypatch: pytest.MonkeyPatch, smtp_server: SmtpServer
) -> None:
    monkeypatch.setattr(wake, "MOMENT", 60)
    with published() as tasks:
        enqueue()
        cache.delete(wake.ON_ITS_WAY)  # a worker in another process has heard
        enqueue()
        assert tasks == ["summit.mail.tasks.deliver"]

        monkeypatch.setattr(wake, "MOMENT", 0)
        enqueue()
        assert tasks == ["summit.mail.tasks.deliver"] * 2


def test_worker_sends_what_was_written_between_hearing_and_looking(
    monkeypatch: pytest.MonkeyPatch, smtp_server: SmtpServer
) -> None:
    enqueue()
    on_their_way, sleep = [], time.sleep

    def write_meanwhile(seconds: float) -> None:
        if seconds == wake.MOMENT:
            on_their_way.append(cache.get(wake.ON_ITS_WAY))
            enqueue()
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", write_meanwhile)

    deliver()

    assert on_their_way == [None]
    assert len(smtp_server.received) == 2


def test_delivery_after_its_turn_wakes_a_worker_for_what_is_left(smtp_server: SmtpServer) -> None:
    for _ in range(3):
        enqueue()
    wake.note_awake()

    with published() as tasks:
        assert deliver_due_emails(budget=0.0) == 1

    assert tasks == ["summit.mail.tasks.deliver"]
    assert deliver_due_emails() == 2


def test_delivery_of_many_wakes_another_worker_to_help(smtp_server: SmtpServer) -> None:
    for _ in range(MANY + 1):
        enqueue()
    wake.note_awake()

    with published() as tasks:
        assert deliver_due_emails() == MANY + 1

    assert tasks == ["summit.mail.tasks.deliver"]


@contextmanager
def published() -> Iterator[list[str]]:
    """The names of the tasks that this process hands to the broker meanwhile."""
    names: list[str] = []

    def note(sender: str, **_named: Any) -> None:
        names.append(sender)

    before_task_publish.connect(note)
    try:
        yield names
    finally:
        before_task_publish.disconnect(note)


@pytest.mark.long
def test_sweep_of_the_beat_delivers_what_no_wake_up_reached(
    celery_worker_process: WorkerProcess, smtp_server: SmtpServer, settings: Any
) -> None:
    broker_url, settings.REDIS_URL = settings.REDIS_URL, ""
    enqueue(to="ada@example.org")
    settings.REDIS_URL = broker_url

    sweep.delay()

    wait_for(lambda: len(smtp_server.received) == 1)


def test_broker_that_refuses_is_counted_and_ignored(
    point_broker: Callable[[str], None], broker: Breaker, smtp_server: SmtpServer
) -> None:
    point_broker(f"redis://127.0.0.1:{free_port()}/0")
    durations = []
    for _ in range(3):
        started = time.monotonic()
        enqueue()
        durations.append(time.monotonic() - started)

    assert max(durations) < 2
    assert broker.failures == 1
    assert deliver_due_emails() == 3


def test_broker_that_is_frozen_costs_a_request_less_than_two_seconds(
    point_broker: Callable[[str], None],
    broker: Breaker,
    smtp_server: SmtpServer,
    tmp_path: Path,
) -> None:
    server = RedisServer(folder=tmp_path, port=free_port())
    server.start()
    try:
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGSTOP)
        point_broker(f"redis://127.0.0.1:{server.port}/0")
        durations = []
        for _ in range(3):
            started = time.monotonic()
            enqueue()
            durations.append(time.monotonic() - started)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
        server.stop()

    assert max(durations) < 2
    assert broker.failures == 1
    assert deliver_due_emails() == 3


def test_without_broker_nothing_is_published(
    settings: Any, broker: Breaker, smtp_server: SmtpServer
) -> None:
    settings.REDIS_URL = ""

    email = enqueue()

    assert broker.failures == 0
    assert email.next_attempt_at <= timezone.now()
    assert deliver_due_emails() == 1
