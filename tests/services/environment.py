"""The environment a test process runs in; set before Django reads its settings.

SUMMIT_TEST_STACK chooses between "full" (PostgreSQL and Redis, the default) and "embedded"
(SQLite in a file, no broker: what `make run` uses).
"""

import os
import random
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

FULL, EMBEDDED = "full", "embedded"
FIRST_PORT, FIRST_KERNEL_PORT = 10_000, 32_768
MOST_WORKERS = 16


class ServiceUnavailable(RuntimeError):
    """A real service that the tests need is missing; the message is one line for a person."""


def stack() -> str:
    return os.environ.get("SUMMIT_TEST_STACK", FULL)


def is_xdist_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def worker_number() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def run_folder() -> Path:
    """The folder of this run, shared by its workers and removed at its end."""
    return Path(os.environ["SUMMIT_TEST_RUN"])


def free_port() -> int:
    """A port that no other call in this run is given, and that no outgoing connection takes.

    Below the ports that the kernel hands out by itself: one of those may be gone before it is
    listened at, even to the very client that asks for it (a connection to itself).
    """
    for port in _ports:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise ServiceUnavailable("Every port is taken.")


def _own_ports() -> Iterator[int]:
    """Each xdist worker draws from ports of its own, and each run begins elsewhere."""
    ports = range(FIRST_PORT + worker_number(), FIRST_KERNEL_PORT, MOST_WORKERS)
    return cycle(random.sample(ports, len(ports)))


_ports = _own_ports()


def prepare() -> None:
    """Set every variable that settings read, then load Django.

    The addresses of the servers are chosen here by the first process and inherited by the
    xdist workers; the servers themselves are started by `servers.start`.
    """
    if "summit.settings" in sys.modules:
        msg = "Unset DJANGO_SETTINGS_MODULE: the tests choose settings and environment themselves."
        raise ServiceUnavailable(msg)
    if not is_xdist_worker():
        _choose_addresses()
    own_folder = run_folder() / f"worker{worker_number()}"
    own_folder.mkdir(exist_ok=True)
    os.environ.update(
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright's sync API keeps a loop in this thread
        SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-only-for-tests",
        DEBUG="False",
        # Hundreds of threads on a busy machine wait for each other longer than visitors would.
        DATABASE_LOCK_SECONDS="60",
        DATABASE_STATEMENT_SECONDS="60",
        SITE_URL="http://testserver",
        SUMMIT_VAR_DIR=str(own_folder),
        SUMMIT_REHEARSAL="True",
        SUMMIT_STAFF_MFA="False",
        EMAIL_URL="",
    )
    if stack() == EMBEDDED:
        os.environ.update(DATABASE_URL=f"sqlite:///{own_folder}/summit.sqlite3", REDIS_URL="")
    else:
        os.environ["DATABASE_URL"] = os.environ["SUMMIT_TEST_DATABASE_URL"]
        os.environ["REDIS_URL"] = f"{os.environ['SUMMIT_TEST_REDIS']}/{worker_number()}"
    try:
        _load_django(own_folder)
    except BaseException:
        if not is_xdist_worker():
            shutil.rmtree(run_folder())
        raise


def _choose_addresses() -> None:
    folder = Path(tempfile.mkdtemp(prefix="summit-tests-"))
    folder.chmod(0o711)  # the database server may run as another user
    os.environ["SUMMIT_TEST_RUN"] = str(folder)
    if stack() == EMBEDDED:
        return
    given = os.environ.get("DATABASE_URL", "")
    if given and not given.startswith(("postgres://", "postgresql://")):
        msg = f"DATABASE_URL must name a PostgreSQL server for the tests, not {given!r}."
        raise ServiceUnavailable(msg)
    os.environ["SUMMIT_TEST_OWN_POSTGRES"] = "" if given else "yes"
    own = f"postgres://summit@127.0.0.1:{free_port()}/summit"
    os.environ["SUMMIT_TEST_DATABASE_URL"] = given or own
    os.environ["SUMMIT_TEST_REDIS"] = f"redis://127.0.0.1:{free_port()}"


def _load_django(own_folder: Path) -> None:
    import django
    from django.conf import settings

    # Named only while Django loads: inherited by an xdist worker, it would make pytest-django
    # read the settings before this module has set the worker's own environment.
    os.environ["DJANGO_SETTINGS_MODULE"] = "summit.settings"
    try:
        _ = settings.DATABASES
    finally:
        del os.environ["DJANGO_SETTINGS_MODULE"]
    # Speed and isolation only; nothing here changes a rule of the product.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    if stack() == EMBEDDED:
        settings.DATABASES["default"]["TEST"] = {"NAME": str(own_folder / "test.sqlite3")}
    else:
        settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    django.setup()
