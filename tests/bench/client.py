"""A client with as little work of its own as may be: one socket a request, bounded in time."""

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from typing import TypeVar
from urllib.parse import urlencode

PATIENCE = 30.0
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

Result = TypeVar("Result")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def hidden_fields(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self.body.decode()))


@dataclass
class Visitor:
    """Someone behind an address of their own, with the cookies that they were given."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    network: str = field(default="")

    def __post_init__(self) -> None:
        number = next(_numbers)
        self.network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"")

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        return self._send("POST", path, urlencode(values).encode())

    def _send(self, method: str, path: str, body: bytes) -> Answer:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"X-Forwarded-For: {self.network}",
            "Connection: close",
        ]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}"]
        request = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        answer = _read(_exchange(self.port, request))
        for key, value in answer.headers:
            if key == "set-cookie":
                for name, morsel in SimpleCookie(value).items():
                    self.cookies[name] = morsel.value
        return answer


def _exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(262_144):
            parts.append(part)
    return b"".join(parts)


def _read(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        headers.append((name.lower(), value.strip()))
    return Answer(int(first.split()[1]), headers, body)


@dataclass(frozen=True)
class Storm:
    """What many visitors did: results in no order, how long all of it took, and each of them."""

    results: list[object]
    seconds: float
    waits: list[float]


def storm(act: Callable[[int], Result], *, times: int, clients: int, limit: float) -> Storm:
    """`act(0)` to `act(times - 1)` by `clients` at once; none begins after `limit` seconds."""
    begun = time.monotonic()
    results: list[object] = []
    waits: list[float] = []
    lock = threading.Lock()

    def one(number: int) -> None:
        if (asked := time.monotonic()) - begun < limit:
            result = act(number)
            wait = time.monotonic() - asked
            with lock:
                results.append(result)
                waits.append(wait)

    with ThreadPoolExecutor(clients) as pool:
        for future in [pool.submit(one, number) for number in range(times)]:
            future.result()
    return Storm(results, time.monotonic() - begun, waits)
