"""A deployment as docker-compose.yml has it, of processes that a drill may hurt."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.services import processes
from tests.services.environment import free_port
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer
from tests.services.smtp import SmtpServer

ROOT = Path(__file__).resolve().parent.parent.parent
READY_PATH = "/readyz"
# Those of a server that keeps what it promised; the tests' own server does without.
DURABLE = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "timezone": "UTC",
}


class Process:
    """A command that plays its part under a supervisor: this drill."""

    def __init__(self, *arguments: str, log: Path, environment: dict[str, str]) -> None:
        self.command = [sys.executable, "-m", *arguments]
        self.log = log
        self.environment = environment
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.running = processes.start(self.command, log=self.log, env=self.environment)

    @property
    def pid(self) -> int:
        assert self.running is not None
        return self.running.pid

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(child) for child in listed.split()]

    def stop(self) -> None:
        if self.running is not None:
            processes.stop(self.running, patience=30)
            self.running = None

    def kill(self) -> None:
        """Death of the whole group without a word."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None


class Deployment:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        folder.chmod(0o711)  # the database server may run as another user
        self.port = free_port()
        self.postgres = PostgresServer(
            folder=folder / "postgres", port=free_port(), settings=DURABLE
        )
        self.redis = RedisServer(folder=folder / "redis", port=free_port())
        self.smtp = SmtpServer()
        self.smtp.start()
        environment = {**os.environ, **self._environment()}
        self.environment = environment
        self.web = Process(
            "gunicorn",
            *("--config", "python:summit.gunicorn", "--bind", f"127.0.0.1:{self.port}"),
            "summit.wsgi",
            log=folder / "web.log",
            environment=environment,
        )
        celery = ("celery", "--app", "summit")
        self.worker = Process(
            *(*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"),
            log=folder / "worker.log",
            environment=environment,
        )
        self.beat = Process(
            *(*celery, "beat", "--loglevel", "INFO"),
            log=folder / "beat.log",
            environment=environment,
        )

    def _environment(self) -> dict[str, str]:
        return {
            "SECRET_KEY": "only-for-drills-0123456789-abcdefghijklmnopqrstuvwxyz-only-drills",
            "DEBUG": "False",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{self.port}",
            "DATABASE_URL": f"postgres://summit@127.0.0.1:{self.postgres.port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            "EMAIL_URL": self.smtp.url,
            "SUMMIT_VAR_DIR": str(self.folder / "var"),
            # The rehearsal clock stands in the weeks in which registration is open.
            "SUMMIT_REHEARSAL": "True",
            # These people fill forms faster than a person would.
            "SUMMIT_FORM_MIN_SECONDS": "0",
            "WEB_CONCURRENCY": "2",
            "TRUSTED_PROXY_COUNT": "0",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        (self.folder / "var").mkdir()
        self.postgres.start()
        self.redis.start()
        self._manage("migrate", "--noinput", "--verbosity", "0")
        self._manage("prepare_trial")
        self._manage("collectstatic", "--noinput", "--verbosity", "0")
        for process in (self.web, self.worker, self.beat):
            process.start()
        self.wait_until_ready()

    def stop(self) -> None:
        for process in (self.beat, self.worker, self.web):
            process.stop()
        if self.redis.process is not None:
            self.redis.process.send_signal(signal.SIGCONT)
        self.redis.stop()
        self.postgres.stop()
        self.smtp.stop()

    def _manage(self, *command: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def wait_until_ready(self, patience: float = 90) -> None:
        deadline = time.monotonic() + patience
        while self.status_of(READY_PATH) != 200:
            assert time.monotonic() < deadline, f"not ready\n{self.logs()}"
            time.sleep(0.2)

    def status_of(self, path: str) -> int:
        """0 while there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        address = self.environment["DATABASE_URL"]
        with psycopg.connect(address, connect_timeout=5) as connection:
            return connection.execute(statement, values).fetchall()

    def freeze_redis(self, *, frozen: bool) -> None:
        assert self.redis.process is not None
        self.redis.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def wipe_redis(self) -> None:
        with redis.Redis(port=self.redis.port) as client:
            client.flushall()

    def logs(self) -> str:
        return "\n".join(
            f"--- {log.name}\n{processes.tail(log, 25)}"
            for log in sorted(self.folder.glob("*.log"))
        )
