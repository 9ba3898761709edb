"""Sessions and the people who speak at them."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models.accessibility import Accessible
from agenda.models.base import Keyed, Sourced, in_any_language
from agenda.models.lists import (
    Access,
    Axis,
    Format,
    Language,
    Participation,
    PartOfDay,
    RegistrationBy,
    Relation,
    Sector,
    Series,
    SpeakerRole,
    Theme,
    Track,
)
from agenda.models.places import Day, Room, Venue


class Speaker(Keyed):
    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(_("name to sort by"), max_length=200)
    function = models.CharField(_("function"), max_length=300, blank=True)
    organisation = models.CharField(_("organisation"), max_length=300, blank=True)
    confidence = models.CharField(_("confidence"), max_length=8, blank=True)
    source = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["sort_name"]

    def __str__(self) -> str:
        return self.name


class SessionState(models.TextChoices):
    SCHEDULED = "scheduled", pgettext_lazy("session", "Scheduled")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")
    HIDDEN = "hidden", pgettext_lazy("session", "Hidden")


class SessionQuerySet(models.QuerySet["Session"]):
    def visible(self) -> "SessionQuerySet":
        """What a release shows: cancelled sessions stay, with their state."""
        return self.exclude(state=SessionState.HIDDEN)

    def with_everything(self) -> "SessionQuerySet":
        """All that a release says of a session, in a fixed number of queries."""
        return self.select_related(
            "day", "venue", "room", "track", "series", "format", "axis", "sector"
        ).prefetch_related(
            "also_on",
            "languages",
            models.Prefetch("sessiontheme_set", SessionTheme.objects.select_related("theme")),
            models.Prefetch("sessionspeaker_set", SessionSpeaker.objects.select_related("speaker")),
        )


class Session(Keyed, Sourced, Accessible):
    """One entry of the programme. `slug` is its key; `url_slug` its part of the address."""

    url_slug = models.SlugField(_("part of the address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.SCHEDULED
    )

    day = models.ForeignKey(
        Day, verbose_name=_("day"), on_delete=models.PROTECT, related_name="sessions"
    )
    day_confirmed = models.BooleanField(_("day confirmed"), default=False)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_confirmed = models.BooleanField(
        _("start confirmed"),
        default=False,
        help_text=_("Unticked, the hour is shown as indicative or to be confirmed."),
    )
    end_confirmed = models.BooleanField(_("end confirmed"), default=False)
    part_of_day = models.CharField(
        _("part of the day"), max_length=10, choices=PartOfDay.choices, blank=True
    )
    also_on = models.ManyToManyField(
        Day, verbose_name=_("also on, at the same hours"), blank=True, related_name="+"
    )
    venue = models.ForeignKey(
        Venue, verbose_name=_("venue"), on_delete=models.PROTECT, related_name="sessions"
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
    )

    track = models.ForeignKey(Track, verbose_name=_("track"), on_delete=models.PROTECT)
    series = models.ForeignKey(
        Series, verbose_name=_("series"), on_delete=models.PROTECT, null=True, blank=True
    )
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    format = models.ForeignKey(Format, verbose_name=_("format"), on_delete=models.PROTECT)
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), through="SessionTheme", related_name="sessions"
    )
    axis = models.ForeignKey(
        Axis, verbose_name=_("axis"), on_delete=models.PROTECT, null=True, blank=True
    )
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), on_delete=models.PROTECT, null=True, blank=True
    )
    speakers = models.ManyToManyField(
        Speaker, verbose_name=_("speakers"), through="SessionSpeaker", related_name="sessions"
    )

    access = models.CharField(_("access"), max_length=20, choices=Access.choices)
    access_confirmed = models.BooleanField(_("access confirmed"), default=False)
    registration_by = models.CharField(
        _("registration"), max_length=20, choices=RegistrationBy.choices, blank=True
    )
    registration_url = models.URLField(
        _("host’s registration page"),
        blank=True,
        help_text=_("Where the host of this session takes registrations, if it is known."),
    )
    participation = models.CharField(
        _("way of taking part"), max_length=20, choices=Participation.choices, blank=True
    )
    participation_confirmed = models.BooleanField(_("way confirmed"), default=False)
    languages = models.ManyToManyField(Language, verbose_name=_("languages"), blank=True)
    booking = models.BooleanField(_("seat booked separately"), default=False)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    capacity_confirmed = models.BooleanField(_("capacity confirmed"), default=False)
    drop_in = models.BooleanField(_("continuous, drop in"), default=False)
    is_block = models.BooleanField(
        _("stands for several sessions"),
        default=False,
        help_text=_("No calendar entry and no booking."),
    )

    # The calendar entry: its UID never changes; publishing a visible change raises the
    # sequence and moves changed_at (RFC 5545 §3.8.7.4). Empty until first published.
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("last published change"), null=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(registration_by="") | models.Q(access="registration"),
                name="session_registration_only_if_registered",
            ),
            models.CheckConstraint(
                condition=models.Q(booking=False) | models.Q(is_block=False, drop_in=False),
                name="session_booking_not_block_nor_drop_in",
            ),
        ]

    def __str__(self) -> str:
        return in_any_language(self, "title") or self.slug

    def clean(self) -> None:
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The session ends before it starts.")
        if self.starts_at and self.day_id and localtime(self.starts_at).date() != self.day.date:
            errors["starts_at"] = _("The session does not start on its day.")
        if self.room and self.venue_id and self.room.venue_id != self.venue_id:
            errors["room"] = _("This room is in another venue.")
        if self.registration_by and self.access != Access.REGISTRATION:
            errors["registration_by"] = _("Only a session by registration has this.")
        if self.access == Access.REGISTRATION and not self.registration_by:
            errors["registration_by"] = _("Say where people register.")
        if self.booking and (self.is_block or self.drop_in):
            errors["booking"] = _(
                "A continuous session, or one that stands for several, has no seats to book."
            )
        if errors:
            raise ValidationError(errors)


class SessionTheme(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme of the session")
        verbose_name_plural = _("themes of the session")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "theme"], name="session_theme_once")
        ]

    def __str__(self) -> str:
        return str(self.theme)


class SessionSpeaker(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    speaker = models.ForeignKey(Speaker, verbose_name=_("speaker"), on_delete=models.PROTECT)
    role = models.CharField(
        _("role"), max_length=12, choices=SpeakerRole.choices, default=SpeakerRole.SPEAKER
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("speaker of the session")
        verbose_name_plural = _("speakers of the session")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker"], name="session_speaker_once")
        ]

    def __str__(self) -> str:
        return str(self.speaker)
