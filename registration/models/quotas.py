"""How many people may come, by day and way of coming."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from summit.edition.models import Edition, RegistrationMode, RegistrationWindow


class Way(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")


class QuotaQuerySet(models.QuerySet["Quota"]):
    def for_way(self, way: str) -> "QuotaQuerySet":
        return self.filter(way=way)

    def for_day(self, date: dt.date | None) -> "QuotaQuerySet":
        return self.filter(day__date=date)

    def limited(self) -> "QuotaQuerySet":
        return self.filter(capacity__isnull=False)

    def with_places(self) -> "QuotaQuerySet":
        """With what a panel or a mail says about a quota: its day and venue."""
        return self.select_related("day", "venue")

    def with_counts(self) -> "QuotaQuerySet":
        """With `taken` (an offer counts as taken), `waiting` and `pending`, counted now."""
        return self.annotate(
            taken=Count("places", filter=Q(places__state__in=["confirmed", "offered"])),
            waiting=Count("places", filter=Q(places__state="waiting")),
            pending=Count("places", filter=Q(places__state__in=["requested", "pending"])),
        )

    def with_kept(self, now: dt.datetime) -> "QuotaQuerySet":
        """With `kept`: unused places that invitation codes keep for their people."""
        codes = apps.get_model("registration", "InvitationCode")
        places = apps.get_model("registration", "Place")
        used = (
            places.objects.taken()
            .filter(code=OuterRef("pk"))
            .order_by()
            .values("code")
            .annotate(n=Count("pk"))
            .values("n")
        )
        rest = Greatest(F("allotment") - Coalesce(Subquery(used), 0), 0)
        kept = (
            codes.objects.valid_at(now)
            .filter(keeps_places=True)
            .filter(quota=OuterRef("pk"))
            .annotate(rest=rest)
            .order_by()
            .values("quota")
            .annotate(total=Sum("rest"))
            .values("total")
        )
        return self.annotate(kept=Coalesce(Subquery(kept), 0))

    def waited_for(self) -> "QuotaQuerySet":
        """Those with somebody in line, with their counts."""
        return self.with_counts().filter(waiting__gt=0)


class Quota(models.Model):
    """A day and a way of coming, with its number of places. Locking this row is the guard."""

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    day = models.ForeignKey(
        "agenda.Day", verbose_name=_("day"), on_delete=models.PROTECT, related_name="quotas"
    )
    way = models.CharField(_("way of coming"), max_length=10, choices=Way.choices)
    venue = models.ForeignKey(
        "agenda.Venue", verbose_name=_("venue"), on_delete=models.PROTECT, related_name="+"
    )
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: unlimited.")
    )
    doors_at = models.DateTimeField(_("doors open"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    opens_at = models.DateTimeField(
        _("registration opens"), null=True, blank=True, help_text=_("Empty: as the edition.")
    )
    closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: as the edition.")
    )
    requires_approval = models.BooleanField(_("organisers approve each person"), default=False)
    loaded = models.JSONField(default=dict, editable=False)
    venue_released = models.JSONField(default=dict, editable=False)
    """The venue as the public reads it; empty before the first release, then the row counts."""

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["day__date", "way"]
        constraints = [
            models.UniqueConstraint(fields=["day", "way"], name="quota_once_per_day_and_way"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="quota_way_is_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="quota_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(doors_at__isnull=True) | Q(doors_at__lte=F("starts_at")),
                name="quota_doors_before_start",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="quota_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    def opening(self, edition: Edition) -> dt.datetime | None:
        return self.opens_at or edition.registration_opens_at

    def closing(self, edition: Edition) -> dt.datetime | None:
        return self.closes_at or edition.registration_closes_at

    def window_at(self, now: dt.datetime, edition: Edition) -> RegistrationWindow:
        """Its own dates, else the edition's; "open now" and "closed now" there beat both.

        Opening is inclusive, closing exclusive, to the second. Without a date it closes when the
        day ends.
        """
        if edition.registration_mode != RegistrationMode.AUTOMATIC:
            return edition.registration_window_at(now)
        opens, closes = self.opening(edition), self.closing(edition) or self.ends_at
        if opens and now < opens:
            return RegistrationWindow.NOT_YET
        if now >= closes:
            return RegistrationWindow.CLOSED
        return RegistrationWindow.OPEN
