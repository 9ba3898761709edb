import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Heartbeat(models.Model):
    """When the background work last went round; written by the sweep itself."""

    beaten_at = models.DateTimeField()

    class Meta:
        verbose_name = "heartbeat"
        verbose_name_plural = "heartbeats"

    def __str__(self) -> str:
        return self.beaten_at.isoformat()


class RunQuerySet(models.QuerySet["Run"]):
    def unfinished(self) -> "RunQuerySet":
        return self.filter(finished_at__isnull=True)

    def with_counts(self) -> "RunQuerySet":
        """With `total`, `settled`, `passed_over` and `failed`, counted now."""
        return self.annotate(
            total=Count("rows"),
            settled=Count("rows", filter=~Q(rows__outcome="")),
            passed_over=Count("rows", filter=Q(rows__outcome=RowOutcome.NOTHING)),
            failed=Count("rows", filter=Q(rows__outcome=RowOutcome.FAILED)),
        )


class Run(models.Model):
    """An action on many rows, carried out in the background. See `runs.name_work`."""

    work = models.CharField(max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("organiser"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    """Emptied at the end: the history of each row keeps it."""
    digest = models.CharField(max_length=64, editable=False)
    """Of what is to be done to which rows: pressed twice, it is one run."""
    created_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    lease_until = models.DateTimeField(null=True, editable=False)
    """Until when one worker has the run to itself."""

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("action carried out")
        verbose_name_plural = _("actions carried out")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(finished_at=None), name="run_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class RowOutcome(models.TextChoices):
    DONE = "done", pgettext_lazy("row", "Done")
    NOTHING = "nothing", _("Nothing to do: done already, or gone")
    FAILED = "failed", _("Could not be done")


class RunRow(models.Model):
    """One row of a run, by its key alone. An empty outcome waits for its turn."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    key = models.BigIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices, blank=True)
    trouble = models.CharField(max_length=80, blank=True)
    """What kind of error it was: its words may hold personal data."""

    class Meta:
        ordering = ["line", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="run_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.outcome or '…'}"

    @property
    def has_failed(self) -> bool:
        return self.outcome == RowOutcome.FAILED

    @property
    def reason(self) -> str:
        return reason_of(self.trouble)


class PastErasure(models.Model):
    """That the people of an edition were erased when their time was over, and what they were."""

    edition = models.CharField(_("edition"), max_length=120)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    people = models.PositiveIntegerField(_("registrations erased"), default=0)
    others = models.PositiveIntegerField(_("invitations, messages and accounts erased"), default=0)
    figures = models.JSONField(_("figures kept"), default=list)
    """How many there were before: `{"fr": words, "en": words, "n": number}`."""

    class Meta:
        verbose_name = _("erasure after the event")
        verbose_name_plural = _("erasures after the event")
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(finished_at=None),
                name="past_erasure_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.started_at:%Y-%m-%d}"


REASONS = {
    **dict.fromkeys(
        ("UnicodeEncodeError", "UnicodeError", "ValueError", "BadHeaderError", "HeaderParseError"),
        _("what was typed cannot be written into a message"),
    ),
    **dict.fromkeys(("OperationalError", "InterfaceError"), _("the database did not answer")),
}
"""What organisers read of an error, by its kind."""
UNEXPECTED = _("unexpected error")


def reason_of(kind: str) -> str:
    return f"{REASONS.get(kind, UNEXPECTED)} ({kind})"


class Trouble(models.Model):
    """Work that keeps failing for one row, so that its page can tell. Gone once it works."""

    work = models.CharField(max_length=40)
    key = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    """What kind of error it was: its words may hold personal data."""
    since = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    next_attempt_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["work", "key"], name="trouble_once_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.key}: {self.kind}"

    @property
    def reason(self) -> str:
        return reason_of(self.kind)

    def rests_at(self, now: dt.datetime) -> bool:
        """Not to be tried again yet."""
        return now < self.next_attempt_at
