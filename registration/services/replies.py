"""What calendars answer: a METHOD:REPLY that arrives by mail (RFC 5546 §3.2.3, RFC 6047).

The UID of an invitation is random and known to the person invited alone, so it is the secret that
a reply must know; its attendee and its sender must be the address on the registration. Where the
organisers' mail server checks senders, its verdict counts too (SUMMIT_REPLY_AUTHSERV_ID).
"""

import datetime as dt
import hashlib
import logging
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from registration.models import (
    Booking,
    CalendarReply,
    OnDecline,
    Registration,
    ReleaseReason,
    ReplyOutcome,
    Rules,
)
from registration.notifications.replies import mail_declined
from registration.services.booking import cancel_booking
from registration.services.changing import cancel_registration
from summit import ics
from summit.accounts.emails import email_key

logger = logging.getLogger(__name__)

LARGEST = 1_000_000
DECLINED = "DECLINED"
CALENDARS = ("text/calendar", "application/ics")
HANDLED = (ReplyOutcome.NOTED, ReplyOutcome.ASKED, ReplyOutcome.CANCELLED)
_PASSED = re.compile(r"\b(?:dkim|spf|dmarc)=pass\b(?P<about>[^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?:header\.(?:d|i|from)|smtp\.mailfrom)=(?:[^\s;]*@)?([^\s;@]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The invitation that a reply speaks of: a registration's, or that of one of its bookings."""

    registration: Registration
    booking: Booking | None

    @property
    def sequence(self) -> int:
        return (self.booking or self.registration).sequence

    @property
    def is_held(self) -> bool:
        if self.booking:
            return self.booking.is_confirmed
        return not self.registration.is_cancelled


def read_reply(raw: bytes, *, now: dt.datetime) -> CalendarReply:
    """Do what the reply asks for, once however often it is read, and keep what came of it.

    A decline frees the place or seat, or asks the person by mail, as the organisers chose. What is
    malformed, unmatched, forged or stale changes nothing. Neither the row nor the log holds an
    address.
    """
    digest = hashlib.sha256(raw).hexdigest()
    try:
        with transaction.atomic():
            reply = CalendarReply(
                digest=digest, received_at=timezone.now(), outcome=ReplyOutcome.NOTED
            )
            reply.save(force_insert=True)  # a second reader of the same message waits here
            _handle(reply, raw, now)
            reply.save()
    except IntegrityError:
        return CalendarReply.objects.get(digest=digest)
    logger.info("Calendar reply %s: %s", reply.pk, reply.outcome)
    return reply


def _handle(reply: CalendarReply, raw: bytes, now: dt.datetime) -> None:
    try:
        message, answer = _parse(raw)
    except ValueError:
        reply.outcome = ReplyOutcome.MALFORMED
        return
    reply.partstat, reply.answered_at = answer.partstat[:20], answer.stamp
    subject = _find(answer.uid)
    if subject is None:
        reply.outcome = ReplyOutcome.UNMATCHED
        return
    reply.registration, reply.calendar_uid = subject.registration, UUID(answer.uid)
    is_ours = answer.sequence <= subject.sequence
    if not is_ours or not _is_from(message, answer, subject.registration):
        reply.outcome = ReplyOutcome.FORGED
    elif answer.sequence < subject.sequence or _is_overtaken(reply):
        reply.outcome = ReplyOutcome.STALE
    elif answer.partstat == DECLINED and subject.is_held:
        reply.outcome = _decline(subject, now)
    else:
        reply.outcome = ReplyOutcome.NOTED


# --- Reading ----------------------------------------------------------------------------------


def _parse(raw: bytes) -> tuple[EmailMessage, ics.Reply]:
    """Raises ValueError for whatever is no mail with one reply in it."""
    if len(raw) > LARGEST:
        raise ValueError("Too large.")
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        for part in message.walk():
            if part.get_content_type() in CALENDARS:
                content = part.get_payload(decode=True)
                return message, ics.read_reply(content if isinstance(content, bytes) else b"")
    except (LookupError, TypeError, AttributeError, UnicodeError) as error:
        raise ValueError("Not a readable message.") from error
    raise ValueError("No calendar in it.")


def _find(uid: str) -> Subject | None:
    try:
        key = UUID(uid)
    except ValueError:
        return None
    registration = Registration.objects.filter(calendar_uid=key).first()
    if registration:
        return Subject(registration, None)
    booking = (
        Booking.objects.select_related("registration", "seats__session")
        .filter(calendar_uid=key, invited_at__isnull=False)
        .first()
    )
    return Subject(booking.registration, booking) if booking else None


# --- Believing --------------------------------------------------------------------------------


def _is_from(message: EmailMessage, answer: ics.Reply, registration: Registration) -> bool:
    """The one sender and the attendee are the person invited (RFC 6047 §2.2.1)."""
    senders = getaddresses([str(value) for value in message.get_all("From", [])])
    keys = {email_key(address) for _name, address in senders} | {email_key(answer.attendee)}
    if len(senders) != 1 or keys != {registration.email_key}:
        return False
    return _is_vouched_for(message, registration)


def _is_vouched_for(message: EmailMessage, registration: Registration) -> bool:
    """Our own server's verdict, which it writes above all else that a message brings along."""
    server = settings.SUMMIT_REPLY_AUTHSERV_ID.lower()
    if not server:
        return True
    found = message.get("Authentication-Results", "")
    name, _semicolon, results = str(found).partition(";")
    if name.lower().split()[:1] != [server]:
        return False
    domain = registration.email_key.rpartition("@")[2]
    passed = (match["about"] for match in _PASSED.finditer(results))
    return any(
        _is_aligned(named.lower(), domain) for about in passed for named in _DOMAIN.findall(about)
    )


def _is_aligned(named: str, domain: str) -> bool:
    if domain == named or named.endswith(f".{domain}"):
        return True
    return "." in named and domain.endswith(f".{named}")


def _is_overtaken(reply: CalendarReply) -> bool:
    """A later answer about the same entry has been handled already."""
    later = CalendarReply.objects.filter(
        calendar_uid=reply.calendar_uid, outcome__in=HANDLED, answered_at__gt=reply.answered_at
    )
    return later.exclude(pk=reply.pk).exists()


# --- Acting -----------------------------------------------------------------------------------


def _decline(subject: Subject, now: dt.datetime) -> ReplyOutcome:
    registration, booking = subject.registration, subject.booking
    if Rules.objects.current().on_decline == OnDecline.ASK:
        asked = mail_declined(registration, booking)
        return ReplyOutcome.ASKED if asked else ReplyOutcome.NOTED
    if booking:
        cancel_booking(booking_id=booking.pk, now=now, by="self", reason="declined in a calendar")
    else:
        cancel_registration(
            registration_id=registration.pk, now=now, by="self", reason=ReleaseReason.REPLIED
        )
    return ReplyOutcome.CANCELLED
