from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.utils import DatabaseError


@register("settings", Tags.database, deploy=True)
def rehearsal_refused_in_production(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A production site never runs on a shifted clock."""
    messages: list[CheckMessage] = []
    if settings.SUMMIT_REHEARSAL and settings.HTTPS:
        messages.append(
            Error(
                "SUMMIT_REHEARSAL is on for a public https site.",
                hint="Unset SUMMIT_REHEARSAL: rules must follow the real time.",
                id="summit.E001",
            )
        )
    if databases and "default" in databases and not settings.SUMMIT_REHEARSAL:
        messages += _stored_offset()
    return messages


def _stored_offset() -> list[CheckMessage]:
    from summit.edition.models import Edition

    try:
        shifted = Edition.objects.current().clock_offset
    except DatabaseError:
        return []
    if not shifted:
        return []
    return [
        Error(
            "The edition still carries a rehearsal offset, which is ignored.",
            hint="Set the rehearsal offset to 0 in the admin, under Edition.",
            id="summit.E002",
        )
    ]
