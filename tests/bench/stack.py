"""Everything that a measured site runs on, started on loopback and stopped at the end."""

import contextlib
import os
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.services import processes
from tests.services.environment import ServiceUnavailable, free_port
from tests.services.postgres import PostgresServer, find_binaries
from tests.services.redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]
WEB_PROCESSES = WORKER_PROCESSES = 2
# Workers get an eighth of the turns that web processes get, as docker-compose.yml gives them.
WORKER_NICENESS = 9


class Stack:
    """Both sites side by side: same servers, same number of processes."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="summit-bench-"))
        self.folder.chmod(0o711)
        names = ("postgres", "redis", "smtp", "site", "least", "nginx")
        self.ports = {name: free_port() for name in names}
        self.pids: dict[str, int] = {}
        self._started: list[subprocess.Popen[bytes]] = []
        self._servers: list[PostgresServer | RedisServer] = []

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def database(self, name: str) -> str:
        return f"postgresql://summit@127.0.0.1:{self.ports['postgres']}/{name}"

    @property
    def pgbench(self) -> str | None:
        beside = find_binaries(self.folder) / "pgbench"
        return str(beside) if beside.exists() else shutil.which("pgbench")

    def messages_taken(self) -> tuple[int, int]:
        """How many messages and connections the mail server has seen."""
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"]) as client:
            messages, connections = client.noop()[1].split()
        return int(messages), int(connections)

    def start_nginx(self, page: bytes) -> bool:
        """Serve `page` as a file at /page, where nginx is found."""
        found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if not found:
            return False
        folder = self.folder / "nginx"
        folder.mkdir(mode=0o755)
        (folder / "page").write_bytes(page)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user} worker_processes {WEB_PROCESSES}; daemon off; pid {folder}/pid;"
            f" error_log {folder}/error.log; events {{}} http {{ access_log off;"
            f" server {{ listen 127.0.0.1:{self.ports['nginx']}; root {folder}; }} }}"
        )
        log = self.folder / "nginx.log"
        command = [found, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        process = processes.start(command, log=log)
        self._started.append(process)
        self.pids["nginx"] = process.pid
        self._wait_for_port("nginx")
        return True

    # --- Starting and stopping --------------------------------------------------------------

    def _start(self) -> None:
        postgres = PostgresServer(folder=self.folder / "postgres", port=self.ports["postgres"])
        redis = RedisServer(folder=self.folder / "redis", port=self.ports["redis"])
        for server in (postgres, redis):
            self._servers.append(server)
            server.start()
        for name in ("summit_bench", "least"):
            with psycopg.connect(self.database("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        os.environ.update(self._environment())
        self._run("sink", "-m", "tests.bench.sink", str(self.ports["smtp"]))
        self._prepare("summit.settings", "migrate", "load_programme", "collectstatic")
        self._prepare("tests.bench.least.settings", "migrate")
        self._web("site", "summit.wsgi")
        self._web("least", "tests.bench.least.wsgi")
        self._worker("site worker", "summit")
        self._worker("least worker", "tests.bench.least.worker")
        self._wait_for_port("smtp", "site", "least")

    def _environment(self) -> dict[str, str]:
        redis = f"redis://127.0.0.1:{self.ports['redis']}"
        return {
            "SECRET_KEY": "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz-only-bench",
            "SITE_URL": f"http://127.0.0.1:{self.ports['site']}",
            "DEBUG": "False",
            "DATABASE_URL": self.database("summit_bench"),
            "LEAST_DATABASE_URL": self.database("least"),
            "REDIS_URL": f"{redis}/0",
            "LEAST_REDIS_URL": f"{redis}/1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.ports['smtp']}",
            "SUMMIT_VAR_DIR": str(self.folder),
            "SUMMIT_REHEARSAL": "False",
            "SUMMIT_FORM_MIN_SECONDS": "0",
            # Each visitor of the client names an address, so that limits see many people.
            "TRUSTED_PROXY_COUNT": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }

    def _prepare(self, settings: str, *commands: str) -> None:
        options = {"migrate": ["--run-syncdb"], "collectstatic": ["--noinput"]}
        for command in commands:
            done = subprocess.run(
                [sys.executable, "-m", "django", command, *options.get(command, [])],
                env={**os.environ, "DJANGO_SETTINGS_MODULE": settings},
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise ServiceUnavailable(f"{command} failed:\n{done.stderr[-2000:]}")

    def _run(self, name: str, *arguments: str, niceness: int = 0) -> None:
        log = self.folder / f"{name.replace(' ', '-')}.log"
        command = ["nice", "-n", str(niceness), sys.executable, *arguments]
        process = processes.start(command, log=log, env=dict(os.environ))
        self._started.append(process)
        self.pids[name] = process.pid

    def _web(self, name: str, module: str) -> None:
        bind = f"127.0.0.1:{self.ports[name]}"
        self._run(
            name,
            *("-m", "gunicorn", "--config", os.devnull, "--bind", bind, "--backlog", "512"),
            *("--workers", str(WEB_PROCESSES), "--worker-class", "sync", "--timeout", "60"),
            f"{module}:application",
        )

    def _worker(self, name: str, app: str) -> None:
        self._run(
            name,
            *("-m", "celery", "--app", app, "worker", "--concurrency", str(WORKER_PROCESSES)),
            *("--hostname", f"{name.replace(' ', '-')}@localhost", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            niceness=WORKER_NICENESS,
        )

    def _wait_for_port(self, *names: str) -> None:
        import socket

        deadline = time.monotonic() + 60
        for name in names:
            while time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", self.ports[name]), 1).close()
                    break
                time.sleep(0.1)
            else:
                log = self.folder / f"{name}.log"
                raise ServiceUnavailable(f"{name} did not start:\n{processes.tail(log)}")

    def _stop(self) -> None:
        for process in reversed(self._started):
            processes.stop(process)
        for server in reversed(self._servers):
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
