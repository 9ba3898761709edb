"""Seats of a session that is booked separately, and who holds them."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from registration.models.holds import Hold, HoldQuerySet
from registration.models.registrations import Registration
from summit.edition.models import RegistrationWindow


class SeatsQuerySet(models.QuerySet["Seats"]):
    def with_counts(self) -> "SeatsQuerySet":
        """With `taken` (an offer counts as taken) and `waiting`, counted now."""
        return self.annotate(
            taken=Count("bookings", filter=Q(bookings__state__in=["confirmed", "offered"])),
            waiting=Count("bookings", filter=Q(bookings__state="waiting")),
        )

    def waited_for(self) -> "SeatsQuerySet":
        """Those with somebody in line, with their counts."""
        return self.with_counts().filter(waiting__gt=0)

    def with_session(self) -> "SeatsQuerySet":
        """With what a number of seats and a line about a session need."""
        return self.select_related("session__room", "session__venue", "session__day")


class Seats(models.Model):
    """The seats of one bookable session. Locking this row is the guard."""

    session = models.OneToOneField(
        "agenda.Session", on_delete=models.PROTECT, related_name="seats", verbose_name=_("session")
    )
    capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        help_text=_("Empty: as the session says, else as its room."),
    )
    opens_at = models.DateTimeField(
        _("booking opens"), null=True, blank=True, help_text=_("Empty: at once.")
    )
    closes_at = models.DateTimeField(
        _("booking closes"), null=True, blank=True, help_text=_("Empty: when the session starts.")
    )

    objects = SeatsQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats of a session")
        verbose_name_plural = _("seats of sessions")
        ordering = ["session__starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="seats_close_after_opening",
            )
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def limit(self) -> int | None:
        """Seats there are: set here, else by the session, else by its room; None: unlimited."""
        room = self.session.room
        found = (self.capacity, self.session.capacity, room.capacity if room else None)
        return next((number for number in found if number is not None), None)

    def window_at(
        self, now: dt.datetime, *, starts_at: dt.datetime | None = None
    ) -> RegistrationWindow:
        """Opening is inclusive, closing exclusive, to the second.

        `starts_at` is the hour that is published, where it differs from the draft's.
        """
        if self.opens_at and now < self.opens_at:
            return RegistrationWindow.NOT_YET
        if now >= (self.closes_at or starts_at or self.session.starts_at):
            return RegistrationWindow.CLOSED
        return RegistrationWindow.OPEN


class BookingQuerySet(HoldQuerySet):
    def count_by_state(self, seats: Sequence[int]) -> Counter[tuple[int, str]]:
        """How many bookings of these seats there are, by seats and state. One small query."""
        rows = self.held().filter(seats__in=seats).order_by().values_list("seats", "state")
        return Counter({(pk, state): n for pk, state, n in rows.annotate(n=Count("pk"))})

    def ahead_of(self, booking: "Booking") -> "BookingQuerySet":
        """Who waits for the same session before `booking`."""
        earlier = Q(queued_at__lt=booking.queued_at) | Q(
            queued_at=booking.queued_at, pk__lt=booking.pk
        )
        return self.waiting().filter(earlier, seats=booking.seats_id)

    def with_session(self) -> "BookingQuerySet":
        return self.select_related("seats__session__room", "seats__session__venue")


class Booking(Hold):
    """A registration's seat in one session; each time a seat is booked it is a new row."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="bookings",
        verbose_name=_("registration"),
    )
    seats = models.ForeignKey(
        Seats, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("session")
    )

    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    invitation_changed_at = models.DateTimeField(editable=False)
    created_at = models.DateTimeField(_("booked"), editable=False)
    invited_at = models.DateTimeField(null=True, editable=False)
    """When the first REQUEST was written: the hour of the session was confirmed by then."""

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "seats"],
                condition=~Q(state="released"),
                name="booking_once_per_person_and_session",
            ),
            *Hold.Meta.constraints,
        ]
        indexes = [models.Index(fields=["seats", "state", "queued_at"], name="booking_queue")]

    def __str__(self) -> str:
        return f"{self.seats} · {self.get_state_display()}"
