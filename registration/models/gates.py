"""Who may register when not everybody may: codes, delegations, people to tell at opening."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from registration.models.quotas import Quota
from registration.models.signs import random_signs
from summit.accounts.emails import email_key
from summit.links import PersonalLink


def new_code() -> str:
    """Random code of 26 signs from 32 (130 bits): it travels in links."""
    return random_signs(26)


class InvitationCodeQuerySet(models.QuerySet["InvitationCode"]):
    def valid_at(self, now: dt.datetime) -> "InvitationCodeQuerySet":
        """Switched on and before their deadline, which itself is too late."""
        return self.filter(Q(deadline__isnull=True) | Q(deadline__gt=now), is_active=True)

    def keeping(self) -> "InvitationCodeQuerySet":
        """Those whose unused places nobody else gets, until their deadline."""
        return self.filter(is_active=True, keeps_places=True)

    def with_taken(self) -> "InvitationCodeQuerySet":
        """With `taken`, what counts against the capacity, and `used`, whoever holds anything."""
        return self.annotate(
            taken=Count("places", filter=Q(places__state__in=["confirmed", "offered"])),
            used=Count("places", filter=~Q(places__state="released")),
        )


class InvitationCode(models.Model):
    """Lets some people register: before opening, past approval, or in places kept for them."""

    code = models.CharField(_("code"), max_length=40, unique=True, default=new_code)
    name = models.CharField(
        _("name"), max_length=120, help_text=_("For organisers: a delegation, a partner, a list.")
    )
    quota = models.ForeignKey(
        Quota, on_delete=models.PROTECT, related_name="codes", verbose_name=_("quota")
    )
    allotment = models.PositiveIntegerField(
        _("places"), help_text=_("How many people may register with it.")
    )
    keeps_places = models.BooleanField(
        _("places are kept"),
        default=False,
        help_text=_("Until the deadline nobody else gets them."),
    )
    skips_approval = models.BooleanField(_("needs no approval"), default=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    contact_email = models.EmailField(_("contact of the delegation"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = InvitationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation code")
        verbose_name_plural = _("invitation codes")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def is_valid_at(self, now: dt.datetime) -> bool:
        """The deadline itself is too late. Whether places are left is another question."""
        return self.is_active and (self.deadline is None or now < self.deadline)


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def unwritten(self) -> "InviteeQuerySet":
        """Those whose mail waits for its turn, first come first."""
        return self.filter(invited_at__isnull=True).order_by("pk")

    def unregistered(self) -> "InviteeQuerySet":
        """Whoever cancelled among them: the invitation stands for them again."""
        return self.filter(Q(registration=None) | Q(registration__cancelled_at__isnull=False))


class Invitee(models.Model):
    """A person of a delegation, entered by an organiser; each confirms for himself or herself."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    code = models.ForeignKey(
        InvitationCode,
        on_delete=models.CASCADE,
        related_name="invitees",
        verbose_name=_("invitation code"),
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(max_length=320, editable=False)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5)
    invited_at = models.DateTimeField(_("invited"), null=True, editable=False)
    """When the mail was written; None while it waits for its turn."""
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    registration = models.ForeignKey(
        "registration.Registration",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("person invited")
        verbose_name_plural = _("people invited")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "email_key"], name="invitee_once_per_code"),
            models.CheckConstraint(condition=~Q(email_key=""), name="invitee_has_an_address"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email)
        super().save(*args, **kwargs)

    @property
    def is_registered(self) -> bool:
        """Not whoever cancelled: the invitation stands for them again."""
        return self.registration is not None and not self.registration.is_cancelled

    def personal_link(self, url_name: str) -> PersonalLink:
        return PersonalLink(url_name, self.public_id, "invitee", self.link_version)


class OpeningNotice(models.Model):
    """Someone who asked to be told when registration opens; erased once told."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(max_length=320, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5)
    created_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("person to tell at opening")
        verbose_name_plural = _("people to tell at opening")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.public_id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email)
        super().save(*args, **kwargs)
