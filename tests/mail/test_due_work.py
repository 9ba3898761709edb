"""Due work goes on whatever one function does, and stops when it is told to."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from summit.mail import due_work
from summit.mail.models import EmailState
from tests.mail.factories import enqueue, make_edition
from tests.services.smtp import SmtpServer
from tests.services.worker import database_url

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, due_work.DueWork]]:
    empty: dict[str, due_work.DueWork] = {}
    monkeypatch.setattr(due_work, "_registry", empty)
    return empty


def test_due_work_includes_the_outbox() -> None:
    assert "mail" in due_work._registry


def test_due_work_goes_on_after_a_failure_and_logs_nothing_personal(
    registry: dict[str, due_work.DueWork], caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def fail() -> None:
        raise RuntimeError("ada@example.org is not welcome")

    due_work.register("first", fail)
    due_work.register("second", lambda: done.append("second"))

    with caplog.at_level(logging.INFO):
        assert due_work.run_due_work() == ["first"]

    assert done == ["second"]
    assert "Due work first failed: RuntimeError at" in caplog.text
    assert "ada@example.org" not in caplog.text


def test_due_work_registered_twice_runs_once(registry: dict[str, due_work.DueWork]) -> None:
    done = []
    for number in (1, 2):
        due_work.register("expire", lambda number=number: done.append(number))

    due_work.run_due_work()

    assert done == [2]


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_run_due_work_once_sends_what_is_due(smtp_server: SmtpServer) -> None:
    make_edition()
    enqueue()

    call_command("run_due_work", "--once")

    assert len(smtp_server.received) == 1


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_run_due_work_sends_within_seconds_and_stops_cleanly(
    smtp_server: SmtpServer, stop: signal.Signals, settings: Any
) -> None:
    settings.REDIS_URL = ""
    make_edition()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_due_work"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "EMAIL_URL": smtp_server.url},
        stderr=subprocess.PIPE,
    )
    email = enqueue()
    deadline = time.monotonic() + 30
    while not smtp_server.received and time.monotonic() < deadline:
        time.sleep(0.05)

    process.send_signal(stop)
    _out, errors = process.communicate(timeout=10)

    assert (process.returncode, errors) == (0, b"")
    email.refresh_from_db()
    assert email.state == EmailState.SENT


def test_celery_beat_sweeps_at_least_once_a_minute() -> None:
    entry = django_settings.CELERY_BEAT_SCHEDULE["sweep"]

    assert entry["task"] == "summit.mail.tasks.sweep"
    assert entry["schedule"] <= 60
