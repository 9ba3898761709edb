"""Dates and hours in words, in the active language and the edition's zone (the current time zone).

French: mardi 11 février 2025, 9 h – 18 h 15. English: Tuesday 11 February 2025, 9:00–18:15.
"""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from summit.design.typography import NARROW, NO_BREAK


def is_french() -> bool:
    return (get_language() or "").startswith("fr")


def to_local(moment: dt.date) -> dt.date:
    """An aware datetime in the current zone; a date or naive datetime as it is."""
    if isinstance(moment, dt.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def format_day(moment: dt.date, pattern: str) -> str:
    """`moment` by a Django date pattern, the day number bound to what follows it."""
    text = date_format(to_local(moment), pattern)
    day, _, month = text.partition(" ")
    if day.isdigit():
        return f"{day}{NO_BREAK}{month}"
    number, space, month = month.partition(" ")
    return f"{day} {number}{NO_BREAK if space else ''}{month}".rstrip()


def format_clock(moment: dt.datetime) -> str:
    """9 h, 9 h 30, 18 h 15; in English 9:00, 9:30, 18:15."""
    local = to_local(moment)
    hour, minute = local.hour, local.minute  # type: ignore[attr-defined]
    if not is_french():
        return f"{hour}:{minute:02}"
    return f"{hour}{NARROW}h{NARROW}{minute:02}" if minute else f"{hour}{NARROW}h"


def format_time_range(start: dt.datetime, end: dt.datetime | None) -> str:
    if end is None or end == start:
        return format_clock(start)
    dash = f"{NO_BREAK}– " if is_french() else "–"
    return f"{format_clock(start)}{dash}{format_clock(end)}"


def format_date_range(first: dt.date, last: dt.date) -> str:
    """6 – 11 février 2025, 6–11 February 2025, 30 janvier – 2 février 2025."""
    first, last = to_local(first), to_local(last)
    end = format_day(last, "j F Y")
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return end
    if (first.year, first.month) == (last.year, last.month):
        dash = f"{NO_BREAK}–{NO_BREAK}" if is_french() else "–"
        return f"{first.day}{dash}{end}"
    start = format_day(first, "j F" if first.year == last.year else "j F Y")
    return f"{start} – {end}"


def format_short_weekday(moment: dt.date) -> str:
    """mar. in French, Tue in English."""
    return date_format(to_local(moment), "D").rstrip(".") + ("." if is_french() else "")


def group_digits(number: int) -> str:
    return f"{number:,}".replace(",", NARROW if is_french() else ",")
