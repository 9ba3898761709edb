"""One mail that speaks of several calendar entries."""

import datetime as dt
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from summit import ics
from summit.edition.models import Edition
from summit.mail.messages import build_message
from summit.mail.models import OutgoingEmail
from summit.mail.services import deliver_due_emails, send_again
from tests.mail.factories import enqueue, make_invitation, make_organiser
from tests.registration.factories import make_edition
from tests.services.calendars import read_with_both
from tests.services.smtp import SmtpServer

MOVED = make_invitation(uid="first", sequence=1)
CANCELLED = make_invitation(uid="second", sequence=2, cancelled=True)
NEW = make_invitation(uid="third", summary="Table ronde « santé », salle é" * 5)


@pytest.fixture(autouse=True)
def edition(db: None) -> Edition:
    return make_edition(registration_mode="open")


@pytest.fixture(autouse=True)
def _templates_of_mail_tests(settings: Any) -> None:
    (engine,) = settings.TEMPLATES
    folder = Path(__file__).parent.parent / "mail" / "templates"
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], folder]}]


def built(row: OutgoingEmail) -> EmailMessage:
    raw = build_message(row).message().as_bytes()
    return BytesParser(policy=default).parsebytes(raw)  # type: ignore[arg-type]


def test_message_with_three_invitations_carries_each_as_a_part_of_its_own() -> None:
    message = built(enqueue(calendars=[MOVED, CANCELLED, NEW]))

    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [part.get_filename() for part in parts] == [None, "invite-2.ics", "invite-3.ics"]
    assert [part.get_payload(decode=True) for part in parts] == [MOVED, CANCELLED, NEW]
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"base64"}
    read = [read_with_both(part.get_payload(decode=True)) for part in parts]  # type: ignore[arg-type]
    assert [calendar.events[0].uid for calendar in read] == ["first", "second", "third"]


def test_message_with_three_invitations_shows_the_first_inside_the_alternative() -> None:
    message = built(enqueue(calendars=[MOVED, CANCELLED, NEW]))

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
        "text/calendar",
        "text/calendar",
    ]


def test_outbox_refuses_invitations_of_two_organizers() -> None:
    other = ics.replace_addresses(MOVED, {"programme@example.org": "other@example.org"})

    with pytest.raises(ValueError, match="ORGANIZER"):
        enqueue(calendars=[MOVED, other])


def test_sent_again_every_invitation_gets_a_later_stamp() -> None:
    email = enqueue(calendars=[MOVED, CANCELLED])
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())

    again = send_again(email, make_organiser("mail.send_again"))

    assert again.calendar.count("BEGIN:VCALENDAR") == 2
    assert f"DTSTAMP:{timezone.now().astimezone(dt.UTC):%Y%m%d}" in again.calendar
    assert "DTSTAMP:20250120T080000Z" not in again.calendar


def test_invitations_to_one_person_leave_in_order_whatever_their_entry(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.answer("451 later", times=1)
    first = enqueue(to="ada@example.org", calendar=MOVED)
    second = enqueue(to="ada@example.org", calendars=[NEW, CANCELLED])
    plain = enqueue(to="ada@example.org")

    deliver_due_emails()
    OutgoingEmail.objects.filter(state="retry").update(next_attempt_at=timezone.now())
    deliver_due_emails()

    sent = [str(received.message["Message-ID"]) for received in smtp_server.received]
    assert sent == [plain.message_id, first.message_id, second.message_id]
