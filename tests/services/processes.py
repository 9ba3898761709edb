"""Child processes that never outlive the run that started them."""

import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def start(
    command: Sequence[str],
    *,
    log: Path,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    on_parent_death: str = "TERM",
) -> subprocess.Popen[bytes]:
    """Start `command` with its output in `log`, in its own session.

    An own session keeps Ctrl-C to ourselves, so that a server is stopped after its users.
    setpriv(1), part of every Debian, drops root and ends the child should we be killed.
    """
    prefix: list[str] = []
    if shutil.which("setpriv"):
        prefix = ["setpriv", "--pdeathsig", on_parent_death]
        if user:
            prefix += ["--reuid", user, "--regid", user_group(user), "--clear-groups"]
        prefix.append("--")
    with log.open("ab") as output:
        return subprocess.Popen(
            [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )


def user_group(user: str) -> str:
    import pwd

    return str(pwd.getpwnam(user).pw_gid)


def stop(
    process: subprocess.Popen[bytes], *, how: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask politely, then insist; returns when the process is gone."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
