"""The supervisor of `make run`: two children, one Ctrl-C, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import trial
from tests.services.environment import free_port

ROOT = Path(__file__).resolve().parents[2]
# The supervisor with small children in place of the site: a web server of the standard library
# and a process that ends when told.
SUPERVISOR = """
import os, sys
from pathlib import Path
from scripts import trial
port, seconds = int(sys.argv[1]), sys.argv[2]
trial.VAR = Path(sys.argv[3])
trial.web_command = lambda port: [
    sys.executable, "-m", "http.server", str(port), "--bind", trial.HOST, "-d", sys.argv[3]]
trial.due_work_command = lambda: [sys.executable, "-c", f"import time; time.sleep({seconds})"]
sys.exit(trial.serve(dict(os.environ), port))
"""


class Supervised:
    def __init__(self, folder: Path, due_work_lasts: float) -> None:
        self.port = free_port()
        command = [sys.executable, "-c", SUPERVISOR, str(self.port), str(due_work_lasts)]
        self.process = subprocess.Popen(
            [*command, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_until_announced(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Summit is running"):
                return
        pytest.fail("the supervisor ended before it announced the site")

    def serves(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((trial.HOST, self.port)) == 0

    def stops_serving(self, patience: float = 10) -> bool:
        deadline = time.monotonic() + patience
        while self.serves() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.serves()


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path, due_work_lasts=600)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_supervisor_told_to_stop_ends_both_children(
    supervised: Supervised, ending: signal.Signals
) -> None:
    supervised.wait_until_announced()

    os.kill(supervised.process.pid, ending)
    output, _ = supervised.process.communicate(timeout=20)

    assert supervised.process.returncode == 0
    assert output.splitlines()[-1] == "Stopped."
    assert not supervised.serves()


def test_supervisor_killed_takes_its_children_along(supervised: Supervised) -> None:
    supervised.wait_until_announced()

    supervised.process.kill()

    assert supervised.stops_serving()


def test_supervisor_when_a_child_dies_stops_the_other_and_says_which(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, due_work_lasts=1.5)

    output, _ = supervised.process.communicate(timeout=30)

    assert supervised.process.returncode == 1
    assert "Due work stopped by itself, so the trial stops." in output.splitlines()
    assert not supervised.serves()


def test_secret_key_of_the_trial_is_made_once_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "VAR", tmp_path)

    first = trial.secret_key()

    assert len(first) >= 64
    assert trial.secret_key() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_fingerprint_changes_with_a_file(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text("one")
    before = trial.fingerprint_of([path])

    path.write_text("other")

    assert trial.fingerprint_of([path]) != before
