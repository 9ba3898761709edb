"""Who takes part, and what they hold."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models.quotas import Quota, Way

TICKET_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_ticket_code() -> str:
    """Random code of 26 signs from 32 (130 bits), without look-alikes; holds no personal data."""
    return "".join(secrets.choice(TICKET_ALPHABET) for _ in range(26))


class AccessNeed(models.TextChoices):
    STEP_FREE = "step_free", _("Step-free access")
    SIGN_LANGUAGE = "sign_language", _("Sign-language interpretation")
    CAPTIONS = "captions", _("Captions")
    QUIET_SEAT = "quiet_seat", _("Quiet seat")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> "RegistrationQuerySet":
        return self.filter(cancelled_at__isnull=True)


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
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    organizer_email = models.EmailField(editable=False)
    invitation_changed_at = models.DateTimeField(editable=False)

    created_at = models.DateTimeField(_("registered"), editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "email_key"], name="registration_once_per_address"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class PlaceState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    PENDING = "pending", _("Pending")
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered")
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", _("Released")


class ReleaseReason(models.TextChoices):
    CANCELLED = "cancelled", _("Cancelled by the person")
    CANCELLED_BY_DESK = "cancelled_by_desk", _("Cancelled by the organisers")
    MOVED = "moved", _("Moved to the other way")
    EXPIRED = "expired", _("Offer expired")
    DECLINED = "declined", _("Offer declined")


class PlaceQuerySet(models.QuerySet["Place"]):
    def held(self) -> "PlaceQuerySet":
        return self.exclude(state=PlaceState.RELEASED)

    def taken(self) -> "PlaceQuerySet":
        """Places that count against the capacity: an offer counts as taken."""
        return self.filter(state__in=[PlaceState.CONFIRMED, PlaceState.OFFERED])

    def waiting(self) -> "PlaceQuerySet":
        return self.filter(state=PlaceState.WAITING).order_by("queued_at", "pk")


class Place(models.Model):
    """A registration's hold on one quota. Position in the queue is computed, never stored."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="places", verbose_name=_("registration")
    )
    quota = models.ForeignKey(
        Quota, on_delete=models.PROTECT, related_name="places", verbose_name=_("quota")
    )
    state = models.CharField(_("state"), max_length=10, choices=PlaceState.choices)
    queued_at = models.DateTimeField(_("in the queue since"))
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    release_reason = models.CharField(
        _("reason"), max_length=20, choices=ReleaseReason.choices, blank=True
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(state="confirmed"),
                name="place_one_confirmed_per_registration",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(state__in=["waiting", "offered"]),
                name="place_one_waiting_per_registration",
            ),
        ]
        indexes = [models.Index(fields=["quota", "state", "queued_at"], name="place_queue")]

    def __str__(self) -> str:
        return f"{self.registration} · {self.quota} · {self.get_state_display()}"

    @property
    def way(self) -> str:
        return self.quota.way


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


__all__ = [
    "AccessNeed",
    "Consent",
    "ConsentKind",
    "Place",
    "PlaceState",
    "Registration",
    "ReleaseReason",
    "Way",
]
