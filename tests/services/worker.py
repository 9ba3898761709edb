"""A real Celery worker in a process of its own, pointed at the test's database and Redis number."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.services import processes
from tests.services.environment import run_folder, worker_number
from tests.services.smtp import SmtpServer

ROOT = Path(__file__).resolve().parent.parent.parent


def database_url() -> str:
    """The URL of the database that this test uses, for another process."""
    from django.db import connection

    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = quote(database["USER"])
    if password := database["PASSWORD"]:
        user += ":" + quote(password, safe="")
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgres://{user}@{database['HOST']}{port}/{database['NAME']}"


class WorkerProcess:
    """`celery -A summit worker`; it may be killed and started again by a test."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.log = run_folder() / f"celery-{worker_number()}-{uuid.uuid4().hex[:8]}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        name = f"test-{uuid.uuid4().hex[:8]}@localhost"
        command = [sys.executable, "-m", "celery", "--app", "summit", "worker"]
        command += ["--pool", "solo", "--hostname", name, "--loglevel", "INFO"]
        command += ["--without-gossip", "--without-mingle"]
        self.process = processes.start(
            command, log=self.log, env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        )
        self._wait_until_ready(name)

    def _wait_until_ready(self, name: str, patience: float = 60) -> None:
        from summit.celery import app

        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            if app.control.ping(destination=[name], timeout=0.3):
                return
        raise AssertionError(f"The Celery worker did not start:\n{processes.tail(self.log, 40)}")

    def stop(self) -> None:
        """A warm shutdown: the task in hand is finished first."""
        if self.process is not None:
            processes.stop(self.process)

    def kill(self) -> None:
        """Death without a word, as by the kernel's out-of-memory killer."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def celery_worker_process(
    transactional_db: None, smtp_server: SmtpServer
) -> Iterator[WorkerProcess]:
    """A running worker that speaks to `smtp_server`; rows must be committed for it to see them."""
    worker = WorkerProcess({"DATABASE_URL": database_url(), "EMAIL_URL": smtp_server.url})
    worker.start()
    yield worker
    worker.stop()
