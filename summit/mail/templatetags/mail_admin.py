from dataclasses import dataclass

from django import template
from django.db.models import Count, Q

from summit.mail.kinds import label_of
from summit.mail.models import UNSENT, EmailState, OutgoingEmail

register = template.Library()


@register.simple_tag
def mail_queue() -> dict[str, int]:
    """`unsent` and `failed` messages, counted in one query."""
    return OutgoingEmail.objects.aggregate(
        unsent=Count("pk", filter=Q(state__in=UNSENT)),
        failed=Count("pk", filter=Q(state=EmailState.FAILED)),
    )


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Messages of one kind: how many left, wait, and failed for good."""

    kind: str
    sent: int
    unsent: int
    failed: int

    @property
    def label(self) -> str:
        return label_of(self.kind)


@register.simple_tag
def mail_kinds(most: int = 6) -> list[KindFigures]:
    """The kinds with most trouble, then most messages, counted in one query."""
    counted = (
        OutgoingEmail.objects.values("kind")
        .annotate(
            sent=Count("pk", filter=Q(state=EmailState.SENT)),
            unsent=Count("pk", filter=Q(state__in=UNSENT)),
            failed=Count("pk", filter=Q(state=EmailState.FAILED)),
        )
        .order_by("-failed", "-unsent", "-sent", "kind")
    )
    return [KindFigures(**row) for row in counted[:most]]
