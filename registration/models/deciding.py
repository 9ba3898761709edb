"""Many requests decided at once: what was decided, and how far the work has come."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.models.registrations import Registration


class Outcome(models.TextChoices):
    """What became of one row; the first three are what was wanted."""

    APPROVED = "approved", pgettext_lazy("request", "Approved")
    QUEUED = "queued", _("Approved: on the waiting list, the day is full")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    UNKNOWN = "unknown", _("No registration has this number.")
    TWICE = "twice", _("This number stands in an earlier row.")
    WORD = "word", _("Write “approve” or “refuse” as the decision.")
    DONE = "done", _("Nothing to decide: decided or withdrawn already.")
    FULL = "full", _("No place is left.")
    FAILED = "failed", _("Could not be decided: decide on the person’s own page.")


WANTED = (Outcome.APPROVED, Outcome.QUEUED, Outcome.REFUSED)


class DecisionRunQuerySet(models.QuerySet["DecisionRun"]):
    def unfinished(self) -> "DecisionRunQuerySet":
        return self.filter(finished_at__isnull=True)

    def with_counts(self) -> "DecisionRunQuerySet":
        """With `total`, `settled` and `wrong`, counted now."""
        settled = ~Q(rows__outcome="")
        return self.annotate(
            total=Count("rows"),
            settled=Count("rows", filter=settled),
            wrong=Count("rows", filter=settled & ~Q(rows__outcome__in=WANTED)),
        )


class DecisionRun(models.Model):
    """A table or a selection of requests, decided in the background, a row at a time."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    created_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    lease_until = models.DateTimeField(null=True, editable=False)
    """Until when one worker has the run to itself."""

    objects = DecisionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("decisions carried out")
        verbose_name_plural = _("decisions carried out")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class DecisionRow(models.Model):
    """One request in a run. An empty outcome waits for its turn."""

    run = models.ForeignKey(DecisionRun, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approves = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    """For the mail; emptied once it is written."""
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["line", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.line} · {self.outcome or '…'}"

    @property
    def is_wrong(self) -> bool:
        return bool(self.outcome) and self.outcome not in WANTED

    def settle(self, outcome: Outcome | str) -> None:
        self.outcome, self.words = outcome, ""
        self.save(update_fields=["outcome", "words"])
