"""Days and venues."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agenda.models.accessibility import Accessible
from agenda.models.base import Keyed, Ordered, in_any_language
from agenda.models.lists import Track


class Venue(Ordered, Accessible):
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role in the week"), max_length=200, blank=True)
    virtual = models.BooleanField(_("online"), default=False)
    to_be_confirmed = models.BooleanField(
        _("placeholder"),
        default=False,
        help_text=_("Shown as “venue to be confirmed”, without a map."),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_confirmed = models.BooleanField(_("address confirmed"), default=False)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    coordinate_precision_m = models.PositiveIntegerField(
        _("precision of the coordinates, in metres"), null=True, blank=True
    )
    coordinate_basis = models.CharField(_("basis of the coordinates"), max_length=20, blank=True)
    directions = models.TextField(_("directions"), blank=True)
    directions_confirmed = models.BooleanField(_("directions confirmed"), default=False)
    accessibility_note = models.TextField(
        _("more on accessibility"),
        blank=True,
        help_text=_("Which entrance, whom to ask, what to know before coming."),
    )
    website = models.URLField(_("website"), blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    capacity_confirmed = models.BooleanField(_("capacity confirmed"), default=False)
    capacity_note = models.TextField(
        _("note on capacity"), blank=True, help_text=_("For organisers only.")
    )
    source = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="venue_coordinates_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        return in_any_language(self, "name") or self.slug


class Room(models.Model):
    venue = models.ForeignKey(
        Venue, verbose_name=_("venue"), on_delete=models.CASCADE, related_name="rooms"
    )
    slug = models.SlugField(_("key"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["venue", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "slug"], name="room_key_unique_in_venue")
        ]

    def __str__(self) -> str:
        return in_any_language(self, "name") or self.slug


class Day(Keyed):
    date = models.DateField(_("date"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    access_note = models.TextField(_("who may come"), blank=True)
    access = models.JSONField(_("access levels met that day"), default=list, blank=True)
    tracks = models.ManyToManyField(Track, verbose_name=_("tracks"), blank=True)
    venues = models.ManyToManyField(Venue, verbose_name=_("venues"), blank=True)

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{date_format(self.date, 'j F')} – {in_any_language(self, 'title') or self.slug}"
