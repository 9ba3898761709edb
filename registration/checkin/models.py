"""The doors of the event, and what happened at them.

Scans are only ever added: leaving, letting in anyway and taking back are rows as well. They go
with the person they are about, and nothing else deletes them.
"""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.models import Quota, Registration
from summit.edition.models import Edition


class DoorQuerySet(models.QuerySet["Door"]):
    def with_day(self) -> "DoorQuerySet":
        return self.select_related("quota__day")


class Door(models.Model):
    """Where stewards look at tickets."""

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    quota = models.ForeignKey(
        Quota,
        on_delete=models.PROTECT,
        related_name="doors",
        verbose_name=_("quota"),
        help_text=_("Whose tickets are let in here."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    phone = models.CharField(
        _("telephone of the supervisor"),
        max_length=30,
        blank=True,
        help_text=_("Shown to stewards where a ticket is not let in."),
    )

    objects = DoorQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("place", "door")
        verbose_name_plural = pgettext_lazy("place", "doors")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name or self.slug

    def get_absolute_url(self) -> str:
        return reverse("registration:checkin:door", args=[self.slug])


class ScanKind(models.TextChoices):
    ENTRY = "entry", _("Entry")
    EXIT = "exit", _("Exit")
    UNDO = "undo", _("Taken back")


class Outcome(models.TextChoices):
    """What a scan met. Let in anyway, it keeps what stood in the way."""

    WELCOME = "welcome", _("Welcome")
    ALREADY_IN = "already_in", _("Already inside")
    CONFLICT = "conflict", _("Let in at two doors")
    LEFT = "left", _("Has left")
    NOT_IN = "not_in", _("Was not inside")
    ONLINE_ONLY = "online_only", _("Online only")
    OTHER_DAY = "other_day", _("Another day")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Place not accepted yet")
    PENDING = "pending", _("Request not decided yet")
    CANCELLED = "cancelled", _("Registration cancelled")
    NO_PLACE = "no_place", _("No place")
    UNKNOWN = "unknown", _("Unknown ticket")
    REPLACED = "replaced", _("Replaced ticket")
    UNDONE = "undone", _("Taken back")


class ScanQuerySet(models.QuerySet["Scan"]):
    def counted(self) -> "ScanQuerySet":
        """The rows that say who is inside."""
        return self.filter(counts=True, undone_by__isnull=True)

    def on_day_of(self, moment: dt.datetime) -> "ScanQuerySet":
        """Of the edition's zone. Everybody begins a day outside."""
        begin = moment.astimezone(Edition.objects.seen().zone)
        begin = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(at__gte=begin, at__lt=begin + dt.timedelta(days=1))

    def entries(self) -> "ScanQuerySet":
        return self.filter(kind=ScanKind.ENTRY)

    def conflicts(self) -> "ScanQuerySet":
        """Let in at two doors, one of which could not ask."""
        return self.filter(outcome=Outcome.CONFLICT)

    def in_order(self) -> "ScanQuerySet":
        return self.order_by("at", "pk")

    def present_at(self, moment: dt.datetime) -> "ScanQuerySet":
        """One row for each person inside: the last that counts that day, over all doors."""
        later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        counted = Scan.objects.counted().on_day_of(moment)
        after = counted.filter(later, registration=OuterRef("registration"))
        return self.counted().on_day_of(moment).entries().exclude(Exists(after))

    def for_display(self) -> "ScanQuerySet":
        return self.select_related("registration", "door", "earlier__door", "undone_by")


class Scan(models.Model):
    """One ticket shown at one door. Of a code that nobody has, not even the code is kept."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="scans",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )
    door = models.ForeignKey(
        Door,
        on_delete=models.PROTECT,
        related_name="scans",
        verbose_name=pgettext_lazy("place", "door"),
    )
    kind = models.CharField(pgettext_lazy("scan", "kind"), max_length=5, choices=ScanKind.choices)
    outcome = models.CharField(
        pgettext_lazy("scan", "outcome"), max_length=12, choices=Outcome.choices
    )
    nonce = models.UUIDField(unique=True, editable=False)
    """Chosen by the device: sent twice, it is one scan."""
    at = models.DateTimeField(_("time"))
    received_at = models.DateTimeField(pgettext_lazy("scan", "received"))
    """Real time; `at` is the edition's clock."""
    offline = models.BooleanField(_("without a connection"), default=False)
    forced = models.BooleanField(_("let in anyway"), default=False)
    counts = models.BooleanField(_("counts"), default=False)
    """Whether it changes who is inside."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("steward"),
    )
    earlier = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("entered before"),
    )
    """The entry that this one met."""
    undoes = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        related_name="undone_by",
        null=True,
        blank=True,
        verbose_name=_("takes back"),
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-at", "-pk"]
        permissions = [("check_in_scan", _("Can check people in at the doors"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ScanKind.values), name="scan_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="scan_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(registration__isnull=False),
                name="scan_that_counts_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False, counts=False)
                | (~Q(kind="undo") & Q(undoes__isnull=True)),
                name="scan_taken_back_is_named",
            ),
        ]
        indexes = [
            models.Index(fields=["registration", "at"], name="scan_of_person"),
            models.Index(fields=["at"], condition=Q(counts=True), name="scan_that_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_outcome_display()}"

    @property
    def is_undone(self) -> bool:
        return getattr(self, "undone_by", None) is not None

    @property
    def lets_in(self) -> bool:
        return self.counts and self.kind == ScanKind.ENTRY


class ReplacedTicket(models.Model):
    """That a code was given up for a new one. It leads to nobody: neither code nor person."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("replaced ticket")
        verbose_name_plural = _("replaced tickets")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.replaced_at:%Y-%m-%d}"


def digest_of(code: str) -> str:
    """A door's list names its tickets by this; it is of use to whoever holds the ticket."""
    return hashlib.sha256(f"summit-door-index:{code}".encode()).hexdigest()


def proof_of(code: str) -> str:
    """What a device keeps of a ticket it was shown: it stands in no list, so nobody guesses it."""
    return hashlib.sha256(f"summit-door-proof:{code}".encode()).hexdigest()
