"""An outbox row becomes a message: RFC 5322 outside, RFC 6047 around the invitation."""

import secrets
from base64 import encodebytes
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, formatdate
from html import escape
from typing import Any, Self

from summit import ics
from summit.accounts.emails import deliverable
from summit.mail.models import OutgoingEmail

LONGEST_LINE = 78


@dataclass(frozen=True)
class WrittenMessage:
    """One message to one address, as its bytes; Django's mail backends take it as one of theirs.

    Every body is base64, so that nothing depends on what a server does with long lines, dots
    and other letters; calendar text must not travel as 8bit (RFC 6047 §2.5). So few forms are
    written here in a fraction of the time that `email.generator` takes.
    """

    from_email: str
    to: str
    raw: bytes
    encoding = "utf-8"

    def recipients(self) -> list[str]:
        return [self.to]

    def message(self) -> Self:
        return self

    def as_bytes(self, **kwargs: Any) -> bytes:
        return self.raw

    def get_charset(self) -> None:
        """Asked by the backend that prints."""


def build_message(email: OutgoingEmail) -> WrittenMessage:
    """The message as it leaves, personal addresses filled in.

    With an invitation: multipart/mixed holding alternative (text, HTML, and last text/calendar
    with the METHOD repeated) and the same bytes as invite.ics. Each further invitation is one
    more part of that type, with a file name, so that it can be opened by itself.
    Raises UnicodeEncodeError for a mailbox (not a domain) of other letters.
    """
    addresses = {
        placeholder: link.url(email.language)
        for placeholder, link in email.personal_links().items()
    }
    alternatives = [_text("plain", fill(email.text_body, addresses))]
    attachments = []
    if email.html_body:
        escaped = {placeholder: escape(url) for placeholder, url in addresses.items()}
        alternatives.append(_text("html", fill(email.html_body, escaped)))
    if email.calendar:
        raw = ics.replace_addresses(email.calendar.encode(), addresses)
        invitation, *attachments = _invitations(ics.split_objects(raw))
        alternatives.append(invitation)
    body = _multipart("mixed", [_multipart("alternative", alternatives), *attachments])
    return WrittenMessage(
        from_email=_ascii(email.from_email),
        to=_ascii(email.to),
        raw="\r\n".join(_headers(email, addresses)).encode() + b"\r\n" + body,
    )


def _invitations(invitations: list[bytes]) -> Iterator[bytes]:
    """What stands in the alternative, then what is attached."""
    for number, raw in enumerate(invitations, start=1):
        kind = f'text/calendar; method="{ics.read_facts(raw).method}"; charset="utf-8"'
        if number == 1:
            yield _part(kind, raw)
            yield _part('application/ics; name="invite.ics"', raw, filename="invite.ics")
        else:
            yield _part(kind, raw, filename=f"invite-{number}.ics")


def _text(subtype: str, text: str) -> bytes:
    return _part(f'text/{subtype}; charset="utf-8"', text.encode())


def _part(kind: str, content: bytes, *, filename: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
    if filename:
        head += f'Content-Disposition: attachment; filename="{filename}"\r\n'
    return head.encode() + b"\r\n" + encodebytes(content).replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: list[bytes]) -> bytes:
    """The parts in one, or the only one as it is."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{secrets.token_hex(16)}"  # "=_" stands in no base64
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}".encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def fill(text: str, addresses: dict[str, str]) -> str:
    for placeholder, address in addresses.items():
        text = text.replace(placeholder, address)
    return text


def mailbox(name: str, address: str) -> str:
    """`name <address>` in ASCII; the name cannot add a header, a recipient or a comment."""
    name, address = ics.one_line(name), _ascii(address)
    if name.isascii():
        return formataddr((name, address))
    return f"{_folded('From', name)}\r\n <{address}>"


def _ascii(address: str) -> str:
    address = deliverable(ics.one_line(address))
    address.encode("ascii")
    return address


def _headers(email: OutgoingEmail, addresses: dict[str, str]) -> Iterator[str]:
    yield _header("Subject", email.subject)
    yield f"From: {mailbox(email.from_name, email.from_email)}"
    yield f"To: {mailbox(email.to_name, email.to)}"
    yield _header("Message-ID", email.message_id)
    yield _header("Date", formatdate())
    yield _header("Auto-Submitted", "auto-generated")
    yield _header("Content-Language", email.language)
    if email.unsubscribe_url:
        yield _header("List-Unsubscribe", f"<{fill(email.unsubscribe_url, addresses)}>")
        yield _header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    yield _header("MIME-Version", "1.0")


def _header(name: str, value: str) -> str:
    return f"{name}: {_folded(name, ics.one_line(value))}"


def _folded(name: str, line: str) -> str:
    """The value of a header, other letters as RFC 2047 wants them."""
    if line.isascii() and len(f"{name}: {line}") <= LONGEST_LINE:
        return line
    return Header(line, header_name=name).encode(linesep="\r\n")
