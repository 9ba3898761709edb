"""The result page: the same for everyone who asked for the same, but for the address."""

import secrets
from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language

from agenda.views.kept import KeptPage, KeptPages
from agenda.views.public import entity_tag, read_now
from registration.answers import Answer
from registration.models import Way
from registration.services.availability import WayAvailability
from registration.views.blank_form import has_messages, words

TEMPLATE = "registration/registered.html"

# What stands in the kept page for the address that was typed and the sealed answer.
EMAIL, SEALED = (secrets.token_hex(20) for _ in range(2))

pages = KeptPages(limit=2**20)


def show_answer(
    request: HttpRequest, answer: Answer, sealed: str, ways: dict[str, WayAvailability]
) -> HttpResponse:
    """What was asked for, said in the same words whether the address was known or not."""
    confirmed = ways.get(answer.way)
    wished = ways.get(Way.IN_PERSON) if answer.waiting or answer.pending else None
    facts = {"confirmed": confirmed, "wished": wished}
    # Typography moves blanks only, and an address has none.
    if request.GET or has_messages(request) or answer.email.split() != [answer.email]:
        return HttpResponse(render_to_string(TEMPLATE, {**facts, "answer": answer}, request))
    shared = copy(request)
    shared.path = shared.path_info = reverse("registration:registered", args=[SEALED])
    key = _key(shared, answer, [confirmed, wished])
    kept = pages.get(key)
    if kept is None:
        kept = KeptPage(_build(shared, answer, facts), {}, None)
        pages.keep(key, kept)
    content = kept.content.replace(SEALED.encode(), sealed.encode())
    return HttpResponse(content.replace(EMAIL.encode(), escape(answer.email).encode()))


def _build(request: HttpRequest, answer: Answer, facts: dict[str, Any]) -> bytes:
    anyone = Answer(EMAIL, answer.way, answer.waiting, answer.newsletter, answer.pending)
    return render_to_string(TEMPLATE, {**facts, "answer": anyone}, request).encode()


def _key(request: HttpRequest, answer: Answer, places: list[WayAvailability | None]) -> str:
    """Names all that the page shows, the same for everyone."""
    rows = [
        row
        for place in places
        if place
        for row in (place.quota, place.quota.day, place.quota.venue)
    ]
    page = entity_tag(request, read_now(), get_language() or "")
    asked = (answer.way, answer.waiting, answer.newsletter, answer.pending)
    shown = (*asked, [place is None for place in places])
    return f"{page}{shown}{words(rows)}"
