"""A delegation: entered as a table by organisers, confirmed by each person alone."""

import datetime as dt
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registration import notifications
from registration.models import InvitationCode, Invitee, Registration
from registration.services.plans import Outcome, RegistrationRequest
from registration.services.registering import register_person
from summit.accounts.emails import email_key
from summit.edition.models import Edition
from summit.mail.wake import wake_sweep
from summit.operations.models import Trouble
from summit.operations.troubles import forget_troubles, note_trouble, troubles_of

logger = logging.getLogger(__name__)

BUDGET = 5.0
INVITING = "write to invitees"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One row of the table, already checked for shape."""

    first_name: str
    last_name: str
    email: str
    organisation: str
    language: str


def known_keys(code: InvitationCode, keys: Sequence[str]) -> tuple[set[str], set[str]]:
    """Of these addresses, who is invited with the code and who is registered. Two queries.

    For organisers only, who may read the registrations anyway.
    """
    invited = Invitee.objects.filter(code=code, email_key__in=keys)
    live = Registration.objects.live().filter(edition=Edition.objects.current(), email_key__in=keys)
    return (
        set(invited.order_by().values_list("email_key", flat=True)),
        set(live.order_by().values_list("email_key", flat=True)),
    )


def invite_people(*, code_id: int, people: Sequence[Person]) -> int:
    """Keep everybody or nobody, and wake a worker that writes to each. Returns how many.

    Whoever is on the code's list already is left as he or she is.
    """
    with transaction.atomic():
        code = InvitationCode.objects.select_for_update(no_key=True).get(pk=code_id)
        keys = [email_key(person.email) for person in people]
        invited, _registered = known_keys(code, keys)
        invitees = [
            Invitee(code=code, email_key=key, **asdict(person))
            for person, key in zip(people, keys, strict=True)
            if key not in invited
        ]
        Invitee.objects.bulk_create(invitees)
        transaction.on_commit(wake_sweep, robust=True)
    return len(invitees)


def invite_again(*, invitee_ids: Sequence[int]) -> int:
    """Have those who are not registered written to once more; the links sent before stop working.

    Returns how many.
    """
    with transaction.atomic():
        asked = Invitee.objects.unregistered().filter(pk__in=invitee_ids)
        changed = asked.update(
            link_version=F("link_version") + 1, declined_at=None, invited_at=None
        )
        forget_troubles(INVITING, invitee_ids)
        transaction.on_commit(wake_sweep, robust=True)
    return changed


def write_to_invitees(*, budget: float = BUDGET) -> int:
    """Due work: the mails to whoever was invited and not written to yet. Returns how many.

    That somebody is written to is noted in the transaction of the mail: whenever a worker dies
    nobody is left out, and several at once write one mail to each. Whose mail fails is named on
    the page of the delegation and tried again later. Stops after `budget` seconds so that other
    due work gets its turn, and wakes the next.
    """
    written, deadline, now = 0, time.monotonic() + budget, timezone.now()
    waiting = list(Invitee.objects.unwritten().values_list("pk", flat=True))
    failing = troubles_of(INVITING)
    if gone := failing.keys() - waiting:
        forget_troubles(INVITING, gone)
    for pk in waiting:
        if time.monotonic() >= deadline:
            wake_sweep()
            break
        if pk not in failing or not failing[pk].rests_at(now):
            written += _write_or_put_off(pk, failing.get(pk))
    return written


def not_written_to(code: InvitationCode) -> list[tuple[Invitee, Trouble]]:
    """Of a code's people, those whose mail failed so far, with the trouble. Two queries."""
    failing = troubles_of(INVITING)
    found = Invitee.objects.unwritten().filter(code=code, pk__in=failing)
    return [(invitee, failing[invitee.pk]) for invitee in found]


def _write_or_put_off(invitee_id: int, before: Trouble | None) -> bool:
    try:
        written = _write_to(invitee_id)
    except Exception as error:  # noqa: BLE001 - one that fails must not stop the others
        logger.error(  # noqa: TRY400 - its message may hold personal data
            "Somebody invited could not be written to yet: %s", type(error).__name__
        )
        note_trouble(INVITING, invitee_id, error, before=before)
        return False
    if before:
        forget_troubles(INVITING, [invitee_id])
    return written


@transaction.atomic
def _write_to(invitee_id: int) -> bool:
    """False where another worker was there first, or the person has registered meanwhile."""
    now = timezone.now()
    if not Invitee.objects.unwritten().filter(pk=invitee_id).update(invited_at=now):
        return False
    rows = Invitee.objects.select_related("code__quota__day", "registration")
    invitee = rows.get(pk=invitee_id)
    if invitee.is_registered:
        return False
    notifications.mail_invitee(invitee)
    return True


def confirm_invitee(*, invitee: Invitee, request: RegistrationRequest, now: dt.datetime) -> Outcome:
    """Register the person with the delegation's code, under the address that was invited.

    Raises what register_person raises; the invitation stands then as it was.
    """
    request = replace(request, email=invitee.email, code=invitee.code.code)
    outcome = register_person(request=request, now=now)
    found = Registration.objects.for_key(invitee.email_key).filter(
        edition=Edition.objects.current()
    )
    Invitee.objects.filter(pk=invitee.pk).update(registration=found.first(), declined_at=None)
    return outcome


def decline_invitation(*, invitee_id: int) -> None:
    """The person does not come. Declined already, or registered: nothing happens."""
    waiting = Invitee.objects.unregistered().filter(pk=invitee_id, declined_at=None)
    waiting.update(declined_at=timezone.now())
