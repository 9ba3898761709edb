"""An outbox row becomes a message: RFC 5322 outside, RFC 6047 around the invitation."""

import secrets
from email.charset import BASE64, Charset
from email.message import Message
from email.utils import formataddr, formatdate
from html import escape

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from summit import ics
from summit.accounts.emails import deliverable
from summit.mail.models import OutgoingEmail


def build_message(
    email: OutgoingEmail, *, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The message as it leaves, personal addresses filled in.

    With an invitation: multipart/mixed holding alternative (text, HTML, and last text/calendar
    with the METHOD repeated) and the same bytes as invite.ics. Each further invitation is one
    more part of that type, with a file name, so that it can be opened by itself.
    """
    addresses = {
        placeholder: link.url(email.language)
        for placeholder, link in email.personal_links().items()
    }
    message = EmailMultiAlternatives(
        subject=ics.one_line(email.subject),
        body=fill(email.text_body, addresses),
        from_email=mailbox(email.from_name, email.from_email),
        to=[mailbox(email.to_name, email.to)],
        connection=connection,
        headers=_headers(email, addresses),
    )
    message.encoding = _base64_utf8()
    if email.html_body:
        escaped = {placeholder: escape(url) for placeholder, url in addresses.items()}
        message.attach_alternative(fill(email.html_body, escaped), "text/html")
    if email.calendar:
        raw = ics.replace_addresses(email.calendar.encode(), addresses)
        _add_invitations(message, ics.split_objects(raw))
    return message


def _add_invitations(message: EmailMultiAlternatives, invitations: list[bytes]) -> None:
    # Django writes the charset itself; written here it would stand there twice.
    for number, raw in enumerate(invitations, start=1):
        kind = f"text/calendar; method={ics.read_facts(raw).method}"
        if number == 1:
            message.attach_alternative(raw.decode(), kind)
            message.attach("invite.ics", raw, "application/ics")
        else:
            message.attach(f"invite-{number}.ics", raw.decode(), kind)


def with_boundaries(message: Message) -> Message:
    """Boundaries that no part can know.

    Left to the generator, it writes every part once more to look for them.
    """
    for part in message.walk():
        if part.is_multipart():
            part.set_boundary(f"=_{secrets.token_hex(16)}")
    return message


def fill(text: str, addresses: dict[str, str]) -> str:
    for placeholder, address in addresses.items():
        text = text.replace(placeholder, address)
    return text


def mailbox(name: str, address: str) -> str:
    """`name <address>` in ASCII; the name cannot add a header, a recipient or a comment.

    Raises UnicodeEncodeError for a mailbox (not a domain) of other letters.
    """
    return formataddr((ics.one_line(name), deliverable(ics.one_line(address))))


def _headers(email: OutgoingEmail, addresses: dict[str, str]) -> dict[str, str]:
    headers = {
        "Message-ID": email.message_id,
        "Date": formatdate(),
        "Auto-Submitted": "auto-generated",
        "Content-Language": email.language,
    }
    if email.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{fill(email.unsubscribe_url, addresses)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _base64_utf8() -> Charset:
    # Calendar text outside ASCII must not travel as 8bit (RFC 6047 §2.5).
    charset = Charset("utf-8")
    charset.body_encoding = BASE64
    return charset
