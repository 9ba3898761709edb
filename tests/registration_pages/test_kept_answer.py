"""The result page is built once for everyone who asked for the same."""

from itertools import product
from typing import Any

import pytest
from django.contrib.messages import constants, get_messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import translation

from registration.answers import Answer
from registration.services.availability import availability
from registration.views import blank_form, kept_answer
from summit.edition import clock
from tests.registration_pages.forms import FORM

pytestmark = pytest.mark.usefixtures("day")

EMAILS = [
    "a@example.org",
    "d'arc&co@example.org",
    "élodie@例え.jp",
    "x<b>:?;@example.org",
    "€%s@a.fr",
]
CASES = [("in_person", False), ("online", False), ("online", True), ("", True)]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept_answer.pages.clear()
    blank_form.pages.clear()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_kept_answer_equals_the_page_built_for_one_person(language: str) -> None:
    for (way, waiting), newsletter, email in product(CASES, (False, True), EMAILS):
        answer = Answer(email, way, waiting, newsletter)
        with translation.override(language):
            response = Client().get(reverse("registration:registered", args=[answer.seal()]))
            ways = {place.way: place for place in availability(clock.now())}
            facts = {
                "answer": answer,
                "confirmed": ways.get(way),
                "wished": ways["in_person"] if waiting else None,
            }
            plain = render_to_string(kept_answer.TEMPLATE, facts, response.wsgi_request)
        assert response.content.decode() == plain


def test_answer_for_the_next_person_renders_no_template() -> None:
    rendered: list[str] = []

    def note(template: Template, **_: Any) -> None:
        rendered.append(str(template.name))

    def ask(email: str) -> str:
        answer = Answer(email, "in_person", waiting=False, newsletter=False)
        with translation.override("en"):
            path = reverse("registration:registered", args=[answer.seal()])
        return Client().get(path).content.decode()

    ask("one@example.org")
    template_rendered.connect(note)
    page = ask("other@example.org")
    template_rendered.disconnect(note)

    assert rendered == []
    assert "other@example.org" in page
    assert "one@example.org" not in page


def test_message_for_one_visitor_stands_on_no_page_kept_for_others() -> None:
    """A message waits in a cookie; whoever carries it must not have a page kept."""
    storage = CookieStorage(RequestFactory().get("/"))
    visitor = Client()
    visitor.cookies["messages"] = storage._encode([Message(constants.INFO, "Only for you")])

    theirs = visitor.get(FORM)
    others = Client().get(FORM)

    assert [str(one) for one in get_messages(theirs.wsgi_request)] == ["Only for you"]
    assert "Only for you" in theirs.content.decode()
    assert "Only for you" not in others.content.decode()
