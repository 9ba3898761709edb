"""Edits of several live rows at once. The public sees them at the next release."""

from collections.abc import Sequence

from django.db import transaction

from agenda.models import Room, Session, SessionState, Venue


@transaction.atomic
def set_session_state(*, session_ids: Sequence[int], state: SessionState) -> int:
    """Give the sessions this state, one audit entry each; answers how many had another."""
    return _set(session_ids, "state", state)


@transaction.atomic
def confirm_start(*, session_ids: Sequence[int]) -> int:
    """Mark the start of the sessions as sourced; answers how many were not."""
    return _set(session_ids, "time_confirmed", value=True)


@transaction.atomic
def move_sessions(*, session_ids: Sequence[int], venue: Venue, room: Room | None = None) -> int:
    """Hold the sessions elsewhere, one audit entry each; answers how many were not there.

    Without a room none is named: that of the old venue says nothing of the new one.
    """
    moved = 0
    sessions = Session.objects.select_for_update(no_key=True).filter(pk__in=session_ids)
    for session in sessions.order_by("pk"):
        if (session.venue_id, session.room_id) != (venue.pk, room.pk if room else None):
            session.venue, session.room = venue, room
            session.save(update_fields=["venue", "room"])
            moved += 1
    return moved


def _set(session_ids: Sequence[int], name: str, value: object) -> int:
    changed = 0
    sessions = Session.objects.select_for_update(no_key=True).filter(pk__in=session_ids)
    for session in sessions.order_by("pk"):
        if getattr(session, name) != value:
            setattr(session, name, value)
            session.save(update_fields=[name])
            changed += 1
    return changed
