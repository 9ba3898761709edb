from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from faq.services.ordering import Standing, Step, move_question, put_question_before

LARGEST_ID = 2**63 - 1


def _id_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class MoveForm(forms.Form):
    """One of: `up` or `down` with a question; `question` with the one `before` which it goes.

    `question` alone goes last.
    """

    up = _id_field()
    down = _id_field()
    question = _id_field()
    before = _id_field()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if len([name for name in ("up", "down", "question") if given.get(name)]) != 1:
            raise ValidationError("Exactly one question is moved.", code="one")
        return given

    def save(self) -> Standing:
        """Raises QuestionGone."""
        given = self.cleaned_data
        if given["question"]:
            return put_question_before(question_id=given["question"], other_id=given["before"])
        step = Step.UP if given["up"] else Step.DOWN
        return move_question(question_id=given["up"] or given["down"], step=step)
