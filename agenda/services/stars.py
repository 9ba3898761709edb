"""The sessions that a signed-in person follows: the same on each of their devices."""

from collections.abc import Collection

from django.db import transaction

from agenda.models import SeenRelease, Session, Star
from summit.accounts.models import User

MOST = 500
"""More sessions than any programme has; what lies beyond is left out."""


def change_stars(*, user: User, add: Collection[int], remove: Collection[int]) -> None:
    """Idempotent; sessions that do not exist are left out."""
    with transaction.atomic():
        if remove:
            Star.objects.filter(user=user, session__in=list(remove)[:MOST]).delete()
        if add:
            known = Session.objects.filter(pk__in=list(add)[:MOST]).values_list("pk", flat=True)
            rows = [Star(user=user, session_id=pk) for pk in known]
            Star.objects.bulk_create(rows, ignore_conflicts=True)


def mark_seen(*, user: User, number: int) -> None:
    """Up to `number`; a device that read less takes nothing back."""
    row, _made = SeenRelease.objects.get_or_create(user=user)
    SeenRelease.objects.filter(pk=row.pk, number__lt=number).update(number=number)
