"""The message as it leaves: structure, headers, invitation, nothing forged through a name."""

import email
import email.header
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import get_connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summit.edition.models import Edition
from summit.mail.messages import build_message
from summit.mail.models import OutgoingEmail
from tests.mail.factories import enqueue, make_invitation, make_link
from tests.services.calendars import read_with_both

pytestmark = pytest.mark.django_db


def built(row: OutgoingEmail) -> EmailMessage:
    raw = build_message(row).message().as_bytes(linesep="\r\n")
    parsed: Any = email.message_from_bytes(raw, policy=email.policy.default)
    return parsed


def types(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


@pytest.fixture
def invited(edition: Edition) -> EmailMessage:
    return built(enqueue(to="ada@example.org", calendar=make_invitation()))


def test_message_with_invitation_has_the_parts_of_rfc_6047_in_order(invited: EmailMessage) -> None:
    assert types(invited) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_message_repeats_the_method_and_is_no_attachment_inside_the_alternative(
    invited: EmailMessage,
) -> None:
    part = next(part for part in invited.walk() if part.get_content_type() == "text/calendar")

    assert part.get_param("method") == "REQUEST"
    assert part["Content-Type"].lower().count("charset") == 1
    assert part.get_content_charset() == "utf-8"
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part["Content-Disposition"] is None


def test_message_carries_the_same_bytes_twice(invited: EmailMessage) -> None:
    inline, attached = [
        part
        for part in invited.walk()
        if "calendar" in part.get_content_type() or "ics" in part.get_content_type()
    ]

    assert inline.get_payload(decode=True) == attached.get_payload(decode=True) == make_invitation()
    assert attached.get_filename() == attached.get_param("name") == "invite.ics"
    assert attached.get_content_disposition() == "attachment"


def test_message_invitation_is_read_alike_by_two_parsers(invited: EmailMessage) -> None:
    attached = invited.get_payload()[1]

    calendar = read_with_both(attached.get_payload(decode=True))

    assert (calendar.method, len(calendar.events)) == ("REQUEST", 1)


def test_message_headers_say_who_when_and_that_no_person_wrote_it(edition: Edition) -> None:
    row = enqueue(to="ada@example.org", language="en")

    message = built(row)

    assert message["From"] == "AI Action Summit <programme@example.org>"
    assert message["To"] == "Ada Lovelace <ada@example.org>"
    assert message["Subject"] == row.subject
    assert message["Message-ID"] == row.message_id
    assert row.message_id.endswith("@testserver>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["Date"] is not None
    assert message["List-Unsubscribe"] is None


def test_message_fills_personal_links_in_the_readers_language(edition: Edition) -> None:
    link = make_link()

    message = built(enqueue(language="en", links={"manage_url": link}))

    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert f"\n{link.url('en')}\n" in text
    assert f'href="{link.url("en")}"' in html
    assert link.placeholder not in text + html


def test_message_fills_personal_links_inside_the_invitation_and_folds_anew(
    edition: Edition,
) -> None:
    link = make_link()
    invitation = make_invitation(url=link.placeholder)

    message = built(enqueue(calendar=invitation, links={"manage_url": link}))

    raw = message.get_payload()[1].get_payload(decode=True)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert f"URL:{link.url('fr')}\r\n" in raw.decode().replace("\r\n ", "")


def test_message_with_news_can_be_unsubscribed_by_one_click(edition: Edition) -> None:
    link = make_link()

    message = built(enqueue(unsubscribe_url=link))

    assert message["List-Unsubscribe"].strip() == f"<{link.url('fr')}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_message_of_a_cancellation_says_so_in_its_type(edition: Edition) -> None:
    row = enqueue(calendar=make_invitation(sequence=1, cancelled=True))

    message = built(row)

    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "CANCEL"


def test_message_with_a_long_name_of_other_letters_folds_it(edition: Edition) -> None:
    name = "Zoé-Éléonore de la Très-Longue-Maison " * 5
    row = enqueue(to="ada@example.org", to_name=name, links={"manage_url": make_link()})

    raw = build_message(row).as_bytes()

    found = email.header.decode_header(email.message_from_bytes(raw)["To"])
    assert str(email.header.make_header(found)) == f"{name.strip()} <ada@example.org>"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.isascii()


@pytest.mark.parametrize("backend", ["console", "filebased", "locmem", "dummy"])
def test_message_is_taken_by_each_backend_of_django(
    edition: Edition, backend: str, tmp_path: Path
) -> None:
    options = {"file_path": tmp_path} if backend == "filebased" else {}
    connection = get_connection(f"django.core.mail.backends.{backend}.EmailBackend", **options)

    assert connection.send_messages([build_message(enqueue())]) == 1


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "Ada\r\nBcc: eve@example.org",
            "Ada\nContent-Type: text/html",
            '"Ada" <eve@example.org>, x',
            "Ada <eve@example.org>",
            "eve@example.org, ada",
            "=?utf-8?q?Bcc=3A_eve=40example=2Eorg?=",
            "\u202egro.elpmaxe@eve",
            "Ada\x00\x1b[31m",
            "Ada\u2028Bcc: eve@example.org",
            "😀" * 20,
        ]
    ),
)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=HOSTILE, subject=HOSTILE)
def test_message_with_hostile_words_has_no_extra_header_and_no_extra_recipient(
    name: str, subject: str
) -> None:
    row = OutgoingEmail(
        kind="note",
        to="ada@example.org",
        to_name=name,
        from_email="from@example.org",
        from_name=name,
        language="fr",
        subject=subject,
        text_body="Bonjour\n",
        html_body="<p>Bonjour</p>",
    )
    written = build_message(row)

    message = built(row)

    assert (written.from_email, written.recipients()) == ("from@example.org", ["ada@example.org"])
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["from@example.org"]
    assert sorted(set(message.keys())) == [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert len(message.keys()) == len(set(message.keys()))
