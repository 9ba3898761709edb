"""The trial behind `make run`: prepare what has changed, then serve until Ctrl-C.

Runs with the Python of the machine and the standard library only, because it also makes the
virtual environment. Every step is skipped when what it depends on has not changed, so that
a second start takes a few seconds.
"""

import errno
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SUMMIT_VAR_DIR") or ROOT / "var")
PYTHON = ROOT / ".venv" / "bin" / "python"
HOST = "127.0.0.1"
LAST_PORT = 65_535
SITE = "{site}"  # in the kept sign-in, since the next start may use another port
WEB_START_LIMIT = 60
STOP_LIMIT = 15


class Refused(Exception):
    """The trial cannot start; the message is one line for the person at the terminal."""


def main() -> int:
    try:
        port = free_port()
        set_up()
        environment = trial_environment(port)
        prepare(environment)
        return serve(environment, port)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


# --- Before anything is installed -------------------------------------------------------------


def free_port() -> int:
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) <= LAST_PORT:
        raise Refused(f"PORT must be a number between 1 and {LAST_PORT}, not {wanted!r}.")
    port = int(wanted)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise Refused(
                f"Port {port} {reason}; choose another, for example: make run PORT=8080"
            ) from None
    return port


def set_up() -> None:
    environment = {**os.environ, "PYTHON": sys.executable}
    for command in (["scripts/system-packages", "run"], ["scripts/setup", "run"]):
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            raise Refused("The trial was not started; see the line above.")


# --- The state of the trial -------------------------------------------------------------------


def trial_environment(port: int) -> dict[str, str]:
    """What the settings read; the trial needs no other service and keeps all it has in VAR."""
    VAR.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "SECRET_KEY": secret_key(),
        "DEBUG": "False",
        "SITE_URL": f"http://{HOST}:{port}",
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "CSRF_TRUSTED_ORIGINS": f"http://{HOST}:{port},http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{VAR}/summit.sqlite3",
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "SUMMIT_REHEARSAL": "True",
        "SUMMIT_STAFF_MFA": "False",
        "SUMMIT_VAR_DIR": str(VAR),
        "LOG_FORMAT": "text",
        "LOG_LEVEL": "WARNING",
        "TRUSTED_PROXY_COUNT": "0",
        "PYTHONUNBUFFERED": "1",
    }


def secret_key() -> str:
    path = VAR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(64))
    return path.read_text()


def prepare(environment: dict[str, str]) -> None:
    """Bring database, content, translations and static files up to date with the check-out."""
    done_path = VAR / "prepared.json"
    try:
        done = json.loads(done_path.read_text())
    except (OSError, ValueError):
        done = {}
    if not (VAR / "summit.sqlite3").exists():
        done.pop("database", None)
    if not (VAR / "static").exists():
        done.pop("static files", None)
    for name, files, commands in steps():
        fingerprint = fingerprint_of(files)
        if done.get(name) == fingerprint:
            continue
        print(f"Preparing {name}", flush=True)
        done.pop(name, None)
        for command in commands:
            run_step(command, environment)
        done[name] = fingerprint
        done_path.write_text(json.dumps(done, indent=1))


Step = tuple[str, list[Path], list[list[str]]]


def steps() -> list[Step]:
    """Name, the files whose change repeats the step, and what it runs."""
    lock = ROOT / "requirements.lock"
    packages = [ROOT / name for name in ("agenda", "faq", "registration", "summit")]
    templates = [*packages, ROOT / "templates", ROOT / "locale"]
    migrations = files_in(packages, "migrations/*.py")
    content = files_in([ROOT / "summit" / "content"], "*.json")
    catalogue = files_in(templates, "*.py", "*.html", "*.txt", "*.po")
    static = files_in([ROOT / "static"], "*")
    manage = [str(PYTHON), "manage.py"]
    return [
        ("translations", [lock, *catalogue], [["scripts/messages", "compile"]]),
        (
            "static files",
            [lock, *static],
            [[*manage, "collectstatic", "--noinput", "--clear", "--verbosity", "0"]],
        ),
        (
            "database",
            [lock, *migrations, *content],
            [[*manage, "migrate", "--noinput", "--verbosity", "0"], [*manage, "prepare_trial"]],
        ),
    ]


