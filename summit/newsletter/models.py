"""The newsletter’s words, and who asked for it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Newsletter(models.Model):
    """The one newsletter: what its form and its answers say."""

    slug = models.SlugField(_("key"), unique=True, default="newsletter", editable=False)
    title = models.CharField(_("title"), max_length=120)
    pitch = models.TextField(_("pitch"))
    label = models.CharField(_("label of the address field"), max_length=120)
    button = models.CharField(_("button"), max_length=60)
    consent = models.TextField(
        _("consent"),
        help_text=_("Shown beside the box to tick; kept with each subscription as it was read."),
    )
    pending = models.TextField(_("answer to the form"))
    confirmed = models.TextField(_("answer to the confirmation"))
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletter")

    def __str__(self) -> str:
        return self.title or self.slug


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("subscription", "Confirmed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")


class Subscription(models.Model):
    """One address; it receives the newsletter only while confirmed by its owner."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    email_key = models.CharField(max_length=320, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=SubscriptionState.choices,
        default=SubscriptionState.PENDING,
    )
    consent_text = models.TextField(_("consent given to"))
    requested_at = models.DateTimeField(_("requested on"))
    mailed_at = models.DateTimeField(_("last confirmation mail"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed on"), null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["state", "language"], name="subscription_state")]
        constraints = [
            models.CheckConstraint(
                name="subscription_confirmed_has_time",
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Without the address: the audit log keeps this text."""
        return str(self.public_id)
