"""Writing a message into the outbox. Rendering happens once, here, in the reader's language."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.utils import translation

from summit import ics
from summit.edition.models import Edition
from summit.links import PersonalLink
from summit.mail.kept import mails
from summit.mail.models import OutgoingEmail
from summit.mail.rendering import SUBJECT_LENGTH
from summit.mail.wake import wake_worker
from summit.statements import Insert

UNSUBSCRIBE = "unsubscribe_url"


def enqueue_email(
    *,
    kind: str,
    dedupe_key: str,
    to: str,
    to_name: str = "",
    language: str,
    context: Mapping[str, Any],
    links: Mapping[str, PersonalLink] | None = None,
    calendar: bytes | None = None,
    calendars: Sequence[bytes] = (),
    calendar_method: str = "",
    calendar_uid: str = "",
    unsubscribe_url: str | PersonalLink = "",
    edition: Edition | None = None,
    personal: Collection[str] = (),
    erase_when_done: bool = False,
) -> OutgoingEmail | None:
    """Render mail/<kind>_{subject.txt,message.txt,message.html} and keep it to be sent.

    Runs inside the caller's transaction (else TransactionManagementError): rolled back, nothing
    is sent; committed, a worker is woken and the sweep finds what the wake-up missed.
    A `dedupe_key` that exists returns None and sends nothing.

    Templates see `context`, `edition`, `language`, and for each key of `links` a variable of
    that name: a placeholder that delivery fills. Calendar bytes name a personal address by
    `PersonalLink.placeholder`; a real one in any part is refused with ValueError, since nothing
    usable may lie in the database. From is the invitation's ORGANIZER, else the edition's sender.
    `calendars` are several invitations of one organizer; readers act best on the first.
    `calendar_method` and `calendar_uid` may be left out; given, they must match the first.
    An `edition` at hand saves its look-up. `personal` names the texts in `context` that differ
    from person to person, so that the rest is rendered once for many (see summit.mail.kept).
    `erase_when_done`: no trace is left of the mail once it has left, or failed for good.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("Mail is written in the transaction of what it tells.")
    links = dict(links or {})
    if isinstance(unsubscribe_url, PersonalLink):
        links[UNSUBSCRIBE] = unsubscribe_url
        unsubscribe_url = unsubscribe_url.placeholder
    edition = edition or Edition.objects.current()
    placeholders = {name: link.placeholder for name, link in links.items()}
    parts = mails.render(
        kind, language, {**context, "edition": edition}, personal=personal, links=placeholders
    )
    email = OutgoingEmail(
        kind=kind,
        dedupe_key=dedupe_key,
        to=to,
        to_name=ics.one_line(to_name)[:200],
        language=language,
        links={
            name: {**link.as_json(), "placeholder": placeholders[name]}
            for name, link in links.items()
        },
        unsubscribe_url=unsubscribe_url,
        subject=parts.subject[:SUBJECT_LENGTH],
        text_body=parts.text,
        html_body=parts.html,
        erase_when_done=erase_when_done,
    )
    with translation.override(language):
        email.from_name = ics.one_line(edition.sender_name or edition.name)[:200]
    email.from_email = edition.sender_email or settings.DEFAULT_FROM_EMAIL
    if invitations := [*([calendar] if calendar is not None else []), *calendars]:
        _attach(email, invitations, method=calendar_method, uid=calendar_uid)
    _refuse_usable_links(email, links)
    return _insert(email)


def _attach(email: OutgoingEmail, calendars: Sequence[bytes], *, method: str, uid: str) -> None:
    facts = [ics.read_facts(calendar) for calendar in calendars]
    first = facts[0]
    if (method or first.method, uid or first.uid) != (first.method, first.uid):
        raise ValueError("METHOD or UID of the mail differ from those of its invitation.")
    if not first.organizer_email or len({fact.organizer_email for fact in facts}) > 1:
        raise ValueError("An invitation needs an ORGANIZER, and one mail has one.")
    email.calendar = b"".join(calendars).decode("utf-8")
    email.calendar_method, email.calendar_uid = first.method, first.uid
    email.from_email = first.organizer_email


def _refuse_usable_links(email: OutgoingEmail, links: Mapping[str, PersonalLink]) -> None:
    unfolded = ics.unfold_text(email.calendar)
    parts = (email.subject, email.text_body, email.html_body, unfolded, email.unsubscribe_url)
    if any(link.signature in part for link in links.values() for part in parts):
        raise ValueError("Use the placeholder of a personal link, not its address.")


def _insert(email: OutgoingEmail) -> OutgoingEmail | None:
    if _INSERT.add_if_new(email):
        transaction.on_commit(wake_worker, robust=True)
        return email
    if OutgoingEmail.objects.filter(dedupe_key=email.dedupe_key).exists():
        return None
    raise IntegrityError("Neither written nor there.")


_INSERT = Insert(OutgoingEmail)
