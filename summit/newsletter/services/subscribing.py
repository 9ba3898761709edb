"""Double opt-in: an address receives the newsletter only after its owner said yes in a mail."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from summit.accounts.emails import email_key
from summit.links import is_valid_signature
from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription, SubscriptionState
from summit.newsletter.notifications import (
    CONFIRM,
    UNSUBSCRIBE,
    UNSUBSCRIBE_VERSION,
    send_confirmation_request,
    send_welcome,
)

MAIL_PAUSE = dt.timedelta(hours=1)
KEPT_UNCONFIRMED = dt.timedelta(days=30)
AT_ONCE = 50


@transaction.atomic
def request_subscription(*, email: str, language: str, consent_text: str, now: dt.datetime) -> None:
    """Note the wish and mail the link that confirms it, at most once an hour per address.

    Says nothing and does the same work whether or not the address was known. A confirmed
    subscription stays as it is; one that was ended waits for confirmation again.
    """
    row = _locked(email) or _create(email, language, consent_text, now)
    if row.state == SubscriptionState.CONFIRMED or _mailed_lately(row, now):
        return
    if row.state == SubscriptionState.UNSUBSCRIBED:
        # Links of the earlier subscription no longer confirm.
        row.link_version += 1
    row.state = SubscriptionState.PENDING
    row.email, row.language, row.consent_text = email, language, consent_text
    row.requested_at = row.mailed_at = now
    row.save()
    send_confirmation_request(row)


@transaction.atomic
def confirm_subscription(*, public_id: uuid.UUID, signature: str, now: dt.datetime) -> bool:
    """Make the subscription live and welcome its owner. False when the link is not valid.

    Pressing twice changes nothing more.
    """
    row = find_by_confirm_link(public_id, signature, lock=True)
    if row is None:
        return False
    if row.state != SubscriptionState.CONFIRMED:
        row.state, row.confirmed_at, row.unsubscribed_at = SubscriptionState.CONFIRMED, now, None
        row.save(update_fields=["state", "confirmed_at", "unsubscribed_at"])
        send_welcome(row)
    return True


@transaction.atomic
def unsubscribe(*, public_id: uuid.UUID, signature: str, now: dt.datetime) -> bool:
    """End the subscription at once. False when the link is not valid; repeatable."""
    row = find_by_unsubscribe_link(public_id, signature, lock=True)
    if row is None:
        return False
    if row.state != SubscriptionState.UNSUBSCRIBED:
        row.state, row.unsubscribed_at = SubscriptionState.UNSUBSCRIBED, now
        row.link_version += 1
        row.save(update_fields=["state", "unsubscribed_at", "link_version"])
    return True


def forget_unconfirmed(now: dt.datetime | None = None) -> int:
    """Due work: erase addresses that nobody confirmed for a month, with the mails that asked.

    Whoever typed them may not have been their owner. The mailed links answer that they are over;
    an address that was confirmed once stays, so that links in its messages go on to end it.
    One query at rest; returns how many were erased.
    """
    before = (now or timezone.now()) - KEPT_UNCONFIRMED
    with transaction.atomic():
        rows = Subscription.objects.filter(
            state=SubscriptionState.PENDING, confirmed_at__isnull=True, requested_at__lt=before
        )
        forgotten = list(rows.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
        for row in forgotten:
            OutgoingEmail.objects.filter(kind="newsletter_confirm", to__iexact=row.email).delete()
            row.delete()
    return len(forgotten)


def find_by_confirm_link(
    public_id: uuid.UUID, signature: str, *, lock: bool = False
) -> Subscription | None:
    """The subscription that a confirmation link belongs to, while it is not revoked."""
    row = _by_public_id(public_id, lock=lock)
    version = row.link_version if row else 0
    valid = is_valid_signature(signature, public_id=public_id, purpose=CONFIRM, version=version)
    return row if valid else None


def find_by_unsubscribe_link(
    public_id: uuid.UUID, signature: str, *, lock: bool = False
) -> Subscription | None:
    """The subscription that an unsubscribe link belongs to; such a link never expires."""
    row = _by_public_id(public_id, lock=lock)
    valid = is_valid_signature(
        signature, public_id=public_id, purpose=UNSUBSCRIBE, version=UNSUBSCRIBE_VERSION
    )
    return row if valid else None


def _by_public_id(public_id: uuid.UUID, *, lock: bool) -> Subscription | None:
    rows = Subscription.objects.filter(public_id=public_id)
    return (rows.select_for_update(no_key=True) if lock else rows).first()


def _locked(email: str) -> Subscription | None:
    rows = Subscription.objects.select_for_update(no_key=True)
    return rows.filter(email_key=email_key(email)).first()


def _create(email: str, language: str, consent_text: str, now: dt.datetime) -> Subscription:
    row = Subscription(
        email=email,
        email_key=email_key(email),
        language=language,
        consent_text=consent_text,
        requested_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        existing = _locked(email)
        if existing is None:
            raise
        return existing
    return row


def _mailed_lately(row: Subscription, now: dt.datetime) -> bool:
    """Either way of time, so that a rehearsal set back by days does not stop mail."""
    return row.mailed_at is not None and abs(now - row.mailed_at) < MAIL_PAUSE
