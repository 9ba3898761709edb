"""Logs tell what happened and to which request, and nothing about people."""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError

from agenda.models import OrganisationType
from registration.models import Registration, Way
from summit.accounts.models import User
from summit.edition import clock
from summit.operations import logs
from tests.production.site import Visitor, WebProcess
from tests.registration.factories import NOW, make_business_day
from tests.services.smtp import SmtpServer
from tests.services.worker import WorkerProcess, database_url

# Words that stand nowhere else, so that one of them in a log is a leak.
TYPED = {
    "way": Way.IN_PERSON,
    "first_name": "Zanaricolette",
    "last_name": "Quokkanard",
    "email": "numbatrice@wombatelier.example.org",
    "organisation": "Dugongerie",
    "organisation_type": "pme",
    "audience": "industry",
    "role": "Bandicoute",
    "country": "FR",
    "access_note": "Axolotlement",
    "access_consent": "on",
}
PERSONAL = ["first_name", "last_name", "email", "organisation", "role", "access_note"]
STAFF_EMAIL, STAFF_PASSWORD = "kakapotier@wombatelier.example.org", "Thylacinade-9471"
REFUSED_EMAIL = "pangolinette@wombatelier.example.org"


# --- One record -------------------------------------------------------------------------------


def record(message: str = "something happened", *args: object, **extra: Any) -> logging.LogRecord:
    name = extra.pop("name", "summit.test")
    level = extra.pop("level", logging.INFO)
    made = logging.LogRecord(name, level, "file.py", 1, message, args, extra.pop("exc_info", None))
    made.__dict__.update(extra)
    return made


def line(made: logging.LogRecord) -> dict[str, Any]:
    text = logs.JsonFormatter().format(made)
    assert "\n" not in text
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_line_holds_time_level_logger_and_event() -> None:
    parsed = line(record("%d rows purged", 3))

    assert parsed.pop("time").endswith("Z")
    assert parsed == {"level": "INFO", "logger": "summit.test", "event": "3 rows purged"}


def test_line_inside_a_request_carries_its_id() -> None:
    with logs.request_scope("0123456789abcdef"):
        assert line(record())["request_id"] == "0123456789abcdef"
    assert "request_id" not in line(record())


@pytest.mark.parametrize(
    "secret",
    [
        "ada@example.org",
        "Ada <ada@example.org>",
        "https://summit.example/fr/registration/my/1/",
        "postgres://summit:secret@db/summit",
        "742a2e80-91b1-47e0-af7c-784c8428ba4e",
        "Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0",
        "a\nb@example.org",
    ],
)
def test_message_with_address_link_or_token_is_cleaned(secret: str) -> None:
    event = line(record("said %s twice", secret))["event"]

    assert event.startswith("said ")
    assert event.endswith(" twice")
    assert not {"example.org", "summit", "secret", secret} & set(re.split(r"[@/: <>]", event))


def test_exception_is_its_type_and_way_without_its_words() -> None:
    with pytest.raises(IntegrityError) as raised:
        raise IntegrityError("Key (email_key)=(ada@example.org) already exists.")
    error = (raised.type, raised.value, raised.tb)
    parsed = line(record("failed", level=logging.ERROR, exc_info=error))

    assert parsed["error"] == "django.db.utils.IntegrityError"
    assert parsed["trace"][-1].endswith("test_exception_is_its_type_and_way_without_its_words")
    assert "ada" not in json.dumps(parsed)


@pytest.mark.parametrize("name", ["django.request", "django.security.DisallowedHost"])
def test_record_about_a_request_does_not_name_its_path(name: str) -> None:
    parsed = line(record("Not Found: %s", "/fr/my/canary/", name=name, status_code=404))

    assert parsed["event"] == "request answered with 404"


def test_record_about_a_failed_task_names_the_task_only() -> None:
    data = {"name": "summit.mail.tasks.deliver", "exc": "ValueError('ada@example.org')"}
    made = record(
        "Task %(name)s raised: %(exc)s",
        data,
        name="celery.app.trace",
        level=logging.ERROR,
        data=data,
    )

    assert line(made)["event"] == "task summit.mail.tasks.deliver failed"


def test_text_for_a_terminal_holds_the_same_facts() -> None:
    text = logs.TextFormatter().format(record("mail for %s", "ada@example.org", facts={"n": 2}))

    assert text.endswith("INFO summit.test mail for … n=2")


# --- The whole site ---------------------------------------------------------------------------


@pytest.fixture
def web(
    transactional_db: None, smtp_server: SmtpServer, celery_worker_process: WorkerProcess
) -> Iterator[WebProcess]:
    OrganisationType.objects.create(slug="pme", name_fr="PME", name_en="SME")
    make_business_day()
    clock.set_rehearsal(NOW)
    environment = {
        "DATABASE_URL": database_url(),
        "EMAIL_URL": smtp_server.url,
        "SUMMIT_FORM_MIN_SECONDS": "0",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "DEBUG",
    }
    running = WebProcess(environment)
    running.start()
    yield running
    running.stop()


def wait_for(condition: Callable[[], Any], patience: float = 30) -> Any:
    deadline = time.monotonic() + patience
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found
    return found


