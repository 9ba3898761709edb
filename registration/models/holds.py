"""What a person holds, a place or a seat, and the states that it goes through."""

import datetime as dt
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.exceptions import TransitionRefused
from summit.statements import Insert


class PlaceState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    PENDING = "pending", _("Pending")
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered")
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", _("Released")


class ReleaseReason(models.TextChoices):
    CANCELLED = "cancelled", _("Cancelled by the person")
    CANCELLED_BY_DESK = "cancelled_by_desk", _("Cancelled by the organisers")
    MOVED = "moved", _("Moved to the other way")
    EXPIRED = "expired", _("Offer expired")
    DECLINED = "declined", _("Offer declined")
    LEFT = "left", _("Left the waiting list")
    REFUSED = "refused", _("Refused by the organisers")
    REPLIED = "replied", _("Declined from the calendar")
    SWAPPED = "swapped", _("Swapped for another session")
    WITHDRAWN = "withdrawn", _("Session cancelled or no longer booked")


TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset(
        {PlaceState.REQUESTED, PlaceState.PENDING, PlaceState.WAITING, PlaceState.CONFIRMED}
    ),
    PlaceState.REQUESTED: frozenset(
        {PlaceState.PENDING, PlaceState.WAITING, PlaceState.CONFIRMED, PlaceState.RELEASED}
    ),
    PlaceState.PENDING: frozenset({PlaceState.WAITING, PlaceState.CONFIRMED, PlaceState.RELEASED}),
    PlaceState.WAITING: frozenset({PlaceState.OFFERED, PlaceState.CONFIRMED, PlaceState.RELEASED}),
    PlaceState.OFFERED: frozenset({PlaceState.CONFIRMED, PlaceState.RELEASED}),
    PlaceState.CONFIRMED: frozenset({PlaceState.RELEASED}),
    PlaceState.RELEASED: frozenset(),
}
"""From each state, where a hold may go; "" is the hold that does not exist yet."""


class HoldQuerySet(models.QuerySet[Any]):
    def held(self) -> Self:
        return self.exclude(state=PlaceState.RELEASED)

    def taken(self) -> Self:
        """What counts against the capacity: an offer counts as taken."""
        return self.filter(state__in=[PlaceState.CONFIRMED, PlaceState.OFFERED])

    def confirmed(self) -> Self:
        return self.filter(state=PlaceState.CONFIRMED)

    def offered(self) -> Self:
        return self.filter(state=PlaceState.OFFERED)

    def pending(self) -> Self:
        return self.filter(state=PlaceState.PENDING)

    def waiting(self) -> Self:
        """The queue, first come first."""
        return self.filter(state=PlaceState.WAITING).order_by("queued_at", "pk")

    def expired_at(self, now: dt.datetime) -> Self:
        """Offers whose time is over: the end itself is too late."""
        return self.offered().filter(offered_until__lte=now)


class Hold(models.Model):
    """A registration's hold on something that runs out. Position is computed, never stored."""

    state = models.CharField(_("state"), max_length=10, choices=PlaceState.choices)
    queued_at = models.DateTimeField(_("in the queue since"))
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    release_reason = models.CharField(
        _("reason"), max_length=20, choices=ReleaseReason.choices, blank=True
    )
    takes_automatically = models.BooleanField(
        _("takes a place without being asked"),
        default=False,
        help_text=_("Confirmed at once when a place comes free, instead of being offered it."),
    )
    told = models.JSONField(default=dict, editable=False)
    """What the person's calendar was told last: compared with what is true now."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlaceState.values), name="%(class)s_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="%(class)s_confirmed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="%(class)s_offer_has_its_end",
            ),
            models.CheckConstraint(
                condition=(Q(state="released", released_at__isnull=False) & ~Q(release_reason=""))
                | (~Q(state="released") & Q(released_at__isnull=True, release_reason="")),
                name="%(class)s_release_has_its_reason",
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.state == PlaceState.CONFIRMED

    @property
    def is_offered(self) -> bool:
        return self.state == PlaceState.OFFERED

    @property
    def is_pending(self) -> bool:
        return self.state in (PlaceState.REQUESTED, PlaceState.PENDING)

    @property
    def is_waiting(self) -> bool:
        return self.state in (PlaceState.WAITING, PlaceState.OFFERED)

    def move_to(
        self,
        state: PlaceState,
        *,
        now: dt.datetime,
        reason: ReleaseReason | str = "",
        offered_until: dt.datetime | None = None,
    ) -> None:
        """The only way a state changes; writes the row. Capacity is the caller's to guard.

        Raises TransitionRefused where TRANSITIONS has no such step.
        """
        if state not in TRANSITIONS[self.state]:
            raise TransitionRefused(self.state, state)
        self.state = state
        self.offered_until = offered_until
        if self._state.adding:
            self.queued_at = now
        if state == PlaceState.CONFIRMED:
            self.confirmed_at = now
        if state == PlaceState.RELEASED:
            self.released_at, self.release_reason = now, reason
        self._write()

    def _write(self) -> None:
        if self._state.adding:
            _insert_of(type(self)).add(self)
            return
        self.save(
            update_fields=[
                "state",
                "offered_until",
                "confirmed_at",
                "released_at",
                "release_reason",
            ]
        )


_insert_of = cache(Insert)
