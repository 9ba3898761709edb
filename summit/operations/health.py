"""Is the site able to do its work? Each question is answered by `ok` or `fail` and no more.

The answers come within two seconds whatever hangs: the questions are put by a thread of their
own, and while an earlier round still hangs, the next one is not started.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait

import redis
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q
from django.utils import timezone

from summit.mail.models import OutgoingEmail
from summit.operations.models import Heartbeat

logger = logging.getLogger(__name__)

OK, FAIL = "ok", "fail"
TIME_LIMIT_S = 1.5
BROKER_TIMEOUT_S = 0.5
# A wake-up takes a moment and a sweep comes within seconds; what is older has been forgotten.
OLDEST_UNSENT = dt.timedelta(minutes=5)
MANY_REFUSED = 20
SILENCE = dt.timedelta(minutes=2)
BEAT_EVERY = dt.timedelta(seconds=10)


def beat() -> None:
    """Say that background work goes on; called by each round of it."""
    now = timezone.now()
    if Heartbeat.objects.filter(pk=1, beaten_at__gt=now - BEAT_EVERY).exists():
        return
    Heartbeat.objects.update_or_create(pk=1, defaults={"beaten_at": now})


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker_answers() -> bool:
    """Without a broker there is nothing to reach: `run_due_work` works by itself."""
    if not settings.REDIS_URL:
        return True
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_TIMEOUT_S,
        socket_connect_timeout=BROKER_TIMEOUT_S,
        retry=None,
    )
    with client:
        return bool(client.ping())


def mail_leaves() -> bool:
    """No message is old, save a few that the mail server refuses for now by their own fault.

    Otherwise one address that is put off for days would call the whole site unready.
    """
    overdue = timezone.now() - OLDEST_UNSENT
    late = OutgoingEmail.objects.unsent().filter(created_at__lt=overdue)
    # The row keeps the server's answer, which begins with its code.
    answered = Q(last_error__startswith="4") | Q(last_error__startswith="5")
    if late.exclude(answered).exists():
        return False
    oldest = late.aggregate(oldest=Min("created_at"), number=Count("pk"))
    if oldest["number"] < MANY_REFUSED:
        return True
    return OutgoingEmail.objects.filter(sent_at__gt=oldest["oldest"]).exists()


def worker_is_alive() -> bool:
    return Heartbeat.objects.filter(beaten_at__gt=timezone.now() - SILENCE).exists()


CHECKS: dict[str, Callable[[], bool]] = {
    "broker": broker_answers,
    "database": database_answers,
    "migrations": migrations_are_applied,
    "mail": mail_leaves,
    "worker": worker_is_alive,
}
ALL = tuple(CHECKS)
FOR_VISITORS = ("database", "migrations")


class _Rounds:
    """Runs one round of questions at a time, away from the thread that waits for the answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def ask(self, names: Collection[str]) -> dict[str, str]:
        answers = dict.fromkeys(names, FAIL)
        with self._lock:
            if self._running is not None and not self._running.done():
                logger.error("an earlier health check still hangs")
                return answers
            if self._pool is None:  # made late: a thread does not outlive the fork of a server
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="health")
            self._running = self._pool.submit(_round, names, answers)
            wait([self._running], timeout=TIME_LIMIT_S)
        return dict(answers)


def _round(names: Collection[str], answers: dict[str, str]) -> None:
    try:
        for name in names:
            answers[name] = OK if _holds(name) else FAIL
    finally:
        connections.close_all()


def _holds(name: str) -> bool:
    try:
        return CHECKS[name]()
    except Exception as error:  # noqa: BLE001 - whatever fails, the answer is no
        logger.warning("health check %s failed: %s", name, type(error).__name__)
        return False


_rounds = _Rounds()


def readiness(names: Collection[str] = ALL) -> dict[str, str]:
    """Name of each check → `ok` or `fail`."""
    return _rounds.ask(names)
