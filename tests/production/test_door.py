"""The proxy and the web process of docker-compose.yml together, as visitors meet them."""

import datetime as dt
import gzip
import http.client
import http.server
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import TransactionTestCase
from django.utils import timezone

from agenda.models import Day, OrganisationType
from registration.models import Quota, Registration, Way
from summit.edition.models import Edition
from summit.newsletter.views import SUBSCRIBE_FROM_ADDRESS
from tests.production.door import HOST, Answer, Door, ask
from tests.production.site import HIDDEN, Visitor, WebProcess
from tests.registration.factories import make_business_day, make_sessions
from tests.services.environment import free_port
from tests.services.smtp import SmtpServer
from tests.services.worker import database_url

pytestmark = pytest.mark.django_db

PAGE, CALENDAR, FILE = "/fr/faq/", "/fr/agenda/week.ics", "/static/css/summit.css"
REGISTRATION, NEWSLETTER = "/fr/registration/", "/fr/newsletter/"
FORM = "application/x-www-form-urlencoded"
# What belongs to the way or to the moment, not to the answer.
PASSING = {"alt-svc", "connection", "date", "expires", "server", "set-cookie", "x-request-id"}
TYPED = {
    "way": Way.IN_PERSON,
    "first_name": "Camille",
    "last_name": "Martin",
    "organisation": "Atelier Martin",
    "organisation_type": "pme",
    "audience": "industry",
    "role": "Directrice",
    "country": "FR",
}


@pytest.fixture(scope="module")
def deployment(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Door, WebProcess]]:
    """Started once, on rows that stay meanwhile: a web process does not expect them to vanish."""
    door, smtp = Door(), SmtpServer()
    web = WebProcess(environment_of(door, smtp))
    smtp.start()
    with django_db_blocker.unblock():
        make_business_day_to_come()
    try:
        web.start()
        door.start(upstream=web.port)
        yield door, web
    finally:
        door.stop()
        web.stop()
        smtp.stop()
        with django_db_blocker.unblock():
            TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]


def environment_of(door: Door, smtp: SmtpServer) -> dict[str, str]:
    return {
        "SITE_URL": door.url,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": smtp.url,
        "SUMMIT_REHEARSAL": "False",
        "SUMMIT_FORM_MIN_SECONDS": "0",
        "TRUSTED_PROXY_COUNT": "1",
        # As between containers, where the proxy has an address that gunicorn does not know.
        "FORWARDED_ALLOW_IPS": "192.0.2.1",
        "LOG_FORMAT": "json",
    }


def make_business_day_to_come() -> None:
    """A public site knows no rehearsal."""
    OrganisationType.objects.create(slug="pme", name_fr="PME", name_en="SME")
    make_business_day(registration_mode="open")
    make_sessions(5, 5)
    begins = timezone.now() + dt.timedelta(days=30)
    Quota.objects.update(doors_at=None, starts_at=begins, ends_at=begins + dt.timedelta(hours=8))
    Day.objects.update(date=begins.date())
    Edition.objects.update(end=begins.date(), business_day=begins.date())


@pytest.fixture
def door(deployment: tuple[Door, WebProcess]) -> Door:
    return deployment[0]


@pytest.fixture
def web(deployment: tuple[Door, WebProcess]) -> WebProcess:
    return deployment[1]


