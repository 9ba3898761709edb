"""The Dockerfile performs the steps that scripts/check-image performs, and nothing beside."""

from pathlib import Path

import pytest

from scripts import dockerfile

ROOT = Path(__file__).resolve().parents[2]
STAGES = dockerfile.read((ROOT / "Dockerfile").read_text())


def steps(instruction: str) -> list[dockerfile.Step]:
    return [step for stage in STAGES for step in stage.steps if step.instruction == instruction]


def test_image_is_built_in_stages_on_debian_12() -> None:
    assert [stage.base for stage in STAGES] == ["debian:bookworm-slim"] * 2


def test_each_run_is_a_step_of_the_shared_script() -> None:
    assert [step.rest for step in steps("RUN")] == [
        f"scripts/image-install {name}" for name in ("tools", "dependencies", "site", "runtime")
    ]


def test_last_stage_runs_as_its_own_user_and_starts_the_web_server() -> None:
    last = {step.instruction: step for step in STAGES[-1].steps}

    assert last["USER"].rest == "summit"
    assert last["CMD"].command() == [
        "gunicorn",
        "--config",
        "python:summit.gunicorn",
        "summit.wsgi",
    ]


def test_whatever_is_copied_exists_and_is_let_in() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for step in steps("COPY"):
        stage, sources, _destination = step.copied()
        for source in [] if stage else sources:
            assert (ROOT / source).exists()
            assert f"!{Path(source).parts[0]}" in ignored


@pytest.mark.parametrize(
    "text", ["FROM a\nADD b c\n", "RUN before\n", "FROM a\nCOPY --chown=x b c\n"]
)
def test_unknown_instruction_is_refused(text: str) -> None:
    with pytest.raises(dockerfile.Unreadable):
        for stage in dockerfile.read(text):
            for step in stage.steps:
                step.copied()
