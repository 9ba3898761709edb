"""The proxy of docker-compose.yml in a process of its own, and visitors who look closely."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.production.site import ROOT
from tests.services import processes
from tests.services.environment import free_port, run_folder

HOST = "localhost"


def find_caddy() -> Path:
    found = Path(sys.executable).with_name("caddy")
    if not found.exists():
        pytest.fail("No Caddy: run scripts/setup dev.", pytrace=False)
    return found


@dataclass(frozen=True)
class Answer:
    """With each header as often as it came, names in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Empty without it."""
        return ", ".join(value for key, value in self.headers if key == name)


class Door:
    """Caddy with the file of a deployment, on loopback, with a certificate of its own making."""

    def __init__(self) -> None:
        self.port, self.http_port = free_port(), free_port()
        self.url = f"https://{HOST}:{self.port}"
        self.folder = run_folder() / f"door-{self.port}"
        self.log = self.folder / "caddy.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, upstream: int) -> None:
        """`upstream` is the port of the web process, which need not be there yet."""
        self.folder.mkdir()
        environment = {
            **os.environ,
            "SITE_URL": self.url,
            "UPSTREAM": f"127.0.0.1:{upstream}",
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(self.port),
            "HEALTH_PORT": str(free_port()),
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
        }
        file = ROOT / ".docker/Caddyfile"
        command = [str(find_caddy()), "run", "--adapter", "caddyfile", "--config", str(file)]
        self.process = processes.start(command, log=self.log, env=environment)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._is_open():
                return
            time.sleep(0.05)
        raise AssertionError(f"The proxy did not start:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process)

    def context(self) -> ssl.SSLContext:
        """Trusts the authority that signed the site's certificate, and nobody else."""
        return ssl.create_default_context(
            cafile=self.folder / "caddy/pki/authorities/local/root.crt"
        )

    def connect(self) -> ssl.SSLSocket:
        line = socket.create_connection((HOST, self.port), timeout=20)
        return self.context().wrap_socket(line, server_hostname=HOST)

    def _is_open(self) -> bool:
        try:
            self.connect().close()
        except OSError:
            return False
        return True

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, source: str = "", **headers: str
    ) -> Answer:
        """`source` is the address that the visitor comes from."""
        connection = http.client.HTTPSConnection(
            HOST,
            self.port,
            timeout=20,
            context=self.context(),
            source_address=(source, 0) if source else None,
        )
        return ask(connection, method, path, body, **headers)

    def ask_by_http(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.http_port, timeout=20)
        return ask(connection, "GET", path, **headers)


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    **headers: str,
) -> Answer:
    """An underscore in the name of a header stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body, named)
        response = connection.getresponse()
        given = [(name.lower(), value) for name, value in response.getheaders()]
        return Answer(response.status, given, response.read())
    finally:
        connection.close()
