"""What a place or a session provides for people who need it."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Provision(models.TextChoices):
    """Whether something is there for people who need it; empty while it is not known."""

    YES = "yes", pgettext_lazy("accessibility", "Yes")
    ON_REQUEST = "on_request", pgettext_lazy("accessibility", "On request")
    NO = "no", pgettext_lazy("accessibility", "No")


def provision(label: Promise) -> models.CharField:
    return models.CharField(
        label,  # type: ignore[arg-type]
        max_length=10,
        choices=Provision.choices,
        blank=True,
    )


class Accessible(models.Model):
    """What a place or a session provides. Empty is shown as “to be confirmed”."""

    step_free = provision(_("step-free access"))
    sign_language = provision(_("French Sign Language (LSF)"))
    captions = provision(_("live captions"))
    quiet_seat = provision(_("seat in a quiet spot"))

    class Meta:
        abstract = True
