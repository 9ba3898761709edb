"""Whose turn it is in the queue of a session, where the desk decides otherwise."""

from django.db import transaction

from registration.auditing import Actor, by_event, record
from registration.exceptions import NotWaiting, OfferOver, ReasonMissing
from registration.models import Booking, PlaceState
from registration.services.holding import lock_holdings, steadily
from registration.services.waiting import FIRST_IN_LINE


@by_event()
@steadily
def put_seat_first(*, booking_id: int, by: Actor, reason: str) -> None:
    """Desk: the next seat that comes free is this person's. First already: nothing happens.

    No mail: nothing is given yet. Raises ReasonMissing, NotWaiting, OfferOver for no such row.
    """
    if not reason.strip():
        raise ReasonMissing
    row = Booking.objects.filter(pk=booking_id).values_list("registration", "seats").first()
    if row is None:
        raise OfferOver
    registration_id, seats_id = row
    with transaction.atomic():
        locked = lock_holdings(registration_ids=[registration_id], seats=[seats_id], whole=False)
        person = locked.person(registration_id)
        booking = person.booking_of(seats_id)
        if booking is None or booking.pk != booking_id or booking.state != PlaceState.WAITING:
            raise NotWaiting
        ahead = Booking.objects.ahead_of(booking)
        first, overtaken = ahead.first(), ahead.count()
        if first is None:
            return
        booking.queued_at = first.queued_at - FIRST_IN_LINE
        booking.save(update_fields=["queued_at"])
        changes = {
            "session": ("", booking.seats.session.slug),
            "position": (str(overtaken + 1), "1"),
        }
        record(person.registration, "seat_put_first", by=by, changes=changes, reason=reason)
