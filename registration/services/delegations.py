"""A delegation: entered as a table by organisers, confirmed by each person alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from registration import notifications
from registration.models import InvitationCode, Invitee, Registration
from registration.services.plans import Outcome, RegistrationRequest
from registration.services.registering import register_person
from summit.accounts.emails import email_key
from summit.edition.models import Edition


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
    """Keep everybody and write to each, or nobody: one transaction. Returns how many.

    Whoever is on the code's list already is left as he or she is.
    """
    with transaction.atomic():
        code = InvitationCode.objects.select_for_update(no_key=True).get(pk=code_id)
        invited, _registered = known_keys(code, [email_key(person.email) for person in people])
        invitees = [
            Invitee(
                code=code,
                first_name=person.first_name,
                last_name=person.last_name,
                email=person.email,
                organisation=person.organisation,
                language=person.language,
                invited_at=timezone.now(),
            )
            for person in people
            if email_key(person.email) not in invited
        ]
        for invitee in invitees:
            invitee.save(force_insert=True)
            notifications.mail_invitee(invitee)
    return len(invitees)


def invite_again(*, invitee_id: int) -> bool:
    """Write once more to somebody who has not answered; the links sent before stop working."""
    with transaction.atomic():
        rows = Invitee.objects.select_for_update(no_key=True, of=("self",))
        invitee = rows.select_related("code__quota", "registration").get(pk=invitee_id)
        if invitee.is_registered:
            return False
        invitee.link_version += 1
        invitee.declined_at, invitee.invited_at = None, timezone.now()
        invitee.save(update_fields=["link_version", "declined_at", "invited_at"])
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
    open_ones = Q(registration=None) | Q(registration__cancelled_at__isnull=False)
    waiting = Invitee.objects.filter(open_ones, pk=invitee_id, declined_at=None)
    waiting.update(declined_at=timezone.now())
