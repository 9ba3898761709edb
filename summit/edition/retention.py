"""How long people's data are kept after the event, as organisers set it and as visitors read it."""

import calendar
import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from summit.edition import clock
from summit.edition.models import Edition, Retention

NOTICE = dt.timedelta(days=7)
"""So long before it begins organisers read that it will: a slip in a date can be mended."""


FARTHEST = dt.MAXYEAR - 20


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day of a later or earlier month, or its last one."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return date.replace(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def erased_from(edition: Edition) -> dt.date | None:
    """The first day on which people are erased; None where organisers chose to keep them.

    None as well for a last day so far off that no calendar holds the end of its period.
    """
    if edition.pk is None or edition.retention == Retention.KEPT or edition.end.year >= FARTHEST:
        return None
    return add_months(edition.end, edition.months_kept) + dt.timedelta(days=1)


def begins_on(edition: Edition) -> dt.date | None:
    """As `erased_from`, once it is announced and never before the notice is over."""
    due, announced = erased_from(edition), edition.erasing_announced_at
    if due is None or announced is None:
        return due
    return max(due, (announced + NOTICE).astimezone(edition.zone).date())


def moment_now(edition: Edition) -> dt.datetime:
    """What is erased does not come back: a rehearsal of later days erases nobody."""
    return min(clock.now(edition), timezone.now())


def period_in_words(edition: Edition, language: str) -> str:
    """For the privacy notice."""
    with override(language):
        if edition.retention == Retention.KEPT:
            return gettext("until the organisers erase them")
        words = ngettext(
            "%(n)d month after the last day of the event, then erased",
            "%(n)d months after the last day of the event, then erased",
            edition.months_kept,
        )
        return words % {"n": edition.months_kept}
