"""What organisers decide about offers, letters, reminders and live streams."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models.quotas import Quota, Way
from summit.edition.snapshots import Snapshot


class OnDecline(models.TextChoices):
    """What happens when somebody declines the invitation in their calendar."""

    ASK = "ask", _("Ask the person")
    CANCEL = "cancel", _("Free the place at once")


_seen: Snapshot["Rules"] = Snapshot()


class RulesManager(models.Manager["Rules"]):
    def current(self) -> "Rules":
        """The one row, or the defaults while nobody has changed anything."""
        return self.order_by("pk").first() or Rules()

    def seen(self) -> "Rules":
        """As this process saw it a second ago at most: for pages, read-only."""
        return _seen.get(self.current)


class Rules(models.Model):
    """One row, edited by organisers."""

    offer_lifetime = models.DurationField(
        _("an offer stands for"),
        default=dt.timedelta(hours=24),
        help_text=_("Less when the event is near, and never beyond its start."),
    )
    change_hold = models.DurationField(
        _("changes of the programme are gathered for"),
        default=dt.timedelta(minutes=10),
        help_text=_("Several releases within this time make one message."),
    )
    on_decline = models.CharField(
        _("when a calendar declines"),
        max_length=10,
        choices=OnDecline.choices,
        default=OnDecline.ASK,
    )
    replacement_allowed = models.BooleanField(
        _("a person may pass the place on to someone else"), default=False
    )
    letters_allowed = models.BooleanField(
        _("support letters for a visa may be downloaded"), default=False
    )
    letter_signatory = models.CharField(_("letter signed by"), max_length=200, blank=True)

    objects = RulesManager()

    class Meta:
        verbose_name = _("registration rules")
        verbose_name_plural = _("registration rules")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        _seen.forget_on_commit()

    def clean(self) -> None:
        if not dt.timedelta(minutes=30) <= self.offer_lifetime <= dt.timedelta(days=30):
            words = _("Leave people half an hour at least, thirty days at most.")
            raise ValidationError({"offer_lifetime": words})
        if not dt.timedelta(0) <= self.change_hold <= dt.timedelta(days=1):
            raise ValidationError({"change_hold": _("Write a duration of a day at most, or zero.")})
        if self.letters_allowed and not self.letter_signatory.strip():
            raise ValidationError({"letter_signatory": _("Say who signs the letters.")})


class Reminder(models.Model):
    """A message before the day, once to each person who comes in this way."""

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    way = models.CharField(_("way of coming"), max_length=10, choices=Way.choices)
    before = models.DurationField(_("how long before the start"))
    subject = models.CharField(_("subject"), max_length=200)
    message = models.TextField(_("message"))
    is_active = models.BooleanField(_("active"), default=True)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["way", "-before"]

    def __str__(self) -> str:
        return self.subject or self.slug

    def clean(self) -> None:
        if self.before and not dt.timedelta(0) < self.before <= dt.timedelta(days=365):
            raise ValidationError({"before": _("Write a duration of a year at most.")})


class Broadcast(models.Model):
    """Where those who take part online watch. The addresses stand in no mail and no feed."""

    quota = models.OneToOneField(
        Quota, on_delete=models.PROTECT, related_name="broadcast", verbose_name=_("quota")
    )
    stream_url = models.URLField(_("address of the stream"), blank=True)
    replay_url = models.URLField(_("address of the replay"), blank=True)
    opens_before = models.DurationField(
        _("opens before the start by"), default=dt.timedelta(minutes=30)
    )

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")

    def __str__(self) -> str:
        return str(self.quota)

    def clean(self) -> None:
        if not dt.timedelta(0) <= self.opens_before <= dt.timedelta(days=7):
            raise ValidationError({"opens_before": _("Write a duration of a week at most.")})
