"""Promises about the files themselves."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
# Spelt apart, so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile(
    r"(py" r"pi|python" r"hosted|npm" r"js|deb\.deb" r"ian)\.(org|com)", re.IGNORECASE
)
SKIPS = re.compile(
    r"pytest\.(skip|importorskip|xfail)\b|mark\.(skip|skipif|xfail)\b|unittest\.skip"
)


def tracked_files(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def pins(lock: str) -> dict[str, list[str]]:
    """The lines of each requirement, keyed by its `name==version`."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text().splitlines():
        if line and not line.startswith((" ", "#")):
            found[line.split(" ")[0]] = current = []
        elif line.strip().startswith("--hash="):
            current.append(line.strip())
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_each_requirement_is_pinned_with_a_hash(lock: str) -> None:
    unpinned = [name for name, hashes in pins(lock).items() if "==" not in name or not hashes]

    assert pins(lock)
    assert unpinned == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert re.findall(r"https?:|file:|--index|--extra-index|--find-links|@ ", text) == []


def test_development_lock_pins_what_the_runtime_lock_pins() -> None:
    assert set(pins("requirements.lock")) - set(pins("requirements-dev.lock")) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_every_declared_dependency(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = list(project["dependencies"])
    if lock == "requirements-dev.lock":
        declared += [*project["optional-dependencies"]["test"]]
        declared += [*project["optional-dependencies"]["lint"]]
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in declared}

    assert names - {name.split("==")[0] for name in pins(lock)} == set()


def test_each_declared_package_has_its_line_in_the_documentation() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *extras["test"], *extras["lint"]]
    text = (ROOT / "docs" / "dependencies.md").read_text()

    names = {re.split(r"[\[<>=!~; ]", line)[0] for line in declared}

    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", text)} == set()


def test_tests_never_skip() -> None:
    skips = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files("tests/*.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SKIPS.search(line)
    ]

    assert skips == []


def test_no_file_names_a_package_registry() -> None:
    named = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix not in {".png", ".woff2", ".ico", ".jpg", ".webp"}
        and REGISTRY_HOSTS.search(path.read_text(errors="ignore"))
    ]

    assert named == []


def test_nested_apps_of_registration_are_included_only_by_its_urls() -> None:
    nested = re.compile(r"""include\(\s*\(?\s*["']registration\.(?!urls\b)""")
    included = {
        str(path.relative_to(ROOT))
        for path in tracked_files("*.py")
        if not path.is_relative_to(ROOT / "tests") and nested.search(path.read_text())
    }

    assert included - {"registration/urls.py"} == set()


def test_vendored_files_name_no_source_map() -> None:
    named = [
        str(path.relative_to(ROOT))
        for path in tracked_files("static/*.js", "static/*.css")
        if "sourceMappingURL" in path.read_text()
    ]

    assert named == []


def test_each_variable_that_settings_read_is_documented() -> None:
    settings = (ROOT / "summit" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    documented = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )

    assert read == documented


def test_environment_is_read_only_by_the_settings() -> None:
    reading = re.compile(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv")
    readers = {
        str(path.relative_to(ROOT))
        for path in tracked_files("agenda/*.py", "faq/*.py", "registration/*.py", "summit/*.py")
        if reading.search(path.read_text())
    }

    assert readers - {"summit/environment.py"} == set()
