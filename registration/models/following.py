"""What happened around a registration: changes to tell, reminders, attendance, replies, erasure."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.registrations import Registration
from registration.models.rules import Reminder
from registration.models.signs import random_signs


class ChangeNotice(models.Model):
    """Somebody's calendar is to be told of changes, once `due_at` has come (real time).

    What changed is not stored: when the mail is written, what each hold was told is compared
    with what is true then. So two releases before it make one mail, and a change taken back none.
    """

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="change_notice"
    )
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("change to tell")
        verbose_name_plural = _("changes to tell")
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return str(self.registration)


class SentReminder(models.Model):
    """Somebody was reminded: never a second time."""

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="sent")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="reminders"
    )
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder sent")
        verbose_name_plural = _("reminders sent")
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "registration"], name="reminder_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.reminder_id}"


class AttendanceKind(models.TextChoices):
    LIVE = "live", _("Live")
    REPLAY = "replay", _("Replay")


class OnlineAttendance(models.Model):
    """Somebody watched: first and last time seen on the join page."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="attendances"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AttendanceKind.choices)
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("online attendance")
        verbose_name_plural = _("online attendances")
        ordering = ["first_seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"], name="attendance_once_per_person_and_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.get_kind_display()}"


class ReplyOutcome(models.TextChoices):
    CANCELLED = "cancelled", _("Place freed")
    ASKED = "asked", _("Person asked")
    NOTED = "noted", _("Nothing to do")
    UNMATCHED = "unmatched", _("No such invitation")
    FORGED = "forged", _("Not from the person invited")
    STALE = "stale", _("Answer to an older invitation")
    MALFORMED = "malformed", _("Not a readable reply")


class CalendarReply(models.Model):
    """A calendar's answer that was read, and what came of it. Holds no address."""

    digest = models.CharField(max_length=64, editable=False)
    """SHA-256 of the message: read twice, it counts once."""
    received_at = models.DateTimeField(_("received"))
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    """DTSTAMP: an answer that was given before another of the same entry is stale."""
    calendar_uid = models.UUIDField(null=True, editable=False)
    partstat = models.CharField(_("answer"), max_length=20, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=ReplyOutcome.choices)
    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="calendar_replies",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )

    class Meta:
        verbose_name = _("calendar reply")
        verbose_name_plural = _("calendar replies")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="calendar_reply_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=ReplyOutcome.values), name="calendar_reply_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d} · {self.get_outcome_display()}"


def new_receipt_number() -> str:
    """Random, 60 bits in groups of four: typed from paper, and leads to nobody."""
    signs = random_signs(12)
    return "-".join(signs[start : start + 4] for start in (0, 4, 8))


class Erasure(models.Model):
    """That somebody was erased, and when. Who it was stands nowhere any more."""

    number = models.CharField(_("receipt"), max_length=14, unique=True, default=new_receipt_number)
    erased_at = models.DateTimeField(_("erased"))
    by_desk = models.BooleanField(_("by the organisers"), default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("organiser"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-erased_at", "-pk"]

    def __str__(self) -> str:
        return self.number
