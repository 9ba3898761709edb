"""What happened to a registration, as the desk reads it: when, what, by whom and why."""

import datetime as dt
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.models import Registration, Way

EVENTS = {
    "registered": gettext_lazy("Registration made"),
    "registered_again": gettext_lazy("Registered again"),
    "corrected": gettext_lazy("Details corrected"),
    "address": gettext_lazy("Address corrected"),
    "address_asked": gettext_lazy("New address asked for"),
    "address_confirmed": gettext_lazy("New address confirmed by its owner"),
    "replacement_asked": gettext_lazy("Place to be passed on"),
    "replaced": gettext_lazy("Place taken by another person"),
    "requested": gettext_lazy("Place requested"),
    "approved": gettext_lazy("Request approved"),
    "refused": gettext_lazy("Request not approved"),
    "mailed_again": gettext_lazy("Confirmation sent again"),
    "moved": gettext_lazy("Way of coming changed"),
    "joined_queue": gettext_lazy("Joined the waiting list"),
    "left_queue": gettext_lazy("Left the waiting list"),
    "offered": gettext_lazy("Place offered from the waiting list"),
    "offer_accepted": gettext_lazy("Offered place accepted"),
    "offer_declined": gettext_lazy("Offered place declined"),
    "offer_expired": gettext_lazy("Offered place not taken in time"),
    "promoted": gettext_lazy("Place taken automatically from the waiting list"),
    "automatic": gettext_lazy("Taking a place automatically switched on or off"),
    "put_first": gettext_lazy("Put first on the waiting list"),
    "seat_booked": gettext_lazy("Seat in a session booked"),
    "seat_waited_for": gettext_lazy("Waits for a seat in a session"),
    "seat_offered": gettext_lazy("Seat in a session offered"),
    "seat_accepted": gettext_lazy("Offered seat accepted"),
    "seat_declined": gettext_lazy("Offered seat declined"),
    "seat_expired": gettext_lazy("Offered seat not taken in time"),
    "seat_given": gettext_lazy("Seat taken automatically from the waiting list"),
    "seat_queue_left": gettext_lazy("Left the waiting list of a session"),
    "seat_cancelled": gettext_lazy("Seat in a session let go"),
    "seat_put_first": gettext_lazy("Put first on the waiting list of a session"),
    "seat_withdrawn": gettext_lazy("Seat withdrawn with its session"),
    "reminders": gettext_lazy("Reminders switched off or on"),
    "cancelled": gettext_lazy("Registration cancelled"),
}
# Names of what an event may change that are no field of the row.
LABELS = {
    "way": gettext_lazy("Confirmed"),
    "waiting": gettext_lazy("Waiting list"),
    "request": gettext_lazy("Request"),
    "offer": gettext_lazy("Offer"),
    "position": gettext_lazy("Position"),
    "code": gettext_lazy("Invitation code"),
    "session": gettext_lazy("Session"),
    "sessions": gettext_lazy("Sessions let go"),
    "places": gettext_lazy("Number of places"),
    "unsent": gettext_lazy("Messages withdrawn before they left"),
    "takes_automatically": gettext_lazy("Automatic"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One use case. `lines` are (field, before, after); personal values are masked in the log."""

    at: dt.datetime
    event: str
    by: str
    reason: str
    lines: list[tuple[str, str, str]]


def steps_of(registration: Registration) -> list[Step]:
    """The latest first."""
    entries = LogEntry.objects.get_for_object(registration).select_related("actor")
    return [_step(entry) for entry in entries.order_by("-timestamp", "-pk")]


def _step(entry: LogEntry) -> Step:
    told = entry.additional_data or {}
    return Step(
        at=entry.timestamp,
        event=str(EVENTS.get(told.get("event", ""), _("Changed by the site"))),
        by=_who(entry, told.get("by", "")),
        reason=told.get("reason", ""),
        lines=[_line(name, change) for name, change in entry.changes_dict.items()],
    )


def _who(entry: LogEntry, by: str) -> str:
    if entry.actor:
        return str(entry.actor)
    return _("the person") if by == "self" else _("the site itself")


def _line(name: str, change: list[str]) -> tuple[str, str, str]:
    before, after = (_word(value) for value in change)
    return _label(name), before, after


def _label(name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    names = {field.name: field for field in Registration._meta.fields}
    return str(names[name].verbose_name) if name in names else name


def _word(value: str) -> str:
    ways = {str(code): str(label) for code, label in Way.choices}
    return ways.get(str(value), "" if value in (None, "None") else str(value))
