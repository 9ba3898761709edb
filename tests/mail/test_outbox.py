"""Writing into the outbox: with the business change or not at all, rendered once, safe."""

import uuid
from contextlib import suppress

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from summit.edition.models import Edition
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.outbox import enqueue_email
from summit.mail.services import deliver_due_emails
from tests.mail.factories import ORGANIZER, enqueue, make_edition, make_invitation, make_link
from tests.services.smtp import SmtpServer

pytestmark = pytest.mark.django_db


class Refused(Exception):
    pass


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_enqueue_rolled_back_sends_nothing(smtp_server: SmtpServer) -> None:
    make_edition()

    with suppress(Refused), transaction.atomic():
        enqueue()
        raise Refused

    assert deliver_due_emails() == 0
    assert OutgoingEmail.objects.count() == 0
    assert smtp_server.attempts == 0


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_enqueue_committed_is_sent_once(smtp_server: SmtpServer) -> None:
    make_edition()
    email = enqueue(to="ada@example.org")

    assert (deliver_due_emails(), deliver_due_emails()) == (1, 0)

    (received,) = smtp_server.received
    assert received.recipients == ("ada@example.org",)
    email.refresh_from_db()
    assert (email.state, email.attempts, email.last_error) == (EmailState.SENT, 1, "")
    assert email.sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_enqueue_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        enqueue_email(
            kind="note",
            dedupe_key="k",
            to="ada@example.org",
            language="fr",
            context={"first_name": "Ada", "what": "billet"},
        )


def test_enqueue_with_known_key_keeps_the_first_only(edition: Edition) -> None:
    first = enqueue(dedupe_key="registered:1")

    second = enqueue_email(
        kind="note",
        dedupe_key="registered:1",
        to="ada@example.org",
        language="fr",
        context={"first_name": "Ada", "what": "billet"},
    )

    assert second is None
    assert list(OutgoingEmail.objects.all()) == [first]


@pytest.mark.parametrize(
    ("language", "sender", "line"),
    [
        ("fr", "Sommet pour l’Action sur l’IA", "Ce n’est pas vous\u202f? Dites-le-nous\u202f:"),
        ("en", "AI Action Summit", "Was this not you? Tell us:"),
    ],
)
def test_enqueue_renders_everything_in_the_readers_language(
    edition: Edition, language: str, sender: str, line: str
) -> None:
    email = enqueue(language=language)

    assert email.from_name == sender
    assert f"{line} http://testserver/{language}/contact/" in email.text_body
    assert f'<html lang="{language}"' in email.html_body


def test_enqueue_sets_french_spaces_in_both_parts(edition: Edition) -> None:
    email = enqueue()

    assert "Votre billet est prêt\u202f!" in email.text_body
    assert "Votre billet est prêt\u202f!" in email.html_body


def test_enqueue_escapes_typed_text_in_html_and_not_in_text(edition: Edition) -> None:
    email = enqueue(context={"first_name": "<b onclick='x'>Zoé & Cie</b>", "what": "billet"})

    assert "<b onclick='x'>Zoé & Cie</b>" in email.text_body
    assert "<b onclick" not in email.html_body
    assert "&lt;b onclick=&#x27;x&#x27;&gt;Zoé &amp; Cie&lt;/b&gt;" in email.html_body


def test_enqueue_keeps_the_subject_on_one_line(edition: Edition) -> None:
    email = enqueue(
        context={"first_name": "Ada\r\nBcc: eve@example.org\x00\u2028", "what": "x" * 400}
    )

    assert email.subject.startswith("Ada Bcc: eve@example.org , votre xxx")
    assert "\n" not in email.subject
    assert len(email.subject) == 250


def test_enqueue_keeps_no_usable_link(edition: Edition) -> None:
    link = make_link()

    email = enqueue(links={"manage_url": link})

    assert link.placeholder in email.text_body
    assert link.placeholder in email.html_body
    kept = "".join(str(value) for value in OutgoingEmail.objects.values_list().get())
    assert link.signature not in kept


@pytest.mark.parametrize("part", ["context", "calendar", "unsubscribe_url"])
def test_enqueue_refuses_a_signed_address_at_rest(edition: Edition, part: str) -> None:
    link = make_link()
    address = link.url("fr")
    values = {
        "context": {"first_name": address, "what": "billet"},
        "calendar": make_invitation(url=address),
        "unsubscribe_url": address,
    }

    with pytest.raises(ValueError, match="placeholder"):
        enqueue(links={"manage_url": link}, **{part: values[part]})


def test_enqueue_sends_from_the_organizer_of_the_invitation(edition: Edition) -> None:
    invitation = make_invitation()
    Edition.objects.update(sender_email="new@example.org")

    assert enqueue().from_email == "new@example.org"
    email = enqueue(calendar=invitation)

    assert email.from_email == ORGANIZER
    assert (email.calendar_method, email.calendar_uid) == (
        "REQUEST",
        "6a1f5f8e-2d1c-4b52-9f0e-000000000001",
    )


@pytest.mark.parametrize("wrong", [{"calendar_method": "CANCEL"}, {"calendar_uid": "other"}])
def test_enqueue_with_another_method_or_uid_than_the_invitation_is_refused(
    edition: Edition, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="differ"):
        enqueue(calendar=make_invitation(), **wrong)


def test_enqueue_asks_few_queries(edition: Edition, django_assert_num_queries) -> None:
    # Edition, insert, and the caller's own savepoint.
    with django_assert_num_queries(4):
        enqueue(links={"manage_url": make_link(uuid.uuid4())})
