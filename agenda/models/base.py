"""What every programme row has: a key that never changes, provenance, and what was loaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from summit.languages import LANGUAGES


def in_any_language(row: models.Model, name: str) -> str:
    """A translated field in the active language, else in whichever has it."""
    names = [name, *(f"{name}_{code}" for code in LANGUAGES)]
    return next((text for text in (getattr(row, field) for field in names) if text), "")


class Confidence(models.TextChoices):
    HIGH = "high", _("High: named public source")
    MEDIUM = "medium", _("Medium: partly deduced")
    LOW = "low", _("Low: founding document only")


class Origin(models.TextChoices):
    PUBLIC = "public", _("Public sources")
    BRIEF = "brief", _("Founding document")
    BOTH = "both", _("Both")
    ORGANISER = "organiser", _("Entered by the organiser")


class Keyed(models.Model):
    slug = models.SlugField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Small letters, digits and hyphens. It never changes once saved."),
    )
    # Field values as last loaded from the data files: a field that differs from them was
    # changed by an organiser and is kept at the next load.
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class Ordered(Keyed):
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True


class Sourced(models.Model):
    """Provenance, internal to organisers: never displayed."""

    confidence = models.CharField(
        _("confidence"), max_length=8, choices=Confidence.choices, blank=True
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, blank=True)
    source = models.JSONField(_("sources"), default=list, blank=True)
    editor_note = models.TextField(_("editor’s note"), blank=True)

    class Meta:
        abstract = True
