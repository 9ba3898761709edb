"""What goes live when it is saved as published: questions, announcements, figures, legal texts."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class PublishableQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)


class Publishable(models.Model):
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        help_text=_("Published: visible as soon as it is saved."),
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED


class Loadable(models.Model):
    """A row that may come from the data files: its key and the values last loaded."""

    slug = models.SlugField(_("key"), max_length=100, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
