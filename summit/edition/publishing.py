"""What goes live when it is saved as published: questions, announcements, figures, legal texts."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from summit.edition.translated import translated_fields
from summit.languages import LANGUAGES


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

    def clean(self) -> None:
        """Refuses to publish while a text is missing in a language."""
        super().clean()
        if self.is_published and (missing := self.missing_texts()):
            text = gettext("This cannot be published yet. Missing: %(fields)s.")
            raise ValidationError({"status": text % {"fields": ", ".join(missing)}})

    def missing_texts(self) -> list[str]:
        """Names of the translated fields that are empty, as organisers see them."""
        names = [
            f"{name}_{language}" for name in translated_fields(type(self)) for language in LANGUAGES
        ]
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in names
            if not getattr(self, name)
        ]

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
