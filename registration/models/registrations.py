"""Who takes part."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models.signs import random_signs
from summit.accounts.emails import email_key
from summit.links import PersonalLink

if TYPE_CHECKING:
    from registration.models.places import Place


def new_ticket_code() -> str:
    """Random code of 26 signs from 32 (130 bits), without look-alikes; holds no personal data."""
    return random_signs(26)


class LinkPurpose(models.TextChoices):
    """What a personal link lets its holder do.

    Raising `link_version` revokes all of them but the calendar's, which `feed_version` revokes.
    """

    MANAGE = "manage", _("See, correct and cancel the registration")
    TICKET = "ticket", _("Show the ticket")
    JOIN = "join", _("Watch online")
    ADDRESS = "address", _("Confirm a new address")
    FEED = "feed", _("Subscribe to the calendar")
    REMINDERS = "reminders", _("Switch reminders off and on")


class AccessNeed(models.TextChoices):
    STEP_FREE = "step_free", _("Step-free access")
    SIGN_LANGUAGE = "sign_language", _("Sign-language interpretation")
    CAPTIONS = "captions", _("Captions")
    QUIET_SEAT = "quiet_seat", _("Quiet seat")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> "RegistrationQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def cancelled(self) -> "RegistrationQuerySet":
        return self.filter(cancelled_at__isnull=False)

    def for_email(self, email: str) -> "RegistrationQuerySet":
        """Whoever holds this address, whatever way it is written."""
        return self.filter(email_key=email_key(email))

    def for_key(self, key: str) -> "RegistrationQuerySet":
        return self.filter(email_key=key)

    def holding(self, way: str) -> "RegistrationQuerySet":
        """Whoever has a confirmed place in this way of coming."""
        return self.filter(places__state="confirmed", places__quota__way=way)

    def waiting(self) -> "RegistrationQuerySet":
        return self.filter(places__state__in=["waiting", "offered"])

    def with_places(self) -> "RegistrationQuerySet":
        """With the places, so that `confirmed_place` and `waiting_place` cost no query."""
        return self.prefetch_related("places__quota__venue", "places__quota__day")


class Registration(models.Model):
    """One person at one edition. Cancelled, the row stays and can be taken up again."""

    public_id = models.UUIDField(_("public number"), default=uuid.uuid4, unique=True)
    edition = models.ForeignKey(
        "edition.Edition", verbose_name=_("edition"), on_delete=models.PROTECT
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(max_length=320, editable=False)
    language = models.CharField(_("language"), max_length=5)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    organisation = models.CharField(_("organisation"), max_length=120)
    organisation_type = models.ForeignKey(
        "agenda.OrganisationType",
        verbose_name=_("type of organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    audience = models.ForeignKey(
        "agenda.Audience", verbose_name=_("audience"), on_delete=models.PROTECT
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    access_needs = models.JSONField(_("access needs"), default=list, blank=True)
    access_note = models.TextField(_("note for reception"), max_length=500, blank=True)

    ticket_code = models.CharField(
        _("ticket code"), max_length=26, unique=True, default=new_ticket_code, editable=False
    )
    link_version = models.PositiveIntegerField(default=1, editable=False)
    feed_version = models.PositiveIntegerField(default=1, editable=False)
    feed_has_stars = models.BooleanField(
        _("followed sessions in the calendar"), default=True, db_default=True
    )
    feed_changed_at = models.DateTimeField(null=True, editable=False)
    """When that was switched last."""
    new_email = models.EmailField(_("new address to confirm"), max_length=254, blank=True)
    new_email_asked_at = models.DateTimeField(null=True, editable=False)
    wants_reminders = models.BooleanField(_("wants reminders"), default=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    organizer_email = models.EmailField(editable=False)
    invitation_changed_at = models.DateTimeField(editable=False)

    press_key = models.CharField(max_length=64, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    link_mailed_at = models.DateTimeField(null=True, editable=False)

    created_at = models.DateTimeField(_("registered"), editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at"]
        permissions = [("export_registration", _("Can export registrations"))]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "email_key"], name="registration_once_per_address"
            ),
            models.CheckConstraint(
                condition=~models.Q(email_key=""), name="registration_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        """Without a name: this text is copied into logs that outlive the row's personal data."""
        return self.short_code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email)
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def short_code(self) -> str:
        """The start of the ticket code in groups of four, for eyes and keyboards (60 bits)."""
        return "-".join(self.ticket_code[start : start + 4] for start in (0, 4, 8))

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def confirmed_place(self) -> "Place | None":
        return next((place for place in self.places.all() if place.is_confirmed), None)

    @property
    def waiting_place(self) -> "Place | None":
        return next((place for place in self.places.all() if place.is_waiting), None)

    @property
    def pending_place(self) -> "Place | None":
        """The one that the organisers have to approve."""
        return next((place for place in self.places.all() if place.is_pending), None)

    def personal_link(self, url_name: str, purpose: "LinkPurpose | str") -> PersonalLink:
        """Names a personal page; the address itself is signed only when it is asked for."""
        version = self.feed_version if purpose == LinkPurpose.FEED else self.link_version
        return PersonalLink(url_name, self.public_id, str(purpose), version)


class ConsentKind(models.TextChoices):
    ACCESS_NEEDS = "access_needs", _("Access needs")
    NEWSLETTER = "newsletter", _("Newsletter")


class Consent(models.Model):
    """What a person agreed to, in the words they read."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="consents"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ConsentKind.choices)
    text = models.TextField(_("text"))
    text_version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.given_at:%Y-%m-%d}"
