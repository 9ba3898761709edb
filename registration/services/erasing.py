"""Erasing a person: nothing that names them stays, but a receipt that names nobody."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registration.auditing import Actor, by_event
from registration.models import (
    Booking,
    Erasure,
    Invitee,
    OpeningNotice,
    Place,
    Registration,
    ReleaseReason,
)
from registration.notifications.papers import mail_erased
from registration.services.changes import take_withdrawn
from registration.services.changing import let_go
from registration.services.holding import lock_holdings, steadily
from registration.services.promoting import promote
from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription

REMEMBERED_FOR = 600

Eraser = Callable[[Registration], None]
_erasers: list[Eraser] = []


def add_eraser(eraser: Eraser) -> None:
    """Let another part of the site erase what it keeps about a person.

    `eraser(registration)` runs in the transaction, while the rows still stand; called from `ready`.
    """
    _erasers.append(eraser)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person keeps. `number` can be checked by the organisers; it leads to nobody."""

    number: str
    erased_at: dt.datetime


@by_event()
@steadily
def erase_registration(
    *,
    registration_id: int,
    now: dt.datetime,
    by: Actor,
    reason: str = "",
    with_newsletter: bool = True,
) -> Receipt:
    """Free what is held, passing it on, then erase the person everywhere.

    One last mail carries the receipt and each CANCEL; it is erased itself once it has left.
    The audit entries stay without anything typed by hand. An account goes with the
    registration unless it is staff's. `with_newsletter` False leaves a subscription as it is.
    Raises Registration.DoesNotExist for whoever was erased already.
    """
    desk = by if isinstance(by, User) else None
    reason_of_release = ReleaseReason.CANCELLED_BY_DESK if desk else ReleaseReason.CANCELLED
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id])
        person = locked.person(registration_id)
        registration, before = person.registration, person.holds
        let_go_of = let_go(locked, person, now=now, reason=reason_of_release)
        promote(locked, now=now)
        erasure = Erasure.objects.create(
            erased_at=timezone.now(), by_desk=bool(desk), actor=desk, reason=reason
        )
        _erase_mail(registration, with_newsletter=with_newsletter)
        released = [*let_go_of, *take_withdrawn(registration)]
        mail_erased(registration, before, released=released, erasure=erasure)
        for erase in _erasers:
            erase(registration)
        _erase_around(registration, with_newsletter=with_newsletter)
        _erase_account(registration)
        _erase_rows(registration)
        transaction.on_commit(
            partial(_remember_receipt, registration.public_id, erasure.number), robust=True
        )
    return Receipt(erasure.number, erasure.erased_at)


@by_event()
@steadily
def erase_quietly(*, registration_id: int, before: dt.datetime) -> None:
    """Erase the person everywhere, long after the event: no mail, no receipt, nothing passed on.

    A subscription to the newsletter stays: it has a consent and an end of its own. So does what
    was written to the address since `before`, an invitation, and a wish to hear of the opening:
    they are about the next dates, and go in their own time.
    Raises Registration.DoesNotExist for whoever was erased already.
    """
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id])
        registration = locked.person(registration_id).registration
        _erase_mail(registration, with_newsletter=False, before=before)
        for erase in _erasers:
            erase(registration)
        _erase_around(registration, with_newsletter=False, before=before)
        _erase_account(registration)
        _erase_rows(registration)


def receipt_of(public_id: uuid.UUID) -> str:
    """Number of the receipt of who was erased a moment ago under this public number, or "".

    For the second of two presses, whose link died with the first. Nothing personal is kept: the
    key is hashed.
    """
    return str(cache.get(_receipt_key(public_id), ""))


def _remember_receipt(public_id: uuid.UUID, number: str) -> None:
    cache.set(_receipt_key(public_id), number, REMEMBERED_FOR)


def _receipt_key(public_id: uuid.UUID) -> str:
    return f"erased:{salted_hmac('registration.erasing', str(public_id)).hexdigest()}"


def _erase_mail(
    registration: Registration, *, with_newsletter: bool, before: dt.datetime | None = None
) -> None:
    """Whatever was written to the person, to any address or once more by an organiser.

    Only what is about this registration where the address is not theirs: one that was asked for
    and never confirmed may be somebody else's. What has not left yet does not leave: the last
    mail says how things stand.
    """
    mails = OutgoingEmail.objects.all()
    own = Q(dedupe_key__startswith=f"registration:{registration.public_id}:")
    to = Q(to__iexact=registration.email)
    if not with_newsletter:
        to &= ~Q(kind__startswith="newsletter_")
    if before:
        to &= Q(created_at__lt=before)
    found = set(mails.filter(own | to).values_list("pk", flat=True))
    copies = found
    while copies:
        copies = set(mails.filter(resend_of__in=copies).values_list("pk", flat=True)) - found
        found |= copies
    erase_mails(sorted(found))


def erase_mails(keys: list[int]) -> None:
    _forget(OutgoingEmail, keys)
    OutgoingEmail.objects.filter(pk__in=keys).delete()


def _erase_around(
    registration: Registration, *, with_newsletter: bool, before: dt.datetime | None = None
) -> None:
    key = registration.email_key
    invited, told = Q(email_key=key), Q(email_key=key)
    if before:
        invited &= Q(code__created_at__lt=before)
        told &= Q(created_at__lt=before)
    Invitee.objects.filter(invited | Q(registration=registration)).delete()
    OpeningNotice.objects.filter(told).delete()
    if with_newsletter:
        subscriptions = Subscription.objects.filter(email_key=key)
        _forget(Subscription, list(subscriptions.values_list("pk", flat=True)))
        subscriptions.delete()


def _erase_account(registration: Registration) -> None:
    """The account of someone who only takes part, with its sessions; staff keep theirs."""
    users = User.objects.filter(email_key=registration.email_key)
    user = users.filter(is_staff=False, is_superuser=False).first()
    _erase_sessions(registration.email, user)
    if user is not None:
        _erase_user(user)


def erase_account_of(user: User) -> None:
    """An account whose person is not registered; nobody's who works here."""
    _erase_sessions(user.email, user)
    _erase_user(user)


def _erase_user(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    _forget(User, [user.pk])
    user.delete()


def _erase_sessions(email: str, user: User | None) -> None:
    """Also those in which somebody is just asked for a code: they hold the address."""
    # As a whole: somebody else's address may end or begin with it.
    told = re.compile(rf"(?<![\w.+-]){re.escape(email.casefold())}(?![\w-]|\.\w)")
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = session.get_decoded()
        is_own = user is not None and data.get("_auth_user_id") == str(user.pk)
        if is_own or told.search(json.dumps(data, default=str, ensure_ascii=False).casefold()):
            session.delete()


def _erase_rows(registration: Registration) -> None:
    bookings = Booking.objects.filter(registration=registration)
    places = Place.objects.filter(registration=registration)
    for model, rows in ((Booking, bookings), (Place, places)):
        _forget(model, list(rows.values_list("pk", flat=True)))
        rows.delete()
    _forget(Registration, [registration.pk])
    registration.delete()


def _forget(model: type[models.Model], keys: list[int]) -> None:
    """What the logs keep of these rows: that something happened, nothing that was typed.

    What the admin noted is deleted: it holds each row's name.
    """
    if not keys:
        return
    kind = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
    for entry in entries.exclude(additional_data=None):
        if entry.additional_data.get("reason"):
            entry.additional_data["reason"] = ""
            entry.save(update_fields=["additional_data"])
    if model is User:
        entries.delete()
    AdminLogEntry.objects.filter(
        content_type=kind, object_id__in=[str(key) for key in keys]
    ).delete()
