"""What is of no use any more goes."""

from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions() -> int:
    """Due work: web sessions that have ended; they may hold an address that asked for a code."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
