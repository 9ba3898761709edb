"""Prove `make run`: it serves the home page, ends cleanly at Ctrl-C and starts again quickly."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_LIMIT = 600
SECOND_START_LIMIT = 5
STOP_LIMIT = 20


class Failure(Exception):
    """What went wrong, in one line."""


def main() -> int:
    var = Path(tempfile.mkdtemp(prefix="summit-smoke-"))
    try:
        for limit in (FIRST_START_LIMIT, SECOND_START_LIMIT):
            seconds = start_and_stop(var, limit)
            print(f"smoke: home page after {seconds:.1f} s, stopped cleanly", flush=True)
    except Failure as failure:
        print(f"smoke: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(var, ignore_errors=True)
    return 0


def start_and_stop(var: Path, limit: float) -> float:
    """Seconds until the home page was there."""
    port = free_port()
    begun = time.monotonic()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT,
        env={**os.environ, "SUMMIT_VAR_DIR": str(var), "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_home(process, port, limit)
        seconds = time.monotonic() - begun
        # A terminal sends Ctrl-C to the whole foreground group, make included.
        os.killpg(process.pid, signal.SIGINT)
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        raise Failure(f"not stopped {STOP_LIMIT} s after Ctrl-C") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    if orphans := processes_using(var):
        raise Failure(f"left running after Ctrl-C: {orphans}")
    return seconds


def wait_for_home(process: subprocess.Popen[bytes], port: int, limit: float) -> None:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure(f"make run ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/fr/", timeout=5) as answer:
                body = answer.read().decode()
        except ConnectionError:
            time.sleep(0.1)
        except OSError as error:
            if isinstance(getattr(error, "reason", None), ConnectionError):
                time.sleep(0.1)
                continue
            raise Failure(f"the home page answered: {error}") from None
        else:
            if '<html lang="fr"' not in body:
                raise Failure("the home page is not the French page")
            return
    raise Failure(f"no home page within {limit} s")


def processes_using(var: Path) -> list[str]:
    """Command lines of processes whose environment names our folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(var).encode() in environment and int(process.name) != os.getpid():
            found.append(command.replace(b"\0", b" ").decode(errors="replace").strip())
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
