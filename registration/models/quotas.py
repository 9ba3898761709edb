"""How many people may come, by day and way of coming."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")


class QuotaQuerySet(models.QuerySet["Quota"]):
    def for_way(self, way: str) -> "QuotaQuerySet":
        return self.filter(way=way)


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

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "way"], name="quota_once_per_day_and_way"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="quota_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug
