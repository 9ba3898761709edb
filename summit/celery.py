"""Celery application. Without REDIS_URL nothing connects: `run_due_work` does the work."""

import os
import threading
import time
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summit.settings")

# Celery counts tasks to decide when a worker's database connection is closed, each by default.
TASKS_ON_ONE_CONNECTION = 1000
# A connection that a task used a moment ago still stands.
FRESH = 1.0

app = Celery("summit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.CELERY_DB_REUSE_MAX = TASKS_ON_ONE_CONNECTION
app.autodiscover_tasks()


class LastTask(threading.local):
    ended_at = 0.0


_last = LastTask()


@task_prerun.connect(weak=False)
def check_connections(**kwargs: Any) -> None:
    """As at the start of a request: a connection that is old or dead is not used again.

    Tasks that follow each other within a second ask once; after an error, always.
    """
    from django.db import close_old_connections, connection

    is_fresh = time.monotonic() - _last.ended_at < FRESH and not connection.errors_occurred
    # A task that a test calls stands in the test's own transaction.
    if not is_fresh and not connection.in_atomic_block:
        close_old_connections()


@task_postrun.connect(weak=False)
def note_end(**kwargs: Any) -> None:
    _last.ended_at = time.monotonic()
