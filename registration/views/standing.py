"""What a registration comes to at one moment, as its pages say it."""

import datetime as dt
from dataclasses import dataclass

from registration.models import Hold, Place, Registration, ReleaseReason, Way

ENDS_OF_AN_OFFER = {ReleaseReason.EXPIRED, ReleaseReason.DECLINED}


def is_open_offer(hold: Hold, now: dt.datetime) -> bool:
    """The end itself is too late, whether or not somebody has taken the offer back yet."""
    until = hold.offered_until
    return hold.is_offered and until is not None and until > now


@dataclass(frozen=True, slots=True)
class Standing:
    """`offer` still stands; `queued` waits for one. `ended` is the offer that came to its end.

    An offer whose time is over counts as ended, also while nobody has written that down yet.
    """

    confirmed: Place | None = None
    offer: Place | None = None
    queued: Place | None = None
    pending: Place | None = None
    ended: Place | None = None

    @property
    def in_person(self) -> bool:
        return self.confirmed is not None and self.confirmed.way == Way.IN_PERSON

    @property
    def online(self) -> bool:
        return self.confirmed is not None and self.confirmed.way == Way.ONLINE

    @property
    def holds_nothing(self) -> bool:
        return not (self.confirmed or self.offer or self.queued or self.pending)

    @property
    def waiting(self) -> Place | None:
        return self.offer or self.queued

    def is_over_at(self, now: dt.datetime) -> bool:
        """Whether the day that one holds or awaits a place on has ended."""
        place = self.confirmed or self.waiting or self.pending
        return place is not None and place.quota.ends_at <= now


def standing_of(registration: Registration, now: dt.datetime) -> Standing:
    """No query when the places were prefetched."""
    waiting = registration.waiting_place
    offered = waiting if waiting and waiting.is_offered else None
    stands = offered is not None and is_open_offer(offered, now)
    return Standing(
        confirmed=registration.confirmed_place,
        offer=offered if stands else None,
        queued=waiting if not offered else None,
        pending=registration.pending_place,
        ended=offered if offered and not stands else _last_end(registration),
    )


def _last_end(registration: Registration) -> Place | None:
    ended = [
        place for place in registration.places.all() if place.release_reason in ENDS_OF_AN_OFFER
    ]
    return max(ended, key=lambda place: place.released_at, default=None)
