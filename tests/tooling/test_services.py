"""The services of the tests are the real ones and do what their helpers promise."""

import smtplib
import tempfile
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, send_mail
from django.utils.translation import activate, get_language

from tests.services import postgres
from tests.services.calendars import read_with_both
from tests.services.environment import free_port, run_folder
from tests.services.postgres import PostgresServer
from tests.services.smtp import ACCEPT_THEN_DROP, DROP, SmtpServer
from tests.services.worker import WorkerProcess

CALENDAR = b"""BEGIN:VCALENDAR\r
PRODID:-//Summit//tests//EN\r
VERSION:2.0\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:6a1f5f8e-2d1c-4b52-9f0e-000000000001\r
DTSTAMP:20250120T080000Z\r
DTSTART:20250211T080000Z\r
DTEND:20250211T170000Z\r
SUMMARY:Business Day\r
LOCATION:Paris\r
END:VEVENT\r
END:VCALENDAR\r
"""


def send(recipient: str = "ada@example.org") -> int:
    return EmailMessage("Bonjour", "Un\ntexte", "from@example.org", [recipient]).send()


@pytest.mark.parametrize("left_behind", ["en", "de"])
def test_language_that_a_test_leaves_behind_is_gone_for_the_next(left_behind: str) -> None:
    assert get_language() == "fr"

    activate(left_behind)


def test_smtp_server_by_default_keeps_message_and_envelope(smtp_server: SmtpServer) -> None:
    send_mail("Objet", "Texte", "from@example.org", ["ada@example.org"])

    (received,) = smtp_server.received
    assert (received.sender, received.recipients) == ("from@example.org", ("ada@example.org",))
    assert received.message["Subject"] == "Objet"


def test_smtp_server_told_to_refuse_answers_once_then_accepts(smtp_server: SmtpServer) -> None:
    smtp_server.answer("451 try later", times=1)

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send()
    assert refusal.value.smtp_code == 451
    assert send() == 1
    assert len(smtp_server.received) == 1


def test_smtp_server_refusing_one_recipient_accepts_the_others(smtp_server: SmtpServer) -> None:
    smtp_server.answer("550 no such user", stage="rcpt", recipient="gone@example.org")

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send("gone@example.org")
    assert send("ada@example.org") == 1


@pytest.mark.parametrize(("failure", "kept"), [(DROP, 0), (ACCEPT_THEN_DROP, 1)])
def test_smtp_server_told_to_drop_breaks_the_dialogue(
    smtp_server: SmtpServer, failure: str, kept: int
) -> None:
    smtp_server.answer(failure)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send()
    assert len(smtp_server.received) == kept


def test_smtp_server_stopped_refuses_the_connection(smtp_server: SmtpServer) -> None:
    smtp_server.stop()

    with pytest.raises(ConnectionRefusedError):
        send()


def test_postgres_of_the_package_starts_where_none_is_installed() -> None:
    folder = Path(tempfile.mkdtemp(dir=run_folder()))
    folder.chmod(0o755)
    binaries = postgres.packaged_binaries(folder)
    server = PostgresServer(folder=folder / "server", port=free_port(), binaries=binaries)

    server.start()

    assert server.process is not None
    assert server.process.poll() is None
    server.stop()
    assert server.process.poll() == 0


@pytest.mark.long
def test_celery_worker_process_when_started_answers_on_its_own_redis_number(
    celery_worker_process: WorkerProcess,
) -> None:
    from summit.celery import app

    (answer,) = app.control.ping(timeout=1)

    assert list(answer.values()) == [{"ok": "pong"}]


def test_page_with_foreign_image_is_noticed(browser) -> None:
    from tests.services.browser import Watch

    watch = Watch()
    context = browser.new_context()
    watch.attach(context)
    context.new_page().set_content("<img src='http://elsewhere.example/pixel.png'>")
    context.close()

    with pytest.raises(AssertionError, match="another host"):
        watch.check()


def test_axe_on_image_without_text_reports_it(browser) -> None:
    from tests.services.browser import axe_violations

    page = browser.new_page()
    page.set_content("<!doctype html><html lang=fr><title>t</title><main><h1>t</h1><img src=x>")

    assert [line.split()[0] for line in axe_violations(page)] == ["image-alt"]


def test_calendar_readers_agree_on_a_plain_invitation() -> None:
    calendar = read_with_both(CALENDAR)

    assert calendar.method == "REQUEST"
    assert [event.summary for event in calendar.events] == ["Business Day"]
