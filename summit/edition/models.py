"""The one live edition of the event: its name, dates, sender, registration window and clock."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from summit.edition.snapshots import Snapshot


class RegistrationMode(models.TextChoices):
    AUTOMATIC = "automatic", _("By date")
    OPEN = "open", _("Open now")
    CLOSED = "closed", _("Closed now")


class PhaseMode(models.TextChoices):
    AUTOMATIC = "automatic", _("By date")
    BEFORE = "before", _("Before the event")
    DURING = "during", _("During the event")
    AFTER = "after", _("After the event")


class Phase(models.TextChoices):
    BEFORE = "before", _("Before the event")
    DURING = "during", _("During the event")
    AFTER = "after", _("After the event")


class Retention(models.TextChoices):
    """What becomes of people's data after the event."""

    ERASED = "erased", _("Erased by themselves")
    KEPT = "kept", _("Kept until organisers erase them")


class RegistrationWindow(models.TextChoices):
    """Where `now` stands against the registration window."""

    NOT_YET = "not_yet", _("Not yet open")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


def _has_same_columns(one: "Edition", other: "Edition") -> bool:
    return {**vars(one), "_state": None} == {**vars(other), "_state": None}


_seen: Snapshot["Edition"] = Snapshot(_has_same_columns)


class EditionQuerySet(models.QuerySet["Edition"]):
    def update(self, **values: Any) -> int:
        changed = super().update(**values)
        _seen.forget_on_commit()
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        deleted = super().delete()
        _seen.forget_on_commit()
        return deleted


class EditionManager(models.Manager["Edition"]):
    def get_queryset(self) -> EditionQuerySet:
        return EditionQuerySet(self.model, using=self._db)

    def current(self) -> "Edition":
        """The live edition; an unsaved placeholder while none was loaded."""
        return self.order_by("pk").first() or Edition(
            slug="", name="Summit", start=dt.date(2025, 2, 6), end=dt.date(2025, 2, 11)
        )

    def seen(self) -> "Edition":
        """The live edition as this process saw it, a second ago at most: for pages, read-only."""
        return _seen.get(self.current)


class Edition(models.Model):
    slug = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    long_name = models.CharField(_("long name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    business_day = models.DateField(_("Business Day"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    official_sites = models.JSONField(_("official sites"), default=list, blank=True)

    sender_name = models.CharField(_("sender’s name"), max_length=120, blank=True)
    sender_email = models.EmailField(
        _("sender’s address"),
        blank=True,
        help_text=_("From of every message and ORGANIZER of every invitation."),
    )
    contact_email = models.EmailField(_("contact address"), blank=True)

    registration_mode = models.CharField(
        _("registration"),
        max_length=12,
        choices=RegistrationMode.choices,
        default=RegistrationMode.AUTOMATIC,
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    phase_mode = models.CharField(
        _("home page shows"),
        max_length=12,
        choices=PhaseMode.choices,
        default=PhaseMode.AUTOMATIC,
    )
    retention = models.CharField(
        _("registrations after the event"),
        max_length=10,
        choices=Retention.choices,
        default=Retention.ERASED,
        db_default=Retention.ERASED,
        help_text=_(
            "With seats, messages, attendance and accounts; figures stay. The privacy notice "
            "tells the same period."
        ),
    )
    months_kept = models.PositiveSmallIntegerField(
        _("months after the last day"),
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    erasing_announced_at = models.DateTimeField(null=True, editable=False)
    """Since when organisers read that people are about to be erased; real time."""
    noindex = models.BooleanField(
        _("hide from search engines"),
        default=True,
        help_text=_("Asks search engines not to index any page."),
    )
    clock_offset = models.DurationField(
        _("rehearsal offset"),
        default=dt.timedelta(0),
        help_text=_("Added to the real time wherever a rule compares with today."),
    )
    loaded = models.JSONField(default=dict, editable=False)

    objects = EditionManager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("edition")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="edition_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        _seen.forget_on_commit()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        _seen.forget_on_commit()
        return deleted

    def clean(self) -> None:
        # Every page asks for the zone: a wrong name would take the whole site down.
        if self.timezone not in available_timezones():
            raise ValidationError(
                {"timezone": _("Write the name of a time zone, such as Europe/Paris.")}
            )
        # Days would be told by one clock and hours by another.
        if self.timezone != settings.TIME_ZONE:
            told = _("Every page, mail and ticket tells its hours in %(zone)s: keep that zone.")
            raise ValidationError({"timezone": told % {"zone": settings.TIME_ZONE}})
        if self.clock_offset and not settings.SUMMIT_REHEARSAL:
            # No field's error: the admin sets the offset through a field of its own.
            raise ValidationError(_("Rehearsals are switched off on this installation."))
        opens, closes = self.registration_opens_at, self.registration_closes_at
        if opens and closes and closes <= opens:
            raise ValidationError({"registration_closes_at": _("Closes before it opens.")})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def phase_at(self, now: dt.datetime) -> Phase:
        if self.phase_mode != PhaseMode.AUTOMATIC:
            return Phase(self.phase_mode)
        today = now.astimezone(self.zone).date()
        if today < self.start:
            return Phase.BEFORE
        return Phase.DURING if today <= self.end else Phase.AFTER

    def registration_window_at(self, now: dt.datetime) -> RegistrationWindow:
        """Opening is inclusive, closing exclusive, to the second."""
        if self.registration_mode == RegistrationMode.OPEN:
            return RegistrationWindow.OPEN
        if self.registration_mode == RegistrationMode.CLOSED:
            return RegistrationWindow.CLOSED
        if self.registration_opens_at and now < self.registration_opens_at:
            return RegistrationWindow.NOT_YET
        if self.registration_closes_at and now >= self.registration_closes_at:
            return RegistrationWindow.CLOSED
        return RegistrationWindow.OPEN
