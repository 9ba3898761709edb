from auditlog.models import LogEntry
from django import template

from summit.accounts.models import User
from summit.home.log import Line, lines_of

register = template.Library()

SHOWN = 8


@register.simple_tag
def last_changes(user: User) -> list[Line]:
    """What was changed last: by everybody for who may read the log, else by oneself."""
    entries = LogEntry.objects.select_related("actor", "content_type").order_by("-pk")
    if not user.has_perm("auditlog.view_logentry"):
        entries = entries.filter(actor=user)
    elif entries.filter(actor__isnull=False).exists():
        entries = entries.filter(actor__isnull=False)
    may_see = user.has_perm("registration.view_registration")
    return lines_of(entries[:SHOWN], with_names=may_see)
