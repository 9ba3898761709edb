"""Registering: the one way in, for newcomers, for whoever comes back, and for the desk."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from registration import notifications
from registration.auditing import Actor, by_event, record
from registration.exceptions import (
    AddressTaken,
    PlacesRanOut,
    RegistrationNotOpen,
)
from registration.models import (
    Place,
    PlaceState,
    Quota,
    Registration,
    Way,
)
from registration.services.availability import quotas_seen
from registration.services.codes import find_code
from registration.services.consents import keep_access_consent
from registration.services.plans import (
    Outcome,
    Plan,
    RegistrationRequest,
    check_consent,
    check_window,
    decide,
    offers_of,
)
from summit.accounts.emails import email_key
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail
from summit.newsletter.services.subscribing import request_subscription
from summit.statements import Insert, Statement

OWNER_MAIL_INTERVAL = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Case:
    """One use of this module, taken once and handed on."""

    request: RegistrationRequest
    edition: Edition
    plan: Plan
    now: dt.datetime
    quotas: Collection[Quota] = ()
    by: Actor = "self"
    real_now: dt.datetime = field(default_factory=timezone.now)


@by_event()
def register_person(*, request: RegistrationRequest, now: dt.datetime) -> Outcome:
    """Register someone through the public form, or answer as if.

    New address: a registration, its places and one mail. Chosen in person and full, with
    `wait_in_person`: a waiting place, and a confirmed online place meanwhile where there is one.
    Cancelled registration: taken up again, same row, links and calendar UID, SEQUENCE + 1; mail
    goes to the address on the row. Known address: nothing changes; its owner is told, at most
    once an hour. The answer and about the same work are the same in every case.
    Where organisers approve each person: a pending place, and online meanwhile. A code opens
    before the opening, may skip approval, and may hold places that nobody else gets.

    Raises RegistrationNotOpen, RegistrationClosed, PlacesRanOut, ConsentMissing, CodeRefused;
    nothing is then written.
    """
    edition = Edition.objects.seen()
    offers = {quota.way: quota for quota in quotas_seen(edition)}
    code = find_code(request.code, now) if request.code else None
    check_window(offers, request.way, edition, now, code=code)
    check_consent(request)
    with transaction.atomic():
        plan = decide(request, offers, edition, now, code=code)
        case = _Case(request, edition, plan, now, offers.values())
        registration = _find(case)
        if registration is None and case.plan.is_refused:
            raise case.plan.refusal(request.way)
        registration, is_new = _insert_or_find(case) if not registration else (registration, False)
        if not is_new and _is_same_press(registration, request):
            return _outcome_of(registration)
        if case.plan.is_refused:
            raise case.plan.refusal(request.way)
        if is_new:
            _give_places(registration, case, event="registered")
        elif registration.is_cancelled:
            _take_up_again(registration, case)
        else:
            _answer_owner(registration, case)
        _subscribe(case)
    return case.plan.outcome


@by_event()
def register_by_hand(*, request: RegistrationRequest, now: dt.datetime, by: Actor) -> Registration:
    """Register someone at the desk: as register_person, whatever the window, never over capacity.

    What the desk enters needs no approval.

    Raises AddressTaken for a live registration, PlacesRanOut, ConsentMissing.
    """
    edition = Edition.objects.current()
    offers = offers_of(edition)
    check_consent(request)
    if request.way not in offers:
        raise RegistrationNotOpen
    with transaction.atomic():
        plan = decide(request, offers, edition, now, approves=False)
        case = _Case(request, edition, plan, now, by=by)
        registration = _find(case)
        if registration and not registration.is_cancelled:
            raise AddressTaken
        if plan.is_refused:
            raise PlacesRanOut(request.way)
        if registration:
            _take_up_again(registration, case)
            return registration
        registration, is_new = _insert_or_find(case)
        if not is_new:
            raise AddressTaken
        _give_places(registration, case, event="registered")
    return registration


# --- Whose row --------------------------------------------------------------------------------


def _find(case: _Case) -> Registration | None:
    """The row of this address, locked: after the quotas, never before."""
    key = email_key(case.request.email)
    return next(iter(LOCK_ADDRESS.instances(case.edition.pk, key)), None)


LOCK_ADDRESS = Statement(
    lambda edition, key: (
        Registration.objects.for_key(key)
        .filter(edition=edition)
        .order_by()
        .select_for_update(no_key=True)
    )
)


def _insert_or_find(case: _Case) -> tuple[Registration, bool]:
    """A new row, or the one that a simultaneous request has just written for the address."""
    registration = _new(case, email=case.request.email)
    if INSERT.add_if_new(registration):
        return registration, True
    found = _find(case)
    if found is None:
        raise IntegrityError("Neither written nor found.")
    return found, False


def _new(case: _Case, *, email: str) -> Registration:
    return Registration(
        edition=case.edition,
        email=email,
        email_key=email_key(email),
        organizer_email=case.edition.sender_email or settings.DEFAULT_FROM_EMAIL,
        created_at=case.now,
        invitation_changed_at=case.real_now,
        answered_at=case.real_now,
        **_details(case.request),
    )


INSERT = Insert(Registration)


def _details(request: RegistrationRequest) -> dict[str, object]:
    return {
        "language": request.language,
        "first_name": request.first_name,
        "last_name": request.last_name,
        "organisation": request.organisation,
        "organisation_type_id": request.organisation_type_id,
        "audience_id": request.audience_id,
        "role": request.role,
        "country": request.country,
        "access_needs": list(request.access_needs),
        "access_note": request.access_note,
        "press_key": request.press_key,
    }


def _is_same_press(registration: Registration, request: RegistrationRequest) -> bool:
    return bool(
        request.press_key
        and not registration.is_cancelled
        and registration.press_key == request.press_key
    )


def _outcome_of(registration: Registration) -> Outcome:
    """What this form was answered the first time; its sender alone knows its press_key."""
    held = Place.objects.held().filter(registration=registration).select_related("quota")
    ways = [place.way for place in held if place.is_confirmed]
    return Outcome(
        ways[0] if ways else "",
        any(place.is_waiting for place in held),
        any(place.is_pending for place in held),
    )


# --- What is written --------------------------------------------------------------------------


def _give_places(registration: Registration, case: _Case, *, event: str, tell: bool = True) -> None:
    plan = case.plan
    confirmed = _give(registration, plan.confirmed, PlaceState.CONFIRMED, case)
    waiting = _give(registration, plan.waiting, PlaceState.WAITING, case)
    pending = _give(registration, plan.pending, PlaceState.PENDING, case)
    keep_access_consent(registration, text=case.request.access_consent_text, now=case.now)
    changes = {
        "way": ("", plan.outcome.way),
        "waiting": ("", Way.IN_PERSON if plan.waiting else ""),
    }
    if plan.pending:
        changes["request"] = ("", plan.pending.way)
    if plan.code:
        changes["code"] = ("", plan.code.name)
    record(registration, event, by=case.by, changes=changes, created=event == "registered")
    if tell:
        holds = notifications.Holds(confirmed=confirmed, waiting=waiting, pending=pending)
        notifications.mail_registered(registration, holds, edition=case.edition)


def _give(
    registration: Registration, quota: Quota | None, state: PlaceState, case: _Case
) -> Place | None:
    """The code is noted on the place it was for, and counts until that is given back."""
    if quota is None:
        return None
    code = case.plan.code
    is_its = code is not None and code.quota_id == quota.pk
    place = Place(registration=registration, quota=quota, code=code if is_its else None)
    place.move_to(state, now=case.now)
    return place


def _take_up_again(registration: Registration, case: _Case) -> None:
    """A cancelled row comes back to life. Its address stays as it is: mail never goes to another
    way of writing it, which may be somebody else's mailbox."""
    for name, value in _details(case.request).items():
        setattr(registration, name, value)
    registration.cancelled_at = None
    registration.sequence += 1
    registration.invitation_changed_at = registration.answered_at = case.real_now
    registration.save()
    _give_places(registration, case, event="registered_again")


