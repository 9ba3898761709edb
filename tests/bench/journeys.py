"""What one person does, on the site and on the least one."""

from collections.abc import Callable
from itertools import count

from tests.bench.client import Answer, Visitor

FORM = "/en/registration/"
_numbers = count(1)


class Unexpected(RuntimeError):
    """An answer that the journey does not know: the measure would be of something else."""


def expect(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise Unexpected(f"{answer.status} instead of {status}: {answer.body[:300]!r}")
    return answer


def read(port: int, path: str) -> Callable[[int], int]:
    visitor = Visitor(port)

    def act(_number: int) -> int:
        return len(expect(visitor.get(path), 200).body)

    return act


def someone() -> dict[str, str]:
    return {
        "first_name": "Camille",
        "last_name": "Martin",
        "email": f"person-{next(_numbers)}@example.org",
        "organisation": "Atelier Martin",
    }


class Person:
    """Registers in person; waits for a place, and comes online meanwhile, when it is full."""

    def __init__(self, port: int, audience: str) -> None:
        self.visitor = Visitor(port)
        self.typed = {**someone(), "way": "in_person", "audience": audience}
        self.form: dict[str, str] = {}

    def open_form(self) -> None:
        self.form = expect(self.visitor.get(FORM), 200).hidden_fields

    def send_form(self) -> str:
        """The address of the result; a form that comes back is sent once more."""
        answer = self.visitor.post(FORM, {**self.form, **self.typed})
        if answer.status == 200:
            again = {**answer.hidden_fields, **self.typed}
            answer = self.visitor.post(FORM, again)
        return expect(answer, 302).header("location")

    def register(self) -> str:
        self.open_form()
        result = self.send_form()
        expect(self.visitor.get(result), 200)
        return result


def register_least(port: int) -> None:
    visitor, typed = Visitor(port), someone()
    form = expect(visitor.get("/registration/"), 200).hidden_fields
    values = {**form, "name": typed["first_name"], "email": typed["email"]}
    answer = expect(visitor.post("/registration/", values), 302)
    expect(visitor.get(answer.header("location")), 200)
