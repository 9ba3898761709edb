"""From the form to the mailbox: what arrives over SMTP, and where its links lead."""

import re
from email.message import EmailMessage

import pytest
from django.test import Client

from registration.services.changing import cancel_registration, correct_address
from summit.edition import clock
from summit.mail.services import deliver_due_emails
from tests.registration.factories import NOW, make_business_day, make_registration, register
from tests.services.calendars import read_with_both
from tests.services.smtp import SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def parts(message: EmailMessage) -> dict[str, str]:
    """Content of each leaf by its type."""
    return {
        part.get_content_type(): part.get_content() if part.get_content_maintype() == "text" else ""
        for part in message.walk()
        if not part.is_multipart()
    }


def personal_links(text: str) -> list[str]:
    return re.findall(r"http://testserver(/\S+/my/\S+)", text)


def test_registered_person_receives_the_invitation_and_working_links(
    smtp_server: SmtpServer, client: Client
) -> None:
    make_business_day()
    clock.set_rehearsal(NOW)
    registration = make_registration()

    deliver_due_emails()

    (received,) = smtp_server.received
    message, leaves = received.message, parts(received.message)
    assert (received.recipients, message["To"]) == (
        ("camille@example.org",),
        "Camille Martin <camille@example.org>",
    )
    assert list(leaves) == ["text/plain", "text/html", "text/calendar", "application/ics"]
    calendar_part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    calendar = read_with_both(calendar_part.get_payload(decode=True))
    assert calendar_part.get_param("method") == calendar.method == "REQUEST"
    assert calendar.events[0].uid == str(registration.calendar_uid)
    links = personal_links(leaves["text/plain"])
    assert [client.get(link).status_code for link in links] == [200] * len(links)
    assert len(set(links)) == 3


def test_links_to_a_corrected_address_replace_the_earlier_ones(
    smtp_server: SmtpServer, client: Client
) -> None:
    make_business_day()
    clock.set_rehearsal(NOW)
    registration = make_registration("wrong@example.org")
    deliver_due_emails()
    correct_address(registration_id=registration.pk, email="right@example.org", by="system")
    deliver_due_emails()

    wrong, right = (parts(received.message)["text/plain"] for received in smtp_server.received)

    assert {client.get(link).status_code for link in personal_links(wrong)} == {404}
    assert {client.get(link).status_code for link in personal_links(right)} == {200}


def test_cancelled_person_receives_the_cancellation_and_may_come_back(
    smtp_server: SmtpServer, client: Client
) -> None:
    make_business_day()
    clock.set_rehearsal(NOW)
    registration = make_registration()
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")
    register()

    deliver_due_emails()

    methods = [
        part.get_param("method")
        for received in smtp_server.received
        for part in received.message.walk()
        if part.get_content_type() == "text/calendar"
    ]
    first = personal_links(parts(smtp_server.received[0].message)["text/plain"])
    assert methods == ["REQUEST", "CANCEL", "REQUEST"]
    assert {client.get(link).status_code for link in first} == {200}