def ask_web(web: WebProcess, path: str) -> Answer:
    """As the proxy asks the web process."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    return ask(connection, "GET", path, Host=HOST, X_Forwarded_Proto="https")


def filled_in(door: Door, path: str, **fields: str) -> tuple[bytes, dict[str, str]]:
    """The form at `path` as a browser sends it: body and headers."""
    visitor = Visitor(door.url, door.context())
    hidden = dict(HIDDEN.findall(visitor.get(path).text))
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    body = urlencode({**hidden, **fields}).encode()
    return body, {"Cookie": cookies, "Origin": door.url, "Content_Type": FORM}


# --- Answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PAGE, CALENDAR, FILE, REGISTRATION, "/fr/nowhere/"])
def test_headers_of_the_site_come_through_once_and_unchanged(
    door: Door, web: WebProcess, path: str
) -> None:
    seen, given = door.ask("GET", path), ask_web(web, path)

    lasting = [header for header in seen.headers if header[0] not in PASSING]
    assert seen.status == given.status
    assert set(lasting) ^ {header for header in given.headers if header[0] not in PASSING} == set()
    assert len(lasting) == len(dict(lasting))
    assert seen.header("strict-transport-security").startswith("max-age=31536000")
    assert seen.header("server") == ""


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_page_is_compressed_and_confirmed_by_its_tag(door: Door, coding: str) -> None:
    plain = door.ask("GET", PAGE)
    packed = door.ask("GET", PAGE, Accept_Encoding=coding)
    tag = packed.header("etag")
    again = door.ask("GET", PAGE, Accept_Encoding=coding, If_None_Match=tag)

    assert packed.header("content-encoding") == coding
    assert len(packed.body) < len(plain.body) / 2
    assert coding != "gzip" or gzip.decompress(packed.body) == plain.body
    assert (again.status, again.body) == (304, b"")
    assert again.header("cache-control") == packed.header("cache-control")


def test_calendar_is_never_compressed(door: Door) -> None:
    calendar = door.ask("GET", CALENDAR, Accept_Encoding="zstd, gzip")

    assert calendar.header("content-encoding") == ""
    assert calendar.body.startswith(b"BEGIN:VCALENDAR")
    assert len(calendar.body) > 1000


def test_head_tells_the_length_of_the_page(door: Door) -> None:
    page = door.ask("GET", PAGE)
    head = door.ask("HEAD", PAGE, Accept_Encoding="gzip")

    assert (head.status, head.body) == (200, b"")
    assert head.header("content-length") == str(len(page.body))


def test_request_has_one_id_in_answer_and_log_and_the_visitor_does_not_choose_it(
    door: Door, web: WebProcess
) -> None:
    identifier = door.ask("GET", PAGE, X_Request_ID="chosen-by-the-visitor").header("x-request-id")

    lines = [json.loads(line) for line in web.log.read_text().splitlines() if identifier in line]
    assert [line["route"] for line in lines] == ["faq:question_list"]
    assert "chosen-by-the-visitor" not in web.log.read_text()


def test_http_leads_to_https(door: Door) -> None:
    answer = door.ask_by_http("/fr/?q=a")

    assert (answer.status, answer.header("location")) == (308, f"{door.url}/fr/?q=a")


# --- Forms ------------------------------------------------------------------------------------


def test_visitor_registers_through_the_door_with_secure_cookies(door: Door) -> None:
    people = Registration.objects.for_email("secure@example.org")
    body, headers = filled_in(door, REGISTRATION, **TYPED, email="secure@example.org")
    foreign = door.ask("POST", REGISTRATION, body, **{**headers, "Origin": "https://else.example"})
    assert (foreign.status, people.count()) == (403, 0)

    answer = door.ask("POST", REGISTRATION, body, **headers)

    assert (answer.status, people.count()) == (302, 1)
    cookies = [value for name, value in door.ask("GET", REGISTRATION).headers if "cookie" in name]
    assert re.findall(r"__Host-csrftoken=.*; Secure", "\n".join(cookies))


def test_limit_counts_the_visitor_whatever_the_request_claims(door: Door) -> None:
    body, headers = filled_in(door, NEWSLETTER, email="nobody")
    for window in (0, SUBSCRIBE_FROM_ADDRESS.seconds):
        with time_machine.travel(timezone.now() + dt.timedelta(seconds=window)):
            for _ in range(SUBSCRIBE_FROM_ADDRESS.count):
                SUBSCRIBE_FROM_ADDRESS.hit("127.0.0.1")

    headers["X_Forwarded_For"] = "203.0.113.7"
    one = door.ask("POST", NEWSLETTER, body, source="127.0.0.1", **headers)
    other = door.ask("POST", NEWSLETTER, body, source="127.0.0.2", **headers)

    assert (one.status, other.status) == (429, 422)


def test_form_cut_short_registers_nobody(door: Door, web: WebProcess) -> None:
    people = Registration.objects.for_email("short@example.org")
    body, headers = filled_in(door, REGISTRATION, **TYPED, email="short@example.org")
    headers |= {"Host": f"{HOST}:{door.port}", "X_Forwarded_Proto": "https"}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def send(length: int) -> bytes:
        head = [f"POST {REGISTRATION} HTTP/1.1", *lines, f"Content-Length: {length}", "", ""]
        with socket.create_connection(("127.0.0.1", web.port), timeout=20) as line:
            line.sendall("\r\n".join(head).encode() + body)
            line.shutdown(socket.SHUT_WR)
            return line.recv(30)

    assert (send(len(body) + 1), people.count()) == (b"", 0)
    assert (send(len(body))[:12], people.count()) == (b"HTTP/1.1 302", 1)


# --- Too long, too slow, away -----------------------------------------------------------------


def test_body_beyond_the_limit_is_refused_unread_in_both_languages(door: Door) -> None:
    begun = b"x" * 300_000
    answer = door.ask("POST", NEWSLETTER, begun, Content_Length="8000001", Content_Type=FORM)

    assert answer.status == 413
    assert re.findall("Votre envoi est trop long.*What you sent is too long", answer.body.decode())
    assert answer.header("cache-control") == "no-store"
    assert answer.header("content-security-policy").startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("path", "cookie", "status", "words"),
    [
        (f"/fr/agenda/week/?q={'a' * 9000}", "", 414, "Cette adresse est trop longue"),
        (PAGE, "a" * 9000, 431, "Effacez les cookies de ce site"),
    ],
)
def test_address_or_cookies_beyond_the_limit_are_answered_in_words(
    door: Door, path: str, cookie: str, status: int, words: str
) -> None:
    answer = door.ask("GET", path, Cookie=cookie)

    assert answer.status == status
    assert words in answer.body.decode()
    for name in ("content-security-policy", "permissions-policy", "x-frame-options"):
        assert answer.header(name)


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /fr/ HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /fr/ HTTP/1.1\r\nHost: a\r\nBad Header: b\r\n\r\n",
        b"POST /fr/ HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01 quokka\r\n\r\n",
    ],
)
def test_request_that_cannot_be_read_is_answered_in_words_and_logged_without_them(
    web: WebProcess, request_line: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=20) as line:
        line.sendall(request_line)
        head, _, body = b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Content-Security-Policy: default-src 'none'" in head
    assert "Cette requête est illisible" in body.decode()
    assert "quokka" not in web.log.read_text()


def test_name_that_is_not_the_sites_has_nothing_there(door: Door) -> None:
    by_https = door.ask("GET", "/fr/", Host="elsewhere.example")
    by_http = door.ask_by_http("/fr/", Host="elsewhere.example")

    for answer in (by_https, by_http):
        assert (answer.status, answer.header("location")) == (421, "")
        assert "This name is not the site’s." in answer.body.decode()
        assert answer.header("content-security-policy").startswith("default-src 'none'")
        assert answer.header("cache-control") == "no-store"


def test_bodies_that_come_slowly_keep_nobody_waiting(door: Door) -> None:
    head = (
        f"POST {NEWSLETTER} HTTP/1.1\r\nHost: {HOST}:{door.port}\r\nContent-Length: 20000\r\n\r\n"
    )
    with ExitStack() as slow:
        for _ in range(12):  # more than the web process has threads
            slow.enter_context(door.connect()).sendall(head.encode() + b"x" * 9000)
        begun = time.monotonic()

        assert door.ask("GET", PAGE).status == 200
        assert time.monotonic() - begun < 5


class Late(http.server.BaseHTTPRequestHandler):
    """A web process that comes back and says how much it was sent."""

    def do_POST(self) -> None:
        found = str(len(self.rfile.read(int(self.headers["Content-Length"])))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def test_form_sent_while_the_web_process_restarts_is_delivered_whole() -> None:
    door, port = Door(), free_port()
    door.start(upstream=port)
    try:
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(door.ask, "POST", REGISTRATION, b"x" * 30_000)
            assert not waiting.done()
            time.sleep(1)
            with http.server.HTTPServer(("127.0.0.1", port), Late) as late:
                threading.Thread(target=late.serve_forever, daemon=True).start()
                answer = waiting.result()
                late.shutdown()
    finally:
        door.stop()

    assert (answer.status, answer.body) == (200, b"30000")


@pytest.mark.long
def test_site_that_is_away_is_said_to_come_back_and_no_log_says_who_asked() -> None:
    door = Door()
    door.start(upstream=free_port())
    try:
        answer = door.ask("GET", f"{PAGE}?q=quokkanard", source="127.0.0.9")
    finally:
        door.stop()

    assert (answer.status, answer.header("retry-after")) == (503, "30")
    assert "Le site revient dans un instant." in answer.body.decode()
    assert answer.header("cache-control") == "no-store"
    assert answer.header("x-frame-options") == "DENY"
    written = door.log.read_text()
    assert "shutdown complete" in written
    assert [word for word in ("quokkanard", "127.0.0.9") if word in written] == []
