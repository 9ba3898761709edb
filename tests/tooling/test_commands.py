"""What a person sees when a command cannot do its work: one clear line and exit code 1."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def executable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def old_python(tmp_path: Path) -> Path:
    """Says what Python 3.9 would: not new enough, and its number."""
    return executable(
        tmp_path / "python3.9",
        '#!/bin/sh\ncase "$*" in *sys.exit*) exit 1 ;; *) echo "Python 3.9.2" ;; esac\n',
    )


@pytest.mark.parametrize("script", ["run", "smoke", "setup"])
def test_old_python_is_refused_in_one_line(script: str, old_python: Path) -> None:
    result = run(f"scripts/{script}", "run", PYTHON=str(old_python))

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"Summit needs Python 3.11 or newer; {old_python} is Python 3.9.2."
        " Name another with PYTHON=/path/to/python3\n"
    )


def test_python_that_is_not_there_is_refused_in_one_line() -> None:
    result = run("scripts/run", PYTHON="/nowhere/python3")

    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "Python 3.11 or newer; /nowhere/python3 is nothing that runs" in result.stderr


def test_run_on_taken_port_is_refused_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        result = run(
            "scripts/run", PORT=str(port), SUMMIT_VAR_DIR=str(tmp_path), PYTHON=sys.executable
        )

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"Port {port} is taken; choose another, for example: make run PORT=8080"
    ]


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_run_on_impossible_port_is_refused_in_one_line(port: str) -> None:
    result = run("scripts/run", PORT=port, PYTHON=sys.executable)

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"PORT must be a number between 1 and 65535, not {port!r}."
    ]


@pytest.mark.parametrize(
    ("what", "packages"), [("run", "python3-venv"), ("test", "chromium libatomic1")]
)
def test_system_packages_without_root_names_what_to_install(
    what: str, packages: str, tmp_path: Path
) -> None:
    """With a path that holds the shell's tools only, and a Python without venv."""
    (tmp_path / "grep").symlink_to(shutil.which("grep") or "")
    executable(tmp_path / "python3", "#!/bin/sh\nexit 1\n")
    executable(tmp_path / "ldconfig", "#!/bin/sh\nexit 0\n")
    executable(tmp_path / "id", "#!/bin/sh\necho 1000\n")
    result = run("/bin/sh", "scripts/system-packages", what, PATH=str(tmp_path), PYTHON="python3")

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"Missing system packages; install them with: sudo apt-get install {packages}"
    ]


@pytest.mark.parametrize("what", ["run", "test"])
def test_system_packages_with_all_there_is_silent(what: str) -> None:
    result = run("scripts/system-packages", what, PYTHON=sys.executable)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
