"""Who may come and how: the one table that badges, pages, answers and checks are drawn from."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models.base import Ordered
from agenda.models.lists import Audience, Track


class Answer(models.TextChoices):
    """May they come?"""

    YES = "yes", pgettext_lazy("may I come", "Yes")
    REGISTER = "register", pgettext_lazy("may I come", "Yes, with registration")
    INVITATION = "invitation", pgettext_lazy("may I come", "By invitation")
    NO = "no", pgettext_lazy("may I come", "No")
    UNKNOWN = "unknown", pgettext_lazy("may I come", "To be confirmed")


class AccessKind(models.TextChoices):
    """How a session lets people in; a session by registration is of the kind of who takes it."""

    PUBLIC = "public", _("Open to all")
    SITE = "site", _("By registration here")
    ORGANISER = "organiser", _("By registration with the host")
    INVITATION = "invitation", _("By invitation")
    PRESS = "press", _("Accredited press")


class AccessRule(Ordered):
    """A line of the table. The narrower one wins; what it leaves empty, a wider one says.

    Narrower: a track and an audience, then an audience, then a track, then the kind alone.
    """

    kind = models.CharField(_("way in"), max_length=12, choices=AccessKind.choices)
    track = models.ForeignKey(
        Track,
        verbose_name=_("track"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Empty: every track."),
    )
    audience = models.ForeignKey(
        Audience,
        verbose_name=_("audience"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Empty: everyone."),
    )
    answer = models.CharField(_("may they come?"), max_length=10, choices=Answer.choices)
    badge = models.CharField(
        _("on the badge"),
        max_length=60,
        blank=True,
        help_text=_("A word or three, shown in lists. Empty: as in the wider line."),
    )
    title = models.CharField(_("in one line"), max_length=120, blank=True)
    text = models.CharField(_("how to get in"), max_length=300, blank=True)
    link = models.URLField(
        _("host’s website"),
        blank=True,
        help_text=_("Where the host takes registrations, or else says how to come."),
    )

    class Meta:
        verbose_name = _("line of the access table")
        verbose_name_plural = _("access table")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                Coalesce("track", 0),
                Coalesce("audience", 0),
                name="access_rule_once",
                violation_error_message=_("The table has a line for this already."),
            )
        ]

    def __str__(self) -> str:
        parts = [self.get_kind_display(), *(row for row in (self.track, self.audience) if row)]
        return ", ".join(str(part) for part in parts)
