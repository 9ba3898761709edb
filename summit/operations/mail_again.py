"""Sending many mails again, one after the other."""

from collections.abc import Sequence
from typing import cast

from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from summit.mail.services import send_again
from summit.operations.models import Run
from summit.operations.runs import Named, Work

SEND_AGAIN = "send mail again"


def _send_again(key: int, run: Run) -> bool:
    email = OutgoingEmail.objects.only("pk").filter(pk=key).first()
    if email:
        send_again(email, cast(User, run.by))
    return email is not None


def _describe(keys: Sequence[int]) -> dict[int, Named]:
    rows = OutgoingEmail.objects.filter(pk__in=keys).only("to")
    return {email.pk: Named(email.to, email.get_absolute_url()) for email in rows}


WORK = Work(name=SEND_AGAIN, do=_send_again, describe=_describe)
