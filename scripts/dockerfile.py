"""The few instructions that our Dockerfile uses, read into steps."""

import json
import shlex
from dataclasses import dataclass, field

KNOWN = {"COPY", "RUN", "WORKDIR", "ENV", "USER", "EXPOSE", "CMD"}


class Unreadable(Exception):
    """The Dockerfile says something that this reader does not know."""


@dataclass(frozen=True)
class Step:
    instruction: str
    rest: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.rest)

    def copied(self) -> tuple[str, list[str], str]:
        """`--from`, the sources and the destination of a COPY."""
        words = self.words
        source_stage = ""
        while words[0].startswith("--"):
            option, _, value = words.pop(0).partition("=")
            if option != "--from":
                raise Unreadable(f"COPY {option}")
            source_stage = value
        return source_stage, words[:-1], words[-1]

    def variables(self) -> dict[str, str]:
        return dict(word.split("=", 1) for word in self.words)

    def command(self) -> list[str]:
        command: list[str] = json.loads(self.rest)
        return command


@dataclass
class Stage:
    base: str
    name: str
    steps: list[Step] = field(default_factory=list)


def read(text: str) -> list[Stage]:
    stages: list[Stage] = []
    for line in _lines(text):
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            base, *alias = rest.split()
            stages.append(Stage(base, alias[1] if alias else str(len(stages))))
        elif instruction in KNOWN and stages:
            stages[-1].steps.append(Step(instruction, rest.strip()))
        else:
            raise Unreadable(line)
    return stages


def _lines(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    lines = (line.strip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
