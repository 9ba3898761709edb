"""What the public reads."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from summit.edition.snapshots import Snapshot


class ReleaseIsImmutable(TypeError):
    """A Release is written once, by agenda.services.releases, and stays as it is."""


ReleaseKey = tuple[int, str, dt.datetime]

_newest: Snapshot[ReleaseKey | None] = Snapshot()


class ReleaseQuerySet(models.QuerySet["Release"]):
    def newest_first(self) -> "ReleaseQuerySet":
        return self.order_by("-number")

    def newest_key(self) -> ReleaseKey | None:
        """Number, digest and moment of the newest release, as seen a second ago at most."""
        return _newest.get(
            lambda: self.newest_first().values_list("number", "digest", "published_at").first()
        )

    def without_content(self) -> "ReleaseQuerySet":
        """The picture itself weighs some 200 kB a row; lists do not need it."""
        return self.defer("content")

    def update(self, **kwargs: Any) -> int:
        raise ReleaseIsImmutable("Releases are never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise ReleaseIsImmutable("Releases are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ReleaseIsImmutable("Releases are never deleted.")


class Release(models.Model):
    """Immutable picture of the whole programme in both languages, made by publishing."""

    number = models.PositiveIntegerField(pgettext_lazy("release", "number"), unique=True)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    restores = models.PositiveIntegerField(
        _("content of release"),
        null=True,
        blank=True,
        help_text=_("Set where an earlier release was published again."),
    )
    content = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]
        default_permissions = ("view",)
        permissions = [("publish_release", _("Can publish the programme"))]

    def __str__(self) -> str:
        return gettext("Release %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ReleaseIsImmutable("Releases are never changed.")
        super().save(*args, **kwargs)
        _newest.forget_on_commit()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ReleaseIsImmutable("Releases are never deleted.")