def _answer_owner(registration: Registration, case: _Case) -> None:
    """Nothing changes; the owner is told what is registered, at most once in an hour.

    The same work is done as for a newcomer, and what must not stay is rolled back: first the
    rows of a registration that nobody made, then, within the hour, the mail itself. So neither
    the answer nor its time tells whether an address is known.
    """
    with transaction.atomic():
        nobody = _new(case, email=f"{uuid.uuid4()}@unknown.invalid")
        INSERT.add(nobody)
        _give_places(nobody, case, event="registered", tell=False)
        transaction.set_rollback(True)
    answered = registration.answered_at
    is_due = answered is None or case.real_now - answered >= OWNER_MAIL_INTERVAL
    notifications.mail_or_pretend(partial(_tell_owner, registration, case), really=is_due)


def _tell_owner(registration: Registration, case: _Case) -> OutgoingEmail | None:
    registration.answered_at = case.real_now
    registration.save(update_fields=["answered_at"])
    holds = notifications.holds_among(registration, case.quotas)
    return notifications.mail_already_registered(registration, holds, edition=case.edition)


def _subscribe(case: _Case) -> None:
    if not case.request.newsletter:
        return
    request_subscription(
        email=case.request.email,
        language=case.request.language,
        consent_text=case.request.newsletter_consent_text,
        now=case.now,
    )
