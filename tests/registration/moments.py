"""Services that compare with the present are told it; others are not."""

import inspect
from collections.abc import Callable
from typing import Any


def with_moment(service: Callable[..., Any], now: Any) -> dict[str, Any]:
    """`now` for a service that takes it."""
    return {"now": now} if "now" in inspect.signature(service).parameters else {}
