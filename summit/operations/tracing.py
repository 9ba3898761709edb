"""Celery tasks carry the id of the request that started them, and log in the site's own format."""

from contextvars import Token
from typing import Any

from celery.signals import (
    beat_init,
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
)

from summit.operations.logs import is_sane_id, request_id
from summit.operations.startup import refuse_wrong_settings

HEADER = "summit_request_id"

_tokens: dict[str, Token[str]] = {}


@setup_logging.connect(weak=False)
def keep_our_logging(**kwargs: Any) -> None:
    """Django has set logging up; a receiver keeps Celery from doing it again."""


@worker_init.connect(weak=False)
@beat_init.connect(weak=False)
def check_settings(**kwargs: Any) -> None:
    refuse_wrong_settings()


@before_task_publish.connect(weak=False)
def hand_on(headers: dict[str, Any], **kwargs: Any) -> None:
    headers[HEADER] = request_id.get()


@task_prerun.connect(weak=False)
def take_over(task_id: str, task: Any, **kwargs: Any) -> None:
    given = str(getattr(task.request, HEADER, "") or "")
    identifier = given if is_sane_id(given) else task_id.replace("-", "")
    _tokens[task_id] = request_id.set(identifier)


@task_postrun.connect(weak=False)
def let_go(task_id: str, **kwargs: Any) -> None:
    if token := _tokens.pop(task_id, None):
        request_id.reset(token)
