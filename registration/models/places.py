"""What a registration holds: a place on a quota."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from registration.models.gates import InvitationCode
from registration.models.holds import Hold, HoldQuerySet
from registration.models.quotas import Quota
from registration.models.registrations import Registration


class PlaceQuerySet(HoldQuerySet):
    def counted_by_state(self, quotas: Sequence[int]) -> "models.QuerySet[Any, Any]":
        """Rows of quota, state and how many places of it there are."""
        rows = self.held().filter(quota__in=quotas).order_by().values_list("quota", "state")
        return rows.annotate(n=Count("pk"))

    def ahead_of(self, place: "Place") -> "PlaceQuerySet":
        """Who waits for the same quota before `place`."""
        earlier = Q(queued_at__lt=place.queued_at) | Q(queued_at=place.queued_at, pk__lt=place.pk)
        return self.waiting().filter(earlier, quota=place.quota_id)


class Place(Hold):
    """A registration's hold on one quota."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="places",
        verbose_name=_("registration"),
    )
    quota = models.ForeignKey(
        Quota, on_delete=models.PROTECT, related_name="places", verbose_name=_("quota")
    )
    code = models.ForeignKey(
        InvitationCode,
        on_delete=models.PROTECT,
        related_name="places",
        null=True,
        blank=True,
        verbose_name=_("invitation code"),
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
                condition=Q(state__in=["requested", "pending", "waiting", "offered"]),
                name="place_one_waiting_per_registration",
            ),
            *Hold.Meta.constraints,
        ]
        indexes = [models.Index(fields=["quota", "state", "queued_at"], name="place_queue")]

    def __str__(self) -> str:
        return f"{self.quota} · {self.get_state_display()}"

    @property
    def way(self) -> str:
        return self.quota.way


class WaitingPlace(Place):
    """The same rows, as the desk's waiting list."""

    class Meta:
        proxy = True
        verbose_name = _("person waiting")
        verbose_name_plural = _("waiting list")


class PendingPlace(Place):
    """The same rows, as the requests that organisers decide."""

    class Meta:
        proxy = True
        verbose_name = _("request to decide")
        verbose_name_plural = _("requests to decide")
