"""What every mail of a registration shares: who it is for, what is held, the personal links."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from registration.models import LinkPurpose, Place, Quota, Registration, Way
from registration.names import full_name_for_mail, name_for_mail
from summit.edition.models import Edition
from summit.links import PersonalLink
from summit.mail.models import OutgoingEmail
from summit.mail.outbox import enqueue_email
from summit.mail.wake import wake_worker
from summit.statements import Statement


@dataclass(frozen=True, slots=True)
class Holds:
    """What a registration holds: one confirmed place at most, and beside it one other.

    `waiting` waits for its turn or is offered; `pending` waits for the organisers' decision.
    """

    confirmed: Place | None = None
    waiting: Place | None = None
    pending: Place | None = None

    @property
    def all(self) -> tuple[Place, ...]:
        return tuple(place for place in (self.confirmed, self.waiting, self.pending) if place)


def holds_of(registration: Registration) -> Holds:
    """Read now, with what mails and invitations say of a place. One query."""
    return holds_by_person([registration.pk])[registration.pk]


def holds_among(registration: Registration, quotas: Collection[Quota]) -> Holds:
    """As `holds_of`, with the quotas that are at hand, day and venue included.

    Where something else is held, all of it is read.
    """
    at_hand = {quota.pk: quota for quota in quotas}
    places = _HELD.instances(registration.pk)
    if any(place.quota_id not in at_hand for place in places):
        return holds_of(registration)
    for place in places:
        place.quota = at_hand[place.quota_id]
    return _holds(places)


_HELD = Statement(lambda person: Place.objects.held().filter(registration=person).order_by())


def holds_by_person(registration_ids: Sequence[int]) -> dict[int, Holds]:
    """The same for several, in one query; whoever holds nothing has an empty one."""
    found: dict[int, list[Place]] = {pk: [] for pk in registration_ids}
    held = Place.objects.held().filter(registration__in=registration_ids)
    for place in held.select_related("quota__venue", "quota__day"):
        found[place.registration_id].append(place)
    return {pk: _holds(places) for pk, places in found.items()}


def _holds(places: Sequence[Place]) -> Holds:
    return Holds(
        confirmed=next((place for place in places if place.is_confirmed), None),
        waiting=next((place for place in places if place.is_waiting), None),
        pending=next((place for place in places if place.is_pending), None),
    )


def as_of_now(holds: Holds) -> Holds:
    """The same places, with hours and venue as they are now. One statement.

    For a mail to somebody who held nothing before: `changes.save_quota` cannot know of them yet,
    so it waits for this lock to end, or this reading for that edit.
    """
    keys = sorted({place.quota_id for place in holds.all})
    quotas = {quota.pk: quota for quota in _QUOTAS.instances(*keys)}
    for place in holds.all:
        before, place.quota = place.quota, quotas[place.quota_id]
        if before.day_id == place.quota.day_id:
            place.quota.day = before.day
        if before.venue_id == place.quota.venue_id:
            place.quota.venue = before.venue
    return holds


_QUOTAS = Statement(lambda *keys: Quota.objects.filter(pk__in=keys).order_by(), key_share=True)


def mail_or_pretend(write: Callable[[], OutgoingEmail | None], *, really: bool) -> None:
    """Run `write`, which changes rows and mails; unless `really`, take all of it back.

    A worker is woken for nothing then, so that who looks at the time learns as little as who
    reads the answer.
    """
    with transaction.atomic():
        email = write()
        if not really:
            transaction.set_rollback(True)
    if email and not really:
        transaction.on_commit(wake_worker, robust=True)


def enqueue(
    registration: Registration,
    holds: Holds,
    kind: str,
    *,
    event: str,
    calendar: bytes | None = None,
    calendars: Sequence[bytes] = (),
    context: Mapping[str, Any] | None = None,
    links: Mapping[str, PersonalLink] | None = None,
    edition: Edition | None = None,
) -> OutgoingEmail | None:
    """Write one mail to the person. `event` with the person's number makes it unique.

    `calendar` is the one invitation that it carries, `calendars` further ones.
    """
    confirmed, waiting = holds.confirmed, holds.waiting
    return enqueue_email(
        kind=kind,
        dedupe_key=f"registration:{registration.public_id}:{event}",
        to=registration.email,
        to_name=full_name_for_mail(registration.first_name, registration.last_name),
        language=registration.language,
        context={
            "first_name": name_for_mail(registration.first_name),
            "ticket_code": registration.short_code,
            "confirmed": confirmed.quota if confirmed else None,
            "waiting": waiting.quota if waiting else None,
            "pending": holds.pending.quota if holds.pending else None,
            "is_online": confirmed is not None and confirmed.way == Way.ONLINE,
            **(context or {}),
        },
        links={**personal_links(registration), **(links or {})},
        calendars=[*([calendar] if calendar is not None else []), *calendars],
        edition=edition,
        personal=("first_name", "ticket_code"),
    )


def personal_links(registration: Registration) -> dict[str, PersonalLink]:
    """The links that a mail may show: manage_url, cancel_url, ticket_url, watch_url."""
    link = registration.personal_link
    return {
        "manage_url": link("registration:my_registration", LinkPurpose.MANAGE),
        "cancel_url": link("registration:cancel", LinkPurpose.MANAGE),
        "ticket_url": link("registration:ticket", LinkPurpose.TICKET),
        "watch_url": link("registration:join_personal", LinkPurpose.JOIN),
    }