def mail_to(server: SmtpServer, address: str, *, after: int = 0) -> str:
    def newest() -> str:
        for received in reversed(server.received[after:]):
            if address in received.recipients:
                body = received.message.get_body(("plain",))
                return body.get_content() if body else ""
        return ""

    return str(wait_for(newest))


def test_logs_of_web_and_worker_hold_nothing_personal(
    web: WebProcess, celery_worker_process: WorkerProcess, smtp_server: SmtpServer
) -> None:
    staff = User.objects.create_superuser(STAFF_EMAIL, STAFF_PASSWORD)
    smtp_server.answer(f"550 no such user {REFUSED_EMAIL}", stage="rcpt", recipient=REFUSED_EMAIL)
    attendee = Visitor(web.url)

    # Registration, its mail and its personal pages.
    registered = attendee.send("/fr/registration/", **TYPED)
    assert registered.status == 200
    registration = Registration.objects.get()
    links = re.findall(
        r"http://\S+?(/fr/registration/my/\S+)", mail_to(smtp_server, TYPED["email"])
    )
    signature = links[0].rstrip("/").split("/")[5]
    assert [attendee.get(link).status for link in links] == [200] * len(links)
    attendee.send(f"{links[0]}details/", **{**TYPED, "role": "Bandicoute"})
    assert attendee.get(links[0].replace(signature, signature[::-1])).status == 404

    # A known address, a lost link, a refused address.
    before = len(smtp_server.received)
    attendee.send("/fr/registration/", **TYPED)
    attendee.send("/fr/registration/lost-link/", email=TYPED["email"])
    mail_to(smtp_server, TYPED["email"], after=before)
    Visitor(web.url).send("/fr/registration/", **{**TYPED, "email": REFUSED_EMAIL})

    # Signing in by code, then by password; wrong ones first.
    before = len(smtp_server.received)
    attendee.send("/fr/account/code/", email=TYPED["email"])
    text = mail_to(smtp_server, TYPED["email"], after=before)
    found = re.search(r"^ {4}(\S+)\s*$", text, re.MULTILINE)
    assert found
    attendee.send("/fr/account/login/code/confirm/", code="WRONG1")
    space = attendee.send("/fr/account/login/code/confirm/", code=found[1])
    assert space.path == "/fr/registration/my/"
    desk = Visitor(web.url)
    desk.send("/fr/account/login/", login=STAFF_EMAIL, password="Thylacinade-wrong")
    desk.send("/fr/account/login/", login=STAFF_EMAIL, password=STAFF_PASSWORD)
    admin_path = "/fr/admin/registration/registration/"
    assert desk.get(f"{admin_path}?q={TYPED['last_name']}").status == 200
    assert desk.get(f"{admin_path}{registration.pk}/change/").status == 200
    assert desk.get("/fr/admin/mail/outgoingemail/").status == 200

    # What is refused: a host, a token, a page, a method.
    Visitor(web.url).get("/fr/", Host="quokkanard.example")
    Visitor(web.url).post("/fr/registration/", TYPED)
    Visitor(web.url).get(f"/fr/nowhere/{TYPED['email']}/")
    Visitor(web.url).post("/fr/registration/places/", {"email": TYPED["email"]})
    endless = Visitor(web.url).get(f"/fr/agenda/week/?q={TYPED['email']}{'a' * 10_000}")
    assert endless.status == 414
    assert "Cette adresse est trop longue" in endless.text
    wait_for(lambda: smtp_server.attempts > len(smtp_server.received))

    celery_worker_process.stop()
    web.stop()
    written = web.log.read_text() + celery_worker_process.log.read_text()
    secrets = [
        *(TYPED[name] for name in PERSONAL),
        *("numbatrice", "quokkanard", STAFF_EMAIL, STAFF_PASSWORD, REFUSED_EMAIL, "pangolinette"),
        *(signature, signature[::-1], str(registration.public_id), registration.ticket_code),
        *(found[1], "WRONG1", "Thylacinade"),
        *(cookie.value or "" for who in (attendee, desk) for cookie in who.cookies),
        str(registration.calendar_uid),
        staff.password,
    ]
    leaks = [secret for secret in secrets if secret.lower() in written.lower()]
    assert leaks == []
    assert "not accepted: 550" in written
    events = [json.loads(one) for one in web.log.read_text().splitlines()]
    assert {event["route"] for event in events if event["event"] == "request"} >= {
        "registration:register",
        "registration:my_registration",
        "registration:find_registration",
        "account_confirm_login_code",
        "admin:registration_registration_change",
    }


@pytest.mark.long
def test_task_logs_under_the_id_of_the_request_that_started_it(
    web: WebProcess, celery_worker_process: WorkerProcess, smtp_server: SmtpServer
) -> None:
    visitor, identifier = Visitor(web.url), uuid.uuid4().hex
    form = visitor.get("/fr/registration/")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.text))

    visitor.post(form.path, {**hidden, **TYPED}, **{"X-Request-ID": identifier})
    mail_to(smtp_server, TYPED["email"])
    celery_worker_process.stop()

    lines = [one for one in celery_worker_process.log.read_text().splitlines() if identifier in one]
    assert "task summit.mail.tasks.deliver done" in {json.loads(one)["event"] for one in lines}
