"""What somebody who signed in follows, and which Release they have read about."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models.sessions import Session


class StarQuerySet(models.QuerySet["Star"]):
    def of_sessions(self) -> list[int]:
        """The sessions' ids in the order in which they were starred."""
        return list(self.order_by("pk").values_list("session_id", flat=True))


class Star(models.Model):
    """A session that a person follows. Without an account stars stay in the browser."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="stars",
        verbose_name=_("user"),
    )
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="stars", verbose_name=_("session")
    )
    created_at = models.DateTimeField(
        _("followed since"), default=timezone.now, db_default=Now(), editable=False
    )

    objects = StarQuerySet.as_manager()

    class Meta:
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "session"], name="star_once_per_session")
        ]

    def __str__(self) -> str:
        return str(self.session)


class SeenRelease(models.Model):
    """Up to which Release a person has read what changed in their agenda, and when that changed.

    `stars_changed_at` (real time) also moves when a star goes, of which no row is left.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="seen_release",
        verbose_name=_("user"),
    )
    number = models.PositiveIntegerField(_("release"), default=0)
    stars_changed_at = models.DateTimeField(_("stars changed"), null=True, editable=False)

    class Meta:
        verbose_name = _("release that was read")
        verbose_name_plural = _("releases that were read")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)
