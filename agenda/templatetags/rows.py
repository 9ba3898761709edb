"""What lists of every kind print of a session."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agenda.programme import Session
from agenda.rows import draw_time, place_of

register = template.Library()


@register.simple_tag
def session_time(session: Session) -> SafeString:
    return draw_time(session, get_language() or "")


@register.simple_tag
def session_place(session: Session) -> str:
    return place_of(session, get_language() or "")
