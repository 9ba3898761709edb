"""Seats that the desk frees, many at once: each as its person would be freed alone."""

from collections.abc import Sequence

from django.urls import reverse

from registration.exceptions import OfferOver
from registration.models import Booking
from registration.services.booking import cancel_booking
from summit.edition import clock
from summit.operations.models import Run
from summit.operations.runs import Named, Work

FREE_SEATS = "free seats"


def _free(key: int, run: Run) -> bool:
    if not Booking.objects.held().filter(pk=key).exists():
        return False
    try:
        cancel_booking(booking_id=key, now=clock.now(), by=run.by or "system", reason=run.reason)
    except OfferOver:  # erased in this moment
        return False
    return True


def _describe(keys: Sequence[int]) -> dict[int, Named]:
    rows = Booking.objects.with_session().select_related("registration").filter(pk__in=keys)
    return {
        row.pk: Named(
            f"{row.registration.full_name} · {row.seats}",
            reverse("admin:registration_registration_change", args=[row.registration_id]),
        )
        for row in rows
    }


WORK = Work(name=FREE_SEATS, do=_free, describe=_describe)
