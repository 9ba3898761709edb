from django import template
from django.db.models import Count, Q

from summit.mail.models import UNSENT, EmailState, OutgoingEmail

register = template.Library()


@register.simple_tag
def mail_queue() -> dict[str, int]:
    """`unsent` and `failed` messages, counted in one query."""
    return OutgoingEmail.objects.aggregate(
        unsent=Count("pk", filter=Q(state__in=UNSENT)),
        failed=Count("pk", filter=Q(state=EmailState.FAILED)),
    )
