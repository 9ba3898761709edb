"""Closed lists of the programme, and the themes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models.base import Ordered, in_any_language


class Access(models.TextChoices):
    PUBLIC = "public", _("Open to all")
    REGISTRATION = "registration", _("By registration")
    INVITATION = "invitation", _("By invitation")
    PRESS = "press", _("Accredited press")


class RegistrationBy(models.TextChoices):
    SITE = "site", _("Here")
    ORGANISER = "organiser", _("With its own organiser")


class Participation(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In person or online")


class Relation(models.TextChoices):
    PROGRAMME = "programme", _("Summit programme")
    OFFICIAL_SIDE_EVENT = "official_side_event", _("Official side event")
    SIDE_EVENT = "side_event", _("Held alongside the Summit")


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")
    ALL_DAY = "all_day", _("all day")


class SpeakerRole(models.TextChoices):
    SPEAKER = "speaker", pgettext_lazy("role in a session", "Speaker")
    MODERATOR = "moderator", pgettext_lazy("role in a session", "Moderator")
    CHAIR = "chair", pgettext_lazy("role in a session", "Chair")
    INTERVIEWER = "interviewer", pgettext_lazy("role in a session", "Interviewer")


class Named(Ordered):
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_any_language(self, "name") or self.slug


class Track(Named):
    class Meta(Named.Meta):
        verbose_name = _("track")
        verbose_name_plural = _("tracks")


class Series(Named):
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)

    class Meta(Named.Meta):
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")


class Format(Named):
    class Meta(Named.Meta):
        verbose_name = _("format")
        verbose_name_plural = _("formats")


class Language(Named):
    """A language spoken in sessions; `slug` is its ISO 639-1 code."""

    class Meta(Named.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class Theme(Named):
    question = models.TextField(_("question"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    mark = models.CharField(_("two-letter mark"), max_length=2)
    source = models.JSONField(_("sources"), default=list, blank=True)

    class Meta(Named.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Axis(Named):
    """One of the four axes of the Business Day."""

    summary = models.TextField(_("summary"), blank=True)
    formats = models.ManyToManyField(Format, verbose_name=_("formats"), blank=True)

    class Meta(Named.Meta):
        verbose_name = _("axis")
        verbose_name_plural = _("axes")


class Sector(Named):
    summary = models.TextField(_("summary"), blank=True)

    class Meta(Named.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class AudienceQuerySet(models.QuerySet["Audience"]):
    def registering(self) -> "AudienceQuerySet":
        """Those that the registration form offers."""
        return self.filter(registers=True)


class Audience(Named):
    summary = models.TextField(_("summary"), blank=True)
    phrase = models.CharField(
        _("after “I come…”"),
        max_length=80,
        blank=True,
        help_text=_("How someone says it of themselves: “from a company”. Empty: the name."),
    )
    registers = models.BooleanField(
        _("in the registration form"),
        default=True,
        help_text=_("Unticked, it only stands in “May I come?” and in the access table."),
    )

    objects = AudienceQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class OrganisationType(Named):
    class Meta(Named.Meta):
        verbose_name = _("type of organisation")
        verbose_name_plural = _("types of organisation")
