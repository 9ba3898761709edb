"""A browser that lost the form token's cookie must not lose what was typed."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def answers_lost_token(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[View], View]:
    """Names what answers a POST whose token was refused; the site's failure view looks for it.

    `answer` changes nothing: it shows the form again with what was typed and a fresh token.
    """

    def decorate(view: View) -> View:
        view.csrf_failure = answer  # type: ignore[attr-defined]
        return view

    return decorate
