"""Log records as one line each, with the request they belong to and nothing personal.

What a record says is code written here or in a library: its message is kept, cleaned of what
looks like an address, a link or a token. An exception is its type and the way through the code;
its text stays out, because a database names the row that it refuses.
"""

import datetime as dt
import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

ROOT = str(Path(__file__).resolve().parents[2]) + "/"
FRAMES = 12
MESSAGE_LENGTH = 500
# An address of any kind, or a run of letters and digits that is too long to be a word.
_PERSONAL = re.compile(r"[a-z][a-z+.-]*://\S+|[^\s<>\"']*@[^\s<>\"']*|[\w-]{24,}", re.IGNORECASE)
_REQUEST_LOGGERS = ("django.request", "django.security", "django.server", "gunicorn.access")
_TASK_LOGGERS = ("celery.app.trace", "celery.worker.strategy")
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@contextmanager
def request_scope(identifier: str) -> Iterator[None]:
    """Every record written inside belongs to the request `identifier`."""
    token = request_id.set(identifier)
    try:
        yield
    finally:
        request_id.reset(token)


def is_sane_id(value: str) -> bool:
    """Whether an identifier that came from outside may stand in a header and in logs."""
    return _ID.fullmatch(value) is not None


def cleaned(text: str) -> str:
    """One line without addresses, links and tokens."""
    return _PERSONAL.sub("…", " ".join(text.split()))[:MESSAGE_LENGTH]


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What may be kept of a record, in the order in which it reads best."""
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
    facts: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "event": _event(record),
    }
    # Django logs the status of an answer when the request has left our scope.
    request = getattr(record, "request", None)
    if identifier := request_id.get() or getattr(request, "request_id", ""):
        facts["request_id"] = identifier
    facts |= getattr(record, "facts", {})
    if record.exc_info and record.exc_info[0] is not None:
        kind, _error, trace = record.exc_info
        facts["error"] = f"{kind.__module__}.{kind.__qualname__}"
        facts["trace"] = way_through(trace)
    return facts


def way_through(trace: TracebackType | None) -> list[str]:
    """`file:line function`, innermost last; neither source lines nor values."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{frame.filename.removeprefix(ROOT)}:{frame.lineno} {frame.name}" for frame in frames]


def _event(record: logging.LogRecord) -> str:
    if record.name.startswith(_REQUEST_LOGGERS):
        # Their message holds the path or the host that was asked for.
        status = getattr(record, "status_code", None)
        return f"request answered with {status}" if status else "request refused"
    if record.name in _TASK_LOGGERS:
        return _task_event(record)
    try:
        return cleaned(record.getMessage())
    except (TypeError, ValueError):
        return cleaned(str(record.msg))


def _task_event(record: logging.LogRecord) -> str:
    """Celery's own words hold the text of the exception and the arguments."""
    data = getattr(record, "data", None) or record.args
    name = data.get("name", "") if isinstance(data, dict) else ""
    if record.levelno >= logging.WARNING:
        return f"task {name} failed"
    return f"task {name} {'received' if record.name == _TASK_LOGGERS[1] else 'done'}"


class JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """The same facts for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        trace = facts.pop("trace", [])
        time, level, logger, event = (
            facts.pop(name) for name in ("time", "level", "logger", "event")
        )
        rest = "".join(f" {name}={value}" for name, value in facts.items())
        return "\n    ".join([f"{time} {level} {logger} {event}{rest}", *trace])
