"""What a registration holds: a place on a quota, and the states it goes through."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from registration.exceptions import TransitionRefused
from registration.models.quotas import Quota
from registration.models.registrations import Registration


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
"""From each state, where a place may go; "" is the place that does not exist yet."""


class PlaceQuerySet(models.QuerySet["Place"]):
    def held(self) -> "PlaceQuerySet":
        return self.exclude(state=PlaceState.RELEASED)

    def taken(self) -> "PlaceQuerySet":
        """Places that count against the capacity: an offer counts as taken."""
        return self.filter(state__in=[PlaceState.CONFIRMED, PlaceState.OFFERED])

    def confirmed(self) -> "PlaceQuerySet":
        return self.filter(state=PlaceState.CONFIRMED)

    def waiting(self) -> "PlaceQuerySet":
        """The queue, first come first."""
        return self.filter(state=PlaceState.WAITING).order_by("queued_at", "pk")

    def count_by_state(self, quotas: Sequence[int]) -> Counter[tuple[int, str]]:
        """How many places of these quotas there are, by quota and state. One small query."""
        rows = self.held().filter(quota__in=quotas).order_by().values_list("quota", "state")
        return Counter({(quota, state): n for quota, state, n in rows.annotate(n=Count("pk"))})

    def ahead_of(self, place: "Place") -> "PlaceQuerySet":
        """Who waits for the same quota before `place`."""
        earlier = Q(queued_at__lt=place.queued_at) | Q(queued_at=place.queued_at, pk__lt=place.pk)
        return self.waiting().filter(earlier, quota=place.quota_id)


class Place(models.Model):
    """A registration's hold on one quota. Position in the queue is computed, never stored."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="places",
        verbose_name=_("registration"),
    )
    quota = models.ForeignKey(
        Quota, on_delete=models.PROTECT, related_name="places", verbose_name=_("quota")
    )
    state = models.CharField(_("state"), max_length=10, choices=PlaceState.choices)
    queued_at = models.DateTimeField(_("in the queue since"))
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    release_reason = models.CharField(
        _("reason"), max_length=20, choices=ReleaseReason.choices, blank=True
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state="confirmed"),
                name="place_one_confirmed_per_registration",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state__in=["waiting", "offered"]),
                name="place_one_waiting_per_registration",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlaceState.values), name="place_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="place_confirmed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="place_offer_has_its_end",
            ),
            models.CheckConstraint(
                condition=(Q(state="released", released_at__isnull=False) & ~Q(release_reason=""))
                | (~Q(state="released") & Q(released_at__isnull=True, release_reason="")),
                name="place_release_has_its_reason",
            ),
        ]
        indexes = [models.Index(fields=["quota", "state", "queued_at"], name="place_queue")]

    def __str__(self) -> str:
        return f"{self.quota} · {self.get_state_display()}"

    @property
    def way(self) -> str:
        return self.quota.way

    @property
    def is_confirmed(self) -> bool:
        return self.state == PlaceState.CONFIRMED

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
            self.save(force_insert=True)
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


class WaitingPlace(Place):
    """The same rows, as the desk's waiting list."""

    class Meta:
        proxy = True
        verbose_name = _("person waiting")
        verbose_name_plural = _("waiting list")
