"""The business clock: real time plus the rehearsal offset kept on the edition.

Rules ask `now()` once per use case and hand it on. Tokens, outbox, DTSTAMP, audit and logs
use `django.utils.timezone.now()`, the real time.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from summit.edition.models import Edition


def now(edition: Edition | None = None) -> dt.datetime:
    """Aware UTC instant that business rules compare with.

    Pass the edition when it is at hand to save its look-up.
    """
    real = timezone.now()
    if not settings.SUMMIT_REHEARSAL:
        return real
    return real + (edition or Edition.objects.seen()).clock_offset


def as_told(moment: dt.datetime, edition: Edition | None = None) -> dt.datetime:
    """A real moment as pages tell it: a rehearsal shifts it with the present.

    Where the offset was another then, it is as long ago as it really was. Files for programs
    (calendars, Atom, JSON) and headers keep the real moment.
    """
    if not settings.SUMMIT_REHEARSAL:
        return moment
    return moment + (edition or Edition.objects.seen()).clock_offset


def set_rehearsal(moment: dt.datetime | None) -> None:
    """Make it `moment` now for the whole site, or return to real time with None."""
    offset = moment - timezone.now() if moment else dt.timedelta(0)
    Edition.objects.update(clock_offset=offset)
