"""What can go wrong with the programme, in the organiser's words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that an organiser should repair: on which object and field, and where.

    `url` is the admin page of the object, or empty.
    """

    label: str
    field: str
    message: str
    url: str = ""

    def __str__(self) -> str:
        place = f"{self.label}, {self.field}" if self.field else self.label
        return f"{place}: {self.message}" + (f" ({self.url})" if self.url else "")


class ReleaseRefused(Exception):
    """The programme is not fit to be published; `problems` says what to repair and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class PreviewIsStale(Exception):
    """The programme was edited after the preview that is being confirmed."""
