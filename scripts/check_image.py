"""Perform the Dockerfile in chroots and start the services of docker-compose.yml in the result.

Runs as root in mount and process namespaces of its own (see scripts/check-image), so nothing that
is mounted or started here outlives it.
"""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from scripts import dockerfile
from tests.services.environment import free_port
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer

ROOT = Path(__file__).resolve().parent.parent
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
RELEASE = "bookworm"
USER_ID = "10001"
READY_LIMIT = 90
STOP_LIMIT = 30
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CERTIFICATES_INSIDE = "etc/certificates-of-this-machine.crt"
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.mo")


class Failure(Exception):
    """What went wrong, in one line."""


def main(folder: Path) -> int:
    began = time.monotonic()
    try:
        image = build(folder)
        check_contents(image)
        run(image, folder)
    except (Failure, dockerfile.Unreadable) as failure:
        print(f"image: {failure}", file=sys.stderr)
        return 1
    print(f"image: built and ready in {time.monotonic() - began:.0f} s")
    return 0


# --- Building ---------------------------------------------------------------------------------


class Image:
    """A root file system, with what the Dockerfile has said about it so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = "/"
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        self.user = "root"
        self.command: list[str] = []
        self.mounts: list[Path] = []

    def inside(self, path: str) -> Path:
        return self.root / os.path.normpath(os.path.join(self.folder, path)).lstrip("/")  # noqa: PTH118

    def chroot(self, command: list[str], *, user: str | None = None) -> list[str]:
        """`command` as seen from within; the folder is entered by a shell."""
        enter = ["/bin/sh", "-c", f'cd {self.folder} && exec "$@"', "sh", *command]
        who = [] if (user or self.user) == "root" else ["--userspec", f"{USER_ID}:{USER_ID}"]
        return [CHROOT, *who, str(self.root), *enter]

    def mount(self) -> None:
        for kind, target in (("proc", "proc"), ("tmpfs", "dev/shm"), ("tmpfs", "tmp")):
            (self.root / target).mkdir(exist_ok=True)
            call(["mount", "-t", kind, kind, str(self.root / target)])
            self.mounts.append(self.root / target)

    def bind(self, source: Path) -> None:
        """Lay a folder of this machine over the same place within, to be read only."""
        target = self.root / str(source).lstrip("/")
        target.mkdir(parents=True, exist_ok=True)
        call(["mount", "--bind", str(source), str(target)])
        call(["mount", "-o", "remount,bind,ro", str(target)])
        self.mounts.append(target)

    def unmount(self) -> None:
        while self.mounts:
            call(["umount", "--lazy", str(self.mounts.pop())])


def build(folder: Path) -> Image:
    base = folder / "base"
    bare_debian(base)
    images: dict[str, Image] = {}
    image = None
    for stage in dockerfile.read((ROOT / "Dockerfile").read_text()):
        if stage.base != f"debian:{RELEASE}-slim":
            raise Failure(f"a stage begins with {stage.base}, not with Debian 12")
        image = Image(folder / f"stage-{stage.name}")
        call(["cp", "-a", str(base), str(image.root)])
        let_install(image)
        image.mount()
        images[stage.name] = image
        for step in stage.steps:
            perform(step, image, images)
    if image is None:
        raise Failure("the Dockerfile has no stage")
    return image


def bare_debian(root: Path) -> None:
    print("image: a bare Debian 12", flush=True)
    call(["debootstrap", "--variant=minbase", RELEASE, str(root), debian_source()], quiet=True)


def debian_source() -> str:
    """Where apt of this machine finds the release."""
    listing = subprocess.run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(ORIGIN)|$(CODENAME)|$(SITE)",
            "Created-By: Packages",
        ],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in listing.splitlines():
        origin, codename, site = line.split("|")
        if (origin, codename) == ("Debian", RELEASE):
            return site
    raise Failure("apt of this machine knows no Debian 12; run apt-get update")


def let_install(image: Image) -> None:
    """Inside, apt and pip ask where they ask on this machine; nothing else is taken along."""
    for name in ("sources.list", "sources.list.d", "apt.conf.d", "auth.conf.d"):
        source, target = Path("/etc/apt") / name, image.root / "etc/apt" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, target)
    for extra in (image.root / "etc/apt/sources.list.d").glob("*"):
        if "debian.org" not in extra.read_text(errors="replace") and not extra.name.startswith(
            "debian"
        ):
            extra.unlink()
    shutil.copy("/etc/resolv.conf", image.root / "etc/resolv.conf")
    for folder in pip_folders():
        image.bind(folder)
    if CERTIFICATES.exists():
        shutil.copy(CERTIFICATES, image.root / CERTIFICATES_INSIDE)


def pip_environment() -> dict[str, str]:
    """What pip of this machine is told by files and variables, as variables."""
    settings: dict[str, str] = {}
    for line in pip_configuration().splitlines():
        name, _, value = line.partition("=")
        key = name.rpartition(".")[2].upper().replace("-", "_")
        settings[f"PIP_{key}"] = " ".join(ast.literal_eval(value).split())
    if CERTIFICATES.exists():
        # Installing ca-certificates writes the usual bundle anew, without this machine's own.
        settings["PIP_CERT"] = f"/{CERTIFICATES_INSIDE}"
    return settings


def pip_configuration() -> str:
    return subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def pip_folders() -> list[Path]:
    """Where pip is told to look on this machine; an index and its files lie side by side."""
    named = re.findall(
        r"(?:file://)?(/[^\s'\"]+)", re.sub(r"https?://\S+", "", pip_configuration())
    )
    folders = {Path(*Path(name).parts[:3]) for name in named if not name.startswith("/etc/ssl")}
    return sorted(folder for folder in folders if folder.is_dir())


def perform(step: dockerfile.Step, image: Image, images: dict[str, Image]) -> None:
    match step.instruction:
        case "WORKDIR":
            image.folder = step.rest
            image.inside(".").mkdir(parents=True, exist_ok=True)
        case "ENV":
            image.environment |= step.variables()
        case "USER":
            image.user = step.rest
        case "CMD":
            image.command = step.command()
        case "COPY":
            copy(step, image, images)
        case "RUN":
            print(f"image: {step.rest}", flush=True)
            environment = image.environment | pip_environment()
            call(image.chroot(step.words), environment=environment, quiet=True)


def copy(step: dockerfile.Step, image: Image, images: dict[str, Image]) -> None:
    stage, sources, destination = step.copied()
    target = image.inside(destination)
    for name in sources:
        source = images[stage].inside(name) if stage else ROOT / name
        if source.is_dir():
            # What belongs to another stage is taken as it is, compiled files included.
            shutil.copytree(
                source, target, symlinks=True, dirs_exist_ok=True, ignore=None if stage else IGNORED
            )
        else:
            into = target / source.name if destination.endswith("/") else target
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, into)


def call(
    command: list[str], *, environment: dict[str, str] | None = None, quiet: bool = False
) -> None:
    result = subprocess.run(
        command,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )
    if result.returncode:
        tail = "\n".join((result.stdout or "").splitlines()[-15:])
        raise Failure(f"{' '.join(command[:6])} … ended with {result.returncode}\n{tail}")


# --- Looking ----------------------------------------------------------------------------------


def check_contents(image: Image) -> None:
    """The image holds no secret, no tool of the build and nothing that its user may change."""
    site = image.inside(".")
    for name in (".env", ".git", "tests", "node_modules"):
        if (site / name).exists():
            raise Failure(f"{name} is in the image")
    if image.user == "root":
        raise Failure("the image runs as root")
    writable = subprocess.run(
        image.chroot(["find", ".", "-writable", "-not", "-type", "l"]),
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    if writable:
        raise Failure(f"its user may change {writable[0]}")
    if not (site / "locale/fr/LC_MESSAGES/django.mo").exists():
        raise Failure("the French texts are missing")


# --- Running ----------------------------------------------------------------------------------


def run(image: Image, folder: Path) -> None:
    folder.chmod(0o755)
    postgres = PostgresServer(folder=folder / "postgres", port=free_port())
    redis = RedisServer(folder=folder / "redis", port=free_port())
    port = free_port()
    services = compose_services()
    environment = image.environment | site_environment(services["web"], postgres.port, redis.port)
    environment["WEB_CONCURRENCY"] = "2"
    started: dict[str, subprocess.Popen[bytes]] = {}
    postgres.start()
    redis.start()
    try:
        create_database(postgres)
        call(image.chroot(services["migrate"]["command"]), environment=environment, quiet=True)
        bind = ["--bind", f"127.0.0.1:{port}"]
        for name in ("web", "worker", "beat"):
            command = services[name]["command"]
            if name == "web" and command != image.command:
                raise Failure("web starts otherwise than the image by itself")
            more = bind if name == "web" else []
            started[name] = start(
                image.chroot([*command[:1], *more, *command[1:]]), environment, folder / name
            )
        wait_until_ready(port, started, folder)
        stop(started)
    finally:
        for process in started.values():
            process.kill()
        redis.stop()
        postgres.stop()


def compose_services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return services


def site_environment(service: dict[str, Any], postgres: int, redis: int) -> dict[str, str]:
    """The variables of docker-compose.yml with its defaults, pointed at the servers here."""
    given = {
        "SECRET_KEY": "only-to-check-the-image-0123456789-0123456789-0123456789",
        "SITE_URL": "https://summit.example",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "DATABASE_URL": f"postgres://summit@127.0.0.1:{postgres}/summit",
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
    }
    defaults = {
        name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))
        for name, value in service["environment"].items()
    }
    return defaults | given


def create_database(postgres: PostgresServer) -> None:
    import psycopg

    address = f"postgresql://summit@127.0.0.1:{postgres.port}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE summit")


def start(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.with_suffix(".log").open("wb") as output:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )


def wait_until_ready(port: int, started: dict[str, subprocess.Popen[bytes]], folder: Path) -> None:
    """All of /readyz is ok: database, migrations, broker, mail, and a worker that beat woke."""
    deadline = time.monotonic() + READY_LIMIT
    answer = "nothing"
    while time.monotonic() < deadline:
        for name, process in started.items():
            if process.poll() is not None:
                log = (folder / name).with_suffix(".log").read_text(errors="replace")
                raise Failure(f"{name} ended by itself\n" + "\n".join(log.splitlines()[-15:]))
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
                print(f"image: /readyz {response.status} {response.read().decode()}", flush=True)
                return
        except urllib.error.HTTPError as error:
            answer = json.dumps(json.load(error)["checks"])
        except OSError as error:
            answer = type(error).__name__
        time.sleep(0.5)
    raise Failure(f"not ready after {READY_LIMIT} s: {answer}")


def stop(started: dict[str, subprocess.Popen[bytes]]) -> None:
    """Each ends by itself when asked, within the time that docker-compose.yml gives it."""
    for process in started.values():
        process.send_signal(signal.SIGTERM)
    for name, process in started.items():
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            raise Failure(f"{name} did not stop within {STOP_LIMIT} s") from None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
