"""Celery application. Without REDIS_URL nothing connects: `run_due_work` does the work."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summit.settings")

# Celery counts tasks to decide when a worker's database connection is closed, each by default.
TASKS_ON_ONE_CONNECTION = 1000

app = Celery("summit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.CELERY_DB_REUSE_MAX = TASKS_ON_ONE_CONNECTION
app.autodiscover_tasks()


@task_prerun.connect(weak=False)
def check_connections(**kwargs: Any) -> None:
    """As at the start of a request: a connection that is old or dead is not used again."""
    from django.db import close_old_connections, connection

    # A task that a test calls stands in the test's own transaction.
    if not connection.in_atomic_block:
        close_old_connections()
