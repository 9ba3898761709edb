"""How long an offer stands. Pure."""

import datetime as dt

SHARE = 4
SHORTEST = dt.timedelta(minutes=30)


def offer_end(
    *, now: dt.datetime, lifetime: dt.timedelta, starts_at: dt.datetime
) -> dt.datetime | None:
    """Until when a place offered now is kept; None from the start on, when none is offered.

    The lifetime that organisers chose; near the event a quarter of the time that is left, so
    that several people still get their turn, but half an hour at least; never beyond the start.
    """
    left = starts_at - now
    if left <= dt.timedelta(0):
        return None
    return min(now + max(min(lifetime, left / SHARE), min(SHORTEST, lifetime)), starts_at)
