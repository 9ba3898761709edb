"""Work found in the database when its time has come: mail to send, offers to expire, …

Each function is idempotent and finds what is due by itself, so a second runner does no harm.
Apps add theirs in `AppConfig.ready`; this module knows none of them.
"""

import logging
import traceback
from collections.abc import Callable

logger = logging.getLogger(__name__)

DueWork = Callable[[], object]

_registry: dict[str, DueWork] = {}


def register(name: str, function: DueWork) -> None:
    """Run `function()` every two seconds (`run_due_work`) or with every sweep (Celery beat)."""
    _registry[name] = function


def run_due_work() -> list[str]:
    """Run every function once; returns the names of those that failed.

    A failure is logged without its message, which may hold personal data, and stops nothing.
    """
    failed = []
    for name, function in list(_registry.items()):
        try:
            function()
        except Exception as error:  # noqa: BLE001 - one failing function must not stop the others
            failed.append(name)
            where = traceback.extract_tb(error.__traceback__)[-1]
            logger.error(  # noqa: TRY400 - see above
                "Due work %s failed: %s at %s:%s",
                name,
                type(error).__name__,
                where.filename,
                where.lineno,
            )
    return failed
