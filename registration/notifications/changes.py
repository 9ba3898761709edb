"""The one mail that gathers what changed in a person's calendar."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registration import invites
from registration.models import Quota, Registration
from registration.notifications.common import Holds, enqueue
from summit.design.dates import format_clock, format_day, format_time_range
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the calendar, as it was told last and as it is. Facts are those of invites.

    `quota` where it is the day itself, `withdrawn` where a session and its bookings ended.
    """

    before: Facts
    after: Facts
    calendar: bytes | None
    quota: Quota | None = None
    withdrawn: bool = False

    def ends_after(self, now: dt.datetime) -> bool:
        """Nobody is told of what is past."""
        ends = (self.before["ends"], self.after["ends"])
        return any(dt.datetime.fromisoformat(end) > now for end in ends)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a change; `before` is empty where nothing was known."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A change in the words of the mail."""

    title: str
    word: str
    rows: tuple[Row, ...]
    withdrawn: bool


def mail_changes(
    registration: Registration, changes: Sequence[Change], *, event: str, edition: Edition
) -> OutgoingEmail | None:
    """What was, what is, and the updated entries: the first change's is shown by the reader."""
    with translation.override(registration.language):
        told = [_told(change, registration.language) for change in changes]
    return enqueue(
        registration,
        Holds(),
        "registration_changes",
        event=event,
        calendars=[change.calendar for change in changes if change.calendar],
        context={
            "changes": told,
            "only": told[0] if len(told) == 1 else None,
            "has_calendar": any(change.calendar for change in changes),
        },
        edition=edition,
    )


def _told(change: Change, language: str) -> Told:
    rows = _rows(change, language)
    return Told(
        title=str(change.quota or change.before["title"][language]),
        word=_word(change, rows),
        rows=rows,
        withdrawn=change.withdrawn,
    )


def _word(change: Change, rows: Sequence[Row]) -> str:
    if change.withdrawn:
        return pgettext("change told", "Cancelled")
    if change.after["sure"] and not change.before["sure"]:
        return pgettext("change told", "Time confirmed")
    if change.before["starts"] != change.after["starts"]:
        return pgettext("change told", "New time")
    return rows[0].label if len(rows) == 1 else pgettext("change told", "Changed")


def _rows(change: Change, language: str) -> tuple[Row, ...]:
    before, after = change.before, change.after
    if change.withdrawn:
        return (Row(pgettext("fact", "When"), _when(before), ""),)
    pairs = (
        (pgettext("fact", "Title"), _title(before, language), _title(after, language)),
        (pgettext("fact", "When"), _when(before), _when(after)),
        (_("Doors open"), _doors(before), _doors(after)),
        (
            pgettext("fact", "Where"),
            invites.place_of(before, language),
            invites.place_of(after, language),
        ),
    )
    return tuple(Row(*pair) for pair in pairs if pair[1] != pair[2])


def _title(facts: Facts, language: str) -> str:
    return str(facts["title"][language]) if "title" in facts else ""


def _when(facts: Facts) -> str:
    starts, ends = (dt.datetime.fromisoformat(facts[name]) for name in ("starts", "ends"))
    moment = f"{capfirst(format_day(starts, 'l j F'))}, {format_time_range(starts, ends)}"
    if facts["sure"]:
        return moment
    return _("%(moment)s (indicative)") % {"moment": moment}


def _doors(facts: Facts) -> str:
    doors = facts.get("doors")
    return format_clock(dt.datetime.fromisoformat(doors)) if doors else ""
