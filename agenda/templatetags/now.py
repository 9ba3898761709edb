"""What scripts need to mark what is on, without a word that depends on the moment."""

from django import template
from django.utils.safestring import SafeString

from agenda.programme import Session

MINUTES_A_DAY = 24 * 60

register = template.Library()


@register.simple_tag
def hours_of(session: Session) -> SafeString:
    """Attributes: minutes from midnight in the edition's zone, whether they are not sourced, and
    whether seats are booked.

    Nothing for a session that does not take place. One that goes on keeps its hours on each date.
    """
    if session.is_cancelled:
        return SafeString()
    start = session.starts_at.hour * 60 + session.starts_at.minute
    days = (session.ends_at.date() - session.starts_at.date()).days
    end = days * MINUTES_A_DAY + session.ends_at.hour * 60 + session.ends_at.minute
    sure = session.hours_confirmed
    told = ("" if sure else " data-unsure") + (" data-seats" if session.booking else "")
    return SafeString(f' data-from="{start}" data-to="{end}"{told}')