def files_in(folders: list[Path], *patterns: str) -> list[Path]:
    return [
        path
        for folder in folders
        for pattern in patterns
        for path in sorted(folder.rglob(pattern))
        if path.is_file()
    ]


def fingerprint_of(files: list[Path]) -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for path in files:
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def run_step(command: list[str], environment: dict[str, str]) -> None:
    """Run one step; `prepare_trial` says how the organiser signs in, which is kept to be shown."""
    keep = command[-1] == "prepare_trial"
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.PIPE if keep else None,
        text=True,
    )
    if result.returncode:
        print(result.stdout or "", end="")
        raise Refused(f"The trial was not started: {' '.join(command)} failed.")
    if keep:
        (VAR / "sign-in.txt").write_text(result.stdout.replace(environment["SITE_URL"], SITE))


# --- Serving --------------------------------------------------------------------------------


class StopRequest:
    """Whether someone asked to stop.

    The handlers only note it: an exception raised in the middle of a wait for a child would
    leave that child's lock taken for ever.
    """

    def __init__(self) -> None:
        self.made = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: object) -> None:
        self.made = True


def serve(environment: dict[str, str], port: int) -> int:
    """Web server and due work as two children; both end when one does, or at Ctrl-C."""
    stop = StopRequest()
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["The web server"] = start(web_command(port), environment)
        children["Due work"] = start(due_work_command(), environment)
        wait_for_web(children, port, stop)
        if not stop.made:
            announce(port)
        died = wait_for_end(children, stop)
        if died:
            print(f"{died} stopped by itself, so the trial stops.", file=sys.stderr, flush=True)
            return 1
        print("\nStopping…", flush=True)
        return 0
    finally:
        stop_all(list(children.values()))
        print("Stopped.", flush=True)


def web_command(port: int) -> list[str]:
    return [
        *(str(PYTHON), "-m", "gunicorn", "summit.wsgi", "--bind", f"{HOST}:{port}"),
        *("--worker-class", "summit.operations.web_worker.Worker"),
        *("--workers", "1", "--threads", "8", "--limit-request-line", "8190"),
        *("--graceful-timeout", "5", "--log-level", "warning"),
    ]


def due_work_command() -> list[str]:
    return [str(PYTHON), "manage.py", "run_due_work"]


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A child in its own session: Ctrl-C reaches only us, and we end it in order.

    setpriv(1) ends it as well should this process be killed without a chance to.
    """
    guard = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
    return subprocess.Popen(
        [*guard, *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for_web(
    children: dict[str, subprocess.Popen[bytes]], port: int, stop: StopRequest
) -> None:
    deadline = time.monotonic() + WEB_START_LIMIT
    while time.monotonic() < deadline:
        if stop.made or answers(port):
            return
        if died := ended(children):
            raise Refused(f"{died} did not start; see the lines above.")
        time.sleep(0.1)
    raise Refused(f"The web server did not answer within {WEB_START_LIMIT} seconds.")


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://{HOST}:{port}/robots.txt", timeout=5).close()
    except urllib.error.HTTPError:
        return True  # any answer is an answer
    except OSError:
        return False
    return True


def announce(port: int) -> None:
    sign_in = VAR / "sign-in.txt"
    site = f"http://{HOST}:{port}"
    print(f"\nSummit is running at {site}/ (stop with Ctrl-C)")
    if sign_in.exists():
        print(sign_in.read_text().strip().replace(SITE, site))
    print(f"Mail is read at {site}/fr/admin/mail/outgoingemail/ and in {VAR / 'mail'}/*.eml")
    print(flush=True)


def ended(children: dict[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, child in children.items() if child.poll() is not None), None)


def wait_for_end(children: dict[str, subprocess.Popen[bytes]], stop: StopRequest) -> str | None:
    """The child that ended by itself, or None when someone asked to stop."""
    while not stop.made:
        if died := ended(children):
            return died
        time.sleep(0.1)
    return None


def stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all children at once, then insist."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_LIMIT
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
