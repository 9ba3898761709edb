"""Writing a message into the outbox. Rendering happens once, here, in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from summit import ics
from summit.edition.models import Edition
from summit.links import PersonalLink
from summit.mail.models import OutgoingEmail
from summit.mail.wake import wake_worker

SUBJECT_LENGTH = 250
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
    An `edition` at hand saves its look-up.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("Mail is written in the transaction of what it tells.")
    if OutgoingEmail.objects.filter(dedupe_key=dedupe_key).exists():
        return None
    links = dict(links or {})
    if isinstance(unsubscribe_url, PersonalLink):
        links[UNSUBSCRIBE] = unsubscribe_url
        unsubscribe_url = unsubscribe_url.placeholder
    edition = edition or Edition.objects.current()
    parts = _render(kind, language, {**context, "edition": edition}, links)
    email = OutgoingEmail(
        kind=kind,
        dedupe_key=dedupe_key,
        to=to,
        to_name=ics.one_line(to_name)[:200],
        language=language,
        links={
            name: {**link.as_json(), "placeholder": link.placeholder}
            for name, link in links.items()
        },
        unsubscribe_url=unsubscribe_url,
        **parts,
    )
    with translation.override(language):
        email.from_name = ics.one_line(edition.sender_name or edition.name)[:200]
    email.from_email = edition.sender_email or settings.DEFAULT_FROM_EMAIL
    if invitations := [*([calendar] if calendar is not None else []), *calendars]:
        _attach(email, invitations, method=calendar_method, uid=calendar_uid)
    _refuse_usable_links(email, links)
    return _insert(email)


def _render(
    kind: str, language: str, context: dict[str, Any], links: Mapping[str, PersonalLink]
) -> dict[str, str]:
    values = {
        **context,
        **{name: link.placeholder for name, link in links.items()},
        "language": language,
    }
    with translation.override(language):
        subject, text, html = (
            _render_template(f"mail/{kind}_{part}", values)
            for part in ("subject.txt", "message.txt", "message.html")
        )
    return {
        "subject": ics.one_line(subject)[:SUBJECT_LENGTH],
        "text_body": _tidy(text),
        "html_body": ics.plain_text(html).strip() + "\n",
    }


def _tidy(text: str) -> str:
    """Without what template tags leave behind: trailing blanks, rows of empty lines."""
    lines = "\n".join(line.rstrip() for line in ics.plain_text(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _render_template(name: str, values: dict[str, Any]) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(values, autoescape=name.endswith(".html"))))


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
    try:
        with transaction.atomic():
            email.save(force_insert=True)
    except IntegrityError:
        if OutgoingEmail.objects.filter(dedupe_key=email.dedupe_key).exists():
            return None
        raise
    transaction.on_commit(partial(wake_worker, email.pk), robust=True)
    return email
