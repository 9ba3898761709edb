"""Watching online: when the broadcast is open to somebody, and that they watched."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from registration.models import AttendanceKind, Broadcast, OnlineAttendance, Quota, Registration
from summit.links import absolute_url


class Room(StrEnum):
    """What the personal join page shows."""

    BEFORE = "before"
    LIVE = "live"
    OVER = "over"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Screen:
    """Where somebody stands before a broadcast. `address` is empty until it opens, by design.

    `is_film` says that our own page can play it.
    """

    room: Room
    opens_at: dt.datetime
    address: str = ""
    is_film: bool = False

    @property
    def kind(self) -> AttendanceKind:
        return AttendanceKind.REPLAY if self.room == Room.REPLAY else AttendanceKind.LIVE


def screen_of(quota: Quota, *, now: dt.datetime) -> Screen:
    """Live from `opens_before` the start to the end of the day, to the second; then the replay."""
    broadcast = Broadcast.objects.filter(quota=quota).first() or Broadcast(quota=quota)
    opens_at = quota.starts_at - broadcast.opens_before
    if now < opens_at:
        return Screen(Room.BEFORE, opens_at)
    if now < quota.ends_at:
        return _screen(Room.LIVE, opens_at, broadcast.stream_url)
    if broadcast.replay_url:
        return _screen(Room.REPLAY, opens_at, broadcast.replay_url)
    return Screen(Room.OVER, opens_at)


def _screen(room: Room, opens_at: dt.datetime, address: str) -> Screen:
    return Screen(room, opens_at, address, is_film=_is_own_film(address))


def _is_own_film(address: str) -> bool:
    return address.startswith(absolute_url("/")) and address.endswith((".mp4", ".webm"))


def note_attendance(
    *, registration: Registration, kind: AttendanceKind, at: dt.datetime
) -> OnlineAttendance:
    """That somebody pressed to watch, or watches still: one row for each kind, first and last time.

    Called for a press only: programs open every link of a mail.
    """
    rows = OnlineAttendance.objects.filter(registration=registration, kind=kind)
    if not rows.update(last_seen_at=Greatest(F("last_seen_at"), at)):
        try:
            with transaction.atomic():
                return OnlineAttendance.objects.create(
                    registration=registration, kind=kind, first_seen_at=at, last_seen_at=at
                )
        except IntegrityError:  # the same press, twice
            rows.update(last_seen_at=Greatest(F("last_seen_at"), at))
    return rows.get()
