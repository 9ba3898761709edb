"""The sessions that a signed-in person follows: the same on each of their devices."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from agenda.models import SeenRelease, Session, Star
from summit.accounts.models import User

MOST = 500
"""More sessions than any programme has; what lies beyond is left out."""


def change_stars(*, user: User, add: Collection[int], remove: Collection[int]) -> None:
    """Idempotent; sessions that do not exist are left out. Notes when something changed."""
    with transaction.atomic():
        stars, gone = Star.objects.filter(user=user), 0
        if remove:
            gone, _kinds = stars.filter(session__in=list(remove)[:MOST]).delete()
        new = _not_yet_followed(user, add) if add else []
        Star.objects.bulk_create(
            [Star(user=user, session_id=pk) for pk in new], ignore_conflicts=True
        )
        if gone or new:
            now = timezone.now()
            SeenRelease.objects.update_or_create(user=user, defaults={"stars_changed_at": now})


def _not_yet_followed(user: User, wanted: Collection[int]) -> list[int]:
    rows = Session.objects.filter(pk__in=list(wanted)[:MOST]).exclude(stars__user=user)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def mark_seen(*, user: User, number: int) -> None:
    """Up to `number`; a device that read less takes nothing back."""
    row, _made = SeenRelease.objects.get_or_create(user=user)
    SeenRelease.objects.filter(pk=row.pk, number__lt=number).update(number=number)
