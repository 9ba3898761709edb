"""People who register, through three requests each; who gets no answer presses again."""

import http.client
import math
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

FORM = "/fr/registration/"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
AUDIENCE = re.compile(r'<select name="audience".*?<option value="([^"]+)"', re.DOTALL)
FOUND, AWAY, BROKEN = 302, 503, 0
PAUSE_BEFORE_RETRY = 0.3
ANSWER_WITHIN = 15.0
STORM_WITHIN = 120.0


@dataclass(frozen=True)
class Reply:
    """`status` is 0 where the connection was refused or broke."""

    status: int
    begun: float
    ended: float
    location: str = ""
    retry_after: str = ""
    body: str = ""
    cookies: str = ""


@dataclass
class Press:
    """What one person saw. `seconds`: from pressing the button to the page that says yes."""

    email: str
    replies: list[Reply] = field(default_factory=list)
    is_yes: bool = False
    seconds: float = 0.0


@dataclass
class Crowd:
    presses: list[Press]

    @property
    def yes(self) -> list[str]:
        return [press.email for press in self.presses if press.is_yes]

    @property
    def replies(self) -> list[Reply]:
        return [reply for press in self.presses for reply in press.replies]

    @property
    def statuses(self) -> Counter[int]:
        return Counter(reply.status for reply in self.replies)

    @property
    def p99(self) -> float:
        waits = sorted(press.seconds for press in self.presses)
        return waits[math.ceil(len(waits) * 0.99) - 1]


class Storm:
    """`clients` people at a time register for as long as `emails` lasts.

    Without `patience` a person takes the first refusal for an answer; with it, each step is
    repeated for so many seconds, the form sent again just as it was filled in. Who has not had
    a turn after STORM_WITHIN seconds gives up.
    """

    def __init__(
        self, port: int, emails: Sequence[str], *, clients: int = 4, patience: float = 0
    ) -> None:
        self.port = port
        self.patience = patience
        self._end = time.monotonic() + STORM_WITHIN
        self._answered = threading.Semaphore(0)
        self._pool = ThreadPoolExecutor(clients)
        self._futures: list[Future[Press]] = [
            self._pool.submit(self._register, email) for email in emails
        ]

    def wait_for_answers(self, number: int, patience: float = 60) -> None:
        """Let so many people get their last answer first."""
        for _ in range(number):
            assert self._answered.acquire(timeout=patience), "nobody is answered any more"

    def finish(self) -> Crowd:
        presses = [future.result() for future in self._futures]
        self._pool.shutdown()
        return Crowd(presses)

    def _register(self, email: str) -> Press:
        press = Press(email)
        if time.monotonic() > self._end:
            return press
        form = self._ask(press, "GET", FORM)
        if form.status == http.client.OK:
            begun = time.monotonic()
            answer = self._ask(press, "POST", FORM, _filled_in(form, email), form.cookies)
            if answer.status == FOUND:
                page = self._ask(press, "GET", urlsplit(answer.location).path)
                press.is_yes = page.status == http.client.OK and email in page.body
            press.seconds = time.monotonic() - begun
        self._answered.release()
        return press

    def _ask(
        self, press: Press, method: str, path: str, body: str = "", cookies: str = ""
    ) -> Reply:
        deadline = min(time.monotonic() + self.patience, self._end)
        while True:
            reply = request(self.port, method, path, body, cookies)
            press.replies.append(reply)
            is_answer = reply.status not in {BROKEN, AWAY}
            if is_answer or time.monotonic() >= deadline:
                return reply
            time.sleep(PAUSE_BEFORE_RETRY)


def request(port: int, method: str, path: str, body: str = "", cookies: str = "") -> Reply:
    begun = time.monotonic()
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    if cookies:
        headers["Cookie"] = cookies
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN)
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        text = response.read().decode()
    except (OSError, http.client.HTTPException):
        return Reply(BROKEN, begun, time.monotonic())
    finally:
        connection.close()
    return Reply(
        response.status,
        begun,
        time.monotonic(),
        location=response.headers.get("Location", ""),
        retry_after=response.headers.get("Retry-After", ""),
        body=text,
        cookies=_cookies(response.headers.get_all("Set-Cookie", [])),
    )


def _cookies(set_cookie: Sequence[str]) -> str:
    jar: SimpleCookie = SimpleCookie()
    for line in set_cookie:
        jar.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def _filled_in(form: Reply, email: str) -> str:
    audience = AUDIENCE.search(form.body)
    typed = {
        "way": "in_person",
        "first_name": "Camille",
        "last_name": "Lefèvre",
        "email": email,
        "organisation": "Atelier Berthon",
        "audience": audience[1] if audience else "",
    }
    return urlencode({**dict(HIDDEN.findall(form.body)), **typed})
