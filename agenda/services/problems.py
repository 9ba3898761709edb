"""What keeps the programme from being published, and what deserves a second look."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agenda.exceptions import Problem
from agenda.models import Access, Session, SessionState
from agenda.services.building import Draft
from agenda.services.changes import MODELS, Change
from summit.edition.translated import translated_fields
from summit.languages import LANGUAGES


def find_problems(draft: Draft) -> tuple[Problem, ...]:
    """Reasons to refuse a release, in the reading order of the draft."""
    return tuple(_problems(draft))


def find_warnings(draft: Draft) -> tuple[Problem, ...]:
    """Odd things that may well be meant: they are shown and refuse nothing."""
    return tuple(_warnings(draft))


def _problems(draft: Draft) -> Iterator[Problem]:
    if not draft.sessions:
        yield Problem(_("Programme"), "", _("There is no session to publish."))
    for row in _all_rows(draft):
        yield from _missing_languages(row)
    for day in draft.days:
        if not draft.edition.start <= day.date <= draft.edition.end:
            yield _problem(day, "date", _("This day is outside the dates of the edition."))
    for session in draft.sessions:
        yield from _misplaced(session, draft)
    for call in draft.calls:
        fr, en = ((getattr(call, f"criteria_{code}") or "").splitlines() for code in ("fr", "en"))
        if len(fr) != len(en):
            yield _problem(call, "criteria", _("French and English have not as many lines."))


def _all_rows(draft: Draft) -> Iterator[Any]:
    for found in draft.lists.values():
        yield from found
    for venue in draft.venues:
        yield venue
        yield from venue.rooms.all()
    yield from (*draft.days, *draft.axes, *draft.speakers, *draft.sessions)
    yield from (*draft.partners, *draft.exhibitors, *draft.calls, *draft.access_rules)


def missing_languages(row: models.Model) -> dict[str, list[str]]:
    """Translated fields of a row by the language in which they are missing.

    A required field needs every language; an optional one may be empty in all of them.
    """
    missing: dict[str, list[str]] = defaultdict(list)
    for name in translated_fields(type(row)):
        filled = {code: bool((getattr(row, f"{name}_{code}") or "").strip()) for code in LANGUAGES}
        required = not row._meta.get_field(name).blank  # type: ignore[union-attr]
        if required or any(filled.values()):
            for code in (code for code, there in filled.items() if not there):
                missing[code].append(name)
    return missing


def _missing_languages(row: models.Model) -> Iterator[Problem]:
    messages = {
        "fr": _("The French text is missing."),
        "en": _("The English text is missing."),
    }
    for code, fields in missing_languages(row).items():
        for name in fields:
            yield _problem(row, name, messages[code])


def _misplaced(session: Session, draft: Draft) -> Iterator[Problem]:
    """Facts of one session that contradict each other."""
    edition = draft.edition
    if not edition.start <= session.day.date <= edition.end:
        yield _problem(session, "day", _("This day is outside the dates of the edition."))
    if session.starts_at.astimezone(edition.zone).date() != session.day.date:
        yield _problem(session, "starts_at", _("The session does not start on its day."))
    if session.ends_at <= session.starts_at:
        yield _problem(session, "ends_at", _("The session ends before it starts."))
    if session.room and session.room.venue_id != session.venue_id:
        yield _problem(session, "room", _("This room is in another venue."))
    if session.day in session.also_on.all():
        yield _problem(session, "also_on", _("The day of the session is named again."))
    if session.access == Access.REGISTRATION and not session.registration_by:
        yield _problem(session, "registration_by", _("Say where people register."))


# --- Warnings -----------------------------------------------------------------------------


def _warnings(draft: Draft) -> Iterator[Problem]:
    held = [session for session in draft.sessions if session.state != SessionState.CANCELLED]
    for session in held:
        yield from _capacity(session)
    yield from _double_booked_rooms(held)
    yield from _people_in_two_places(held)


def edited_in_one_language(changes: Iterable[Change]) -> tuple[Problem, ...]:
    """Texts whose translation was left as it was: perhaps it says no longer the same."""
    messages = {
        "fr": _("Only the French was edited: does the English still say the same?"),
        "en": _("Only the English was edited: does the French still say the same?"),
    }
    return tuple(
        Problem(
            label=_named(change.kind_label, change.title),
            field=field.label,
            message=messages[field.only_in],
            url=admin_url(MODELS[change.kind](pk=change.id)) if change.id else "",
        )
        for change in changes
        for field in change.fields
        if field.only_in
    )


def _capacity(session: Session) -> Iterator[Problem]:
    if session.booking and session.capacity is None:
        yield _problem(
            session, "capacity", _("Seats are booked separately, but their number is empty.")
        )
    limits = [session.venue.capacity] + ([session.room.capacity] if session.room else [])
    limit = min((limit for limit in limits if limit is not None), default=None)
    if limit is not None and session.capacity is not None and session.capacity > limit:
        yield _problem(
            session,
            "capacity",
            _("More seats than the room holds (%(limit)d).") % {"limit": limit},
        )


def _spans(session: Session) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The intervals of a session, one a day."""
    for day in (session.day, *session.also_on.all()):
        shift = day.date - session.day.date
        yield localtime(session.starts_at) + shift, localtime(session.ends_at) + shift


def _overlaps(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    """Each session that begins before the one ahead of it has ended, with that one."""
    spans = sorted(
        ((span, session) for session in sessions for span in _spans(session)),
        key=lambda item: (item[0], item[1].pk),
    )
    for ((_start, end), first), ((start, _end), second) in pairwise(spans):
        if start < end and first.pk != second.pk:
            yield first, second


def _double_booked_rooms(sessions: list[Session]) -> Iterator[Problem]:
    rooms: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.room_id and not session.drop_in:
            rooms[session.room_id].append(session)
    for held in rooms.values():
        for first, second in _overlaps(held):
            yield _problem(
                second, "room", _("The room is still taken by “%(other)s”.") % {"other": first}
            )


def _people_in_two_places(sessions: list[Session]) -> Iterator[Problem]:
    """Only where both hours are confirmed: placeholders collide without meaning anything."""
    people: dict[Any, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.time_confirmed and session.end_confirmed and not session.drop_in:
            for link in session.sessionspeaker_set.all():
                people[link.speaker].append(session)
    for speaker, held in people.items():
        for first, second in _overlaps(held):
            yield _problem(
                second,
                "speakers",
                _("%(speaker)s also speaks in “%(other)s” then.")
                % {"speaker": speaker, "other": first},
            )


# --- Naming the place ---------------------------------------------------------------------


def _named(kind: str, name: str) -> str:
    return _("%(kind)s “%(name)s”") % {"kind": kind.capitalize(), "name": name}


def _problem(row: models.Model, name: str, message: str) -> Problem:
    meta = row._meta
    return Problem(
        label=_named(str(meta.verbose_name), str(row)),
        field=str(meta.get_field(name).verbose_name),  # type: ignore[union-attr]
        message=message,
        url=admin_url(row),
    )


def admin_url(row: models.Model) -> str:
    """The page where an organiser edits this row; rooms stand on the page of their venue."""
    owner = getattr(row, "venue", None) if row._meta.model_name == "room" else row
    if owner is None:
        return ""
    meta = owner._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[owner.pk])
    except (NoReverseMatch, AttributeError):
        return ""
