"""Invitation codes: who may register when not everybody may, exactly as often as allotted."""

import datetime as dt
import re

from registration.exceptions import CodeRefused
from registration.models import InvitationCode, Place

SPACES = re.compile(r"[\s-]+")


def clean_code(text: str) -> str:
    """As codes are written, whatever way one was copied: no spaces or hyphens, capitals."""
    return SPACES.sub("", text).upper()[:40]


def find_code(text: str, now: dt.datetime) -> InvitationCode:
    """The code, with its quota. Raises CodeRefused, with one meaning for all that is wrong."""
    codes = InvitationCode.objects.select_related("quota__day", "quota__venue").valid_at(now)
    found = codes.with_taken().filter(code=clean_code(text)).first()
    if found is None or now >= found.quota.ends_at:
        raise CodeRefused
    return found


def has_uses_left(code: InvitationCode) -> bool:
    """Without a lock, for pages: `lock_code` decides."""
    return getattr(code, "used", 0) < code.allotment


def lock_code(code: InvitationCode, now: dt.datetime) -> bool:
    """Lock the row, after its quota; whether it may be used once more.

    Whoever gave a place back gave the use back with it.
    """
    locked = InvitationCode.objects.select_for_update(no_key=True).get(pk=code.pk)
    used = Place.objects.held().filter(code=code.pk).count()
    return locked.is_valid_at(now) and used < locked.allotment
