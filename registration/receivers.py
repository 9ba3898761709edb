"""What registration hears from the programme."""

from typing import Any

from agenda.models import Release
from agenda.services.current import programme_of
from registration.services.changes import note_release, note_withdrawn
from registration.services.seats import keep_seats


def programme_was_released(
    sender: Any, *, release: Release, previous: Release | None, **_named: Any
) -> None:
    """Inside the publishing transaction: what is refused here is not published.

    What people were told is noted first, then the seats follow the programme.
    """
    note_release(release=release, previous=previous)
    note_withdrawn(keep_seats(programme_of(release)), previous=previous)
