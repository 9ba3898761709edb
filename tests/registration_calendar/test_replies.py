"""What calendars answer by mail: believed only from the person invited, and done once."""

import io
import logging
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from registration.models import (
    Booking,
    CalendarReply,
    OnDecline,
    PlaceState,
    Registration,
    ReleaseReason,
    ReplyOutcome,
    Rules,
)
from registration.services.changing import cancel_registration, move_way
from registration.services.replies import read_reply
from summit.mail.models import OutgoingEmail
from tests.mail.factories import make_organiser
from tests.registration.factories import NOW, SENDER, make_registration
from tests.registration_calendar.factories import book, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


@pytest.fixture
def registration() -> Registration:
    return make_registration()


@pytest.fixture
def _frees_at_once() -> None:
    Rules.objects.create(on_decline=OnDecline.CANCEL)


def reply_to(
    entry: Registration | Booking,
    *,
    partstat: str = "DECLINED",
    sender: str = "Camille <camille@example.org>",
    attendee: str = "camille@example.org",
    sequence: int | None = None,
    stamp: str = "20250120T090000Z",
    method: str = "REPLY",
    uid: Any = None,
    header: str = "",
) -> bytes:
    """As a calendar program writes it (RFC 6047 §2.4)."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//Calendar//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid or entry.calendar_uid}",
        f"DTSTAMP:{stamp}",
        "DTSTART:20250211T080000Z",
        f"SEQUENCE:{entry.sequence if sequence is None else sequence}",
        f"ORGANIZER:mailto:{SENDER}",
        f"ATTENDEE;PARTSTAT={partstat};CN=Camille:mailto:{attendee}",
        "REQUEST-STATUS:2.0;Success",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    message = EmailMessage()
    if header:
        message["Authentication-Results"] = header
    message["From"], message["To"], message["Subject"] = sender, SENDER, "Declined: Business Day"
    message.set_content("Camille has declined.")
    message.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": method})
    return message.as_bytes()


def read(raw: bytes) -> str:
    return read_reply(raw, now=NOW).outcome


def is_registered(registration: Registration) -> bool:
    registration.refresh_from_db()
    return not registration.is_cancelled


@pytest.mark.usefixtures("_frees_at_once")
def test_decline_of_the_day_frees_the_place_as_organisers_chose(
    registration: Registration,
) -> None:
    outcome = read(reply_to(registration))

    assert (outcome, is_registered(registration)) == (ReplyOutcome.CANCELLED, False)
    assert registration.places.get().release_reason == ReleaseReason.REPLIED
    assert OutgoingEmail.objects.latest("pk").calendar_method == "CANCEL"


@pytest.mark.usefixtures("_frees_at_once")
def test_decline_of_a_session_frees_only_its_seat(registration: Registration) -> None:
    booking = book(registration, "health")
    Booking.objects.update(invited_at=NOW)
    other = book(registration, "industry")

    outcome = read(reply_to(booking))

    booking.refresh_from_db()
    other.refresh_from_db()
    assert (outcome, is_registered(registration)) == (ReplyOutcome.CANCELLED, True)
    assert (booking.state, other.state) == (PlaceState.RELEASED, PlaceState.CONFIRMED)


def test_decline_asks_the_person_once_where_organisers_chose_to_ask(
    registration: Registration,
) -> None:
    outcomes = [
        read(reply_to(registration)),
        read(reply_to(registration, stamp="20250120T100000Z")),
    ]

    (mail,) = OutgoingEmail.objects.filter(kind="registration_declined")
    assert outcomes == [ReplyOutcome.ASKED, ReplyOutcome.NOTED]
    assert (mail.to, mail.calendar, is_registered(registration)) == (registration.email, "", True)
    assert mail.links["free_url"]["url_name"] == "registration:cancel"


def test_decline_of_a_session_asks_about_the_session(registration: Registration) -> None:
    booking = book(registration, "health")
    Booking.objects.update(invited_at=NOW)

    outcome = read(reply_to(booking))

    mail = OutgoingEmail.objects.get(kind="registration_declined")
    assert outcome == ReplyOutcome.ASKED
    assert "Santé, mode d’emploi" in mail.subject
    assert "Votre place dans cette session est toujours à vous." in mail.text_body
    assert "Santé, mode d’emploi\n\nQuand\n" in mail.text_body
    assert "Accueil dès" not in mail.text_body  # of the day, about which nothing is asked
    assert mail.links["free_url"]["url_name"] == "registration:my_sessions"


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DELEGATED", ""])
@pytest.mark.usefixtures("_frees_at_once")
def test_other_answers_are_noted(registration: Registration, partstat: str) -> None:
    assert read(reply_to(registration, partstat=partstat)) == ReplyOutcome.NOTED
    assert is_registered(registration)


@pytest.mark.usefixtures("_frees_at_once")
@pytest.mark.parametrize(
    "forged",
    [
        {"sender": "eve@evil.example"},
        {"sender": "camille@example.org, eve@evil.example"},
        {"sender": '"camille@example.org" <eve@evil.example>'},
        {"attendee": "eve@evil.example"},
        {"sequence": 7},
    ],
)
def test_reply_of_somebody_else_changes_nothing(
    registration: Registration, forged: dict[str, Any]
) -> None:
    make_registration("eve@evil.example")

    assert read(reply_to(registration, **forged)) == ReplyOutcome.FORGED
    assert is_registered(registration)


@pytest.mark.usefixtures("_frees_at_once")
def test_address_is_compared_as_registration_compares_it(registration: Registration) -> None:
    raw = reply_to(registration, sender="CAMILLE@Example.ORG", attendee="Camille@example.org")

    assert read(raw) == ReplyOutcome.CANCELLED


@pytest.mark.usefixtures("_frees_at_once")
def test_answer_to_an_older_invitation_changes_nothing(registration: Registration) -> None:
    old = reply_to(registration)
    move_way(registration_id=registration.pk, way="online", now=NOW, by="self")

    assert read(old) == ReplyOutcome.STALE
    assert is_registered(registration)


@pytest.mark.usefixtures("_frees_at_once")
def test_earlier_answer_that_arrives_after_a_later_one_changes_nothing(
    registration: Registration,
) -> None:
    read(reply_to(registration, partstat="ACCEPTED", stamp="20250120T100000Z"))

    assert read(reply_to(registration, stamp="20250120T090000Z")) == ReplyOutcome.STALE
    assert is_registered(registration)


@pytest.mark.usefixtures("_frees_at_once")
def test_unknown_invitation_is_unmatched(registration: Registration) -> None:
    for uid in (uuid4(), "not a number", registration.public_id):
        assert read(reply_to(registration, uid=uid)) == ReplyOutcome.UNMATCHED
    assert is_registered(registration)


@pytest.mark.usefixtures("_frees_at_once")
def test_what_is_no_reply_is_malformed(registration: Registration) -> None:
    good = reply_to(registration)
    broken = [
        b"",
        b"\x00\xff" * 100,
        b"Subject: hello\r\n\r\nOut of office.",
        reply_to(registration, method="COUNTER"),
        reply_to(registration, method="REQUEST"),
        good.replace(b"DTSTAMP:", b"X-STAMP:"),
        good.replace(b"ATTENDEE;", b"ATTENDEE:mailto:a@b.example\nATTENDEE;"),
        good.replace(b"SEQUENCE:0", b"SEQUENCE:many"),
        good.replace(b"UID:", b"X-UID:"),
        good + b" " * 1_000_001,
    ]

    assert [read(raw) for raw in broken] == [ReplyOutcome.MALFORMED] * len(broken)
    assert is_registered(registration)


@pytest.mark.usefixtures("_frees_at_once")
def test_message_read_twice_counts_once(registration: Registration) -> None:
    raw = reply_to(registration)

    first, second = read_reply(raw, now=NOW), read_reply(raw, now=NOW)

    assert first.pk == second.pk
    assert OutgoingEmail.objects.filter(kind="registration_cancelled").count() == 1


@pytest.mark.usefixtures("_frees_at_once")
def test_decline_after_cancelling_is_noted(registration: Registration) -> None:
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")
    registration.refresh_from_db()

    assert read(reply_to(registration)) == ReplyOutcome.NOTED
    assert OutgoingEmail.objects.filter(kind="registration_cancelled").count() == 1


@pytest.mark.usefixtures("_frees_at_once")
@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("mx.summit.example; dkim=pass header.d=example.org", ReplyOutcome.CANCELLED),
        ("mx.summit.example; spf=pass smtp.mailfrom=camille@example.org", ReplyOutcome.CANCELLED),
        ("MX.summit.example 1; dmarc=pass header.from=example.org", ReplyOutcome.CANCELLED),
        ("mx.summit.example; dkim=pass header.d=evil.example", ReplyOutcome.FORGED),
        ("mx.summit.example; dkim=fail header.d=example.org", ReplyOutcome.FORGED),
        ("mx.evil.example; dkim=pass header.d=example.org", ReplyOutcome.FORGED),
        ("mx.summit.example; none", ReplyOutcome.FORGED),
        ("", ReplyOutcome.FORGED),
    ],
)
def test_verdict_of_the_own_mail_server_counts_where_it_is_named(
    registration: Registration, settings: Any, header: str, outcome: str
) -> None:
    settings.SUMMIT_REPLY_AUTHSERV_ID = "mx.summit.example"

    assert read(reply_to(registration, header=header)) == outcome


def test_neither_the_row_nor_the_log_holds_an_address(
    registration: Registration, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    read(reply_to(registration, sender="eve@evil.example"))

    row = CalendarReply.objects.values().get()
    for text in (str(row), caplog.text):
        assert "evil" not in text
        assert "camille" not in text
    assert "forged" in caplog.text


def test_command_reads_files_and_standard_input(
    registration: Registration,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "reply.eml"
    file.write_bytes(reply_to(registration, partstat="ACCEPTED"))
    piped = io.TextIOWrapper(io.BytesIO(reply_to(registration)))
    monkeypatch.setattr(sys, "stdin", piped)

    call_command("read_reply", str(file), "-")

    assert capsys.readouterr().out.splitlines() == [f"{file}: noted", "-: asked"]


def test_command_says_which_file_it_could_not_open(
    registration: Registration, tmp_path: Path
) -> None:
    file = tmp_path / "reply.eml"
    file.write_bytes(reply_to(registration))

    with pytest.raises(CommandError, match="1 of 2"):
        call_command("read_reply", str(tmp_path / "none.eml"), str(file))
    assert CalendarReply.objects.get().outcome == ReplyOutcome.ASKED


def test_organisers_look_replies_up_and_change_none(
    registration: Registration, client: Any, settings: Any
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    read(reply_to(registration))
    client.force_login(make_organiser("registration.view_calendarreply"))

    page = client.get(reverse("admin:registration_calendarreply_changelist"))

    assert page.status_code == 200
    assert "DECLINED" in page.content.decode()
    assert client.get(reverse("admin:registration_calendarreply_add")).status_code == 403
