"""What is of no use any more goes; what takes long may."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone


def forget_sessions() -> int:
    """Due work: web sessions that have ended; they may hold an address that asked for a code."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def take_the_time_it_needs(using: str, **kwargs: Any) -> None:
    """A migration of much data is no statement that hangs. For a lock it waits as any other."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
