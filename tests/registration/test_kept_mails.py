"""Mails rendered once for many people read exactly as if rendered for each."""

from collections.abc import Iterable
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Template
from django.test.signals import template_rendered

from registration.models import Quota
from summit.edition.models import Edition
from summit.mail.kept import KeptMails
from summit.mail.rendering import Parts, render_parts
from tests.registration.factories import make_business_day

pytestmark = pytest.mark.django_db

KINDS = sorted(
    path.name.removesuffix("_subject.txt")
    for path in (Path(settings.BASE_DIR) / "templates/mail").glob("registration_*_subject.txt")
)
PERSONAL = ("first_name", "ticket_code")
ORDINARY = [
    "Ada",
    "Jean-Pierre",
    "O’Neill",
    "d'Arc",
    "Élodie",
    "ana",
    "李",
    "Ada Maria",
    "Mars",
    "de",
]
HOSTILE = [
    "",
    "Ada : Paul ?",
    "12 mars",
    "h",
    "5 000",
    "« Ada »",
    "l’IA",
    "de l’IA",
    "<b>Ada</b>",
    "Ada & Co",
    '"Ada"',
    "E\u0301lodie",
    "\u0301Ada",
    "عَلِي",
    "Ada\n\n\n\nLovelace",
    "  Ada  ",
    "A\u202eda",
    "J. R.",
    "{{ first_name }}",
    "%(first_name)s",
    "http://evil.example",
    "qq",
    "x" * 300,
]
NAMES = [*ORDINARY, *HOSTILE]
# What somebody holds for certain, and whether they wait in person beside it.
SITUATIONS = [("in_person", False), ("online", True), ("", True), ("online", False)]
CODES = ["ABCD-EFGH-JKLM", "1234-5678-9ABC", "ABCD-EFGH-0003", "3H"]


def quotas() -> dict[str, Quota]:
    make_business_day()
    return {quota.way: quota for quota in Quota.objects.with_places()}


def values_for(quotas: dict[str, Quota], *, confirmed: str, waiting: bool) -> dict[str, Any]:
    return {
        "edition": Edition.objects.current(),
        "confirmed": quotas.get(confirmed),
        "waiting": quotas["in_person"] if waiting else None,
        "is_online": confirmed == "online",
    }


def links_for(number: int) -> dict[str, str]:
    names = ("manage_url", "cancel_url", "ticket_url", "join_url", "decline_url")
    return {
        name: f"https://summit.example/personal-link/-{number}{index}_{'z' * 20}{index}-"
        for index, name in enumerate(names)
    }


def both(mails: KeptMails, kind: str, language: str, number: int, **values: Any) -> list[Parts]:
    links = links_for(number)
    plain = render_parts(kind, language, {**values, **links})
    return [mails.render(kind, language, values, personal=PERSONAL, links=links), plain]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_kept_mail_with_any_name_reads_as_rendered_plainly(kind: str, language: str) -> None:
    compare(kind, language, zip(NAMES, cycle(SITUATIONS), strict=False))


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_kept_mail_with_any_name_in_any_situation_reads_so_too(kind: str, language: str) -> None:
    compare(kind, language, product(NAMES, SITUATIONS))


def compare(kind: str, language: str, cases: Iterable[tuple[str, tuple[str, bool]]]) -> None:
    mails, held = KeptMails(), quotas()
    for number, (name, (confirmed, waiting)) in enumerate(cases):
        shared = values_for(held, confirmed=confirmed, waiting=waiting)
        personal = {"first_name": name, "ticket_code": CODES[number % len(CODES)]}
        one, other = both(mails, kind, language, number, **shared, **personal)
        assert one == other, name


@pytest.mark.parametrize("kind", KINDS)
def test_mail_with_an_ordinary_name_is_rendered_once(kind: str) -> None:
    mails, held = KeptMails(), quotas()
    rendered: list[str] = []

    def note(template: Template, **_: Any) -> None:
        rendered.append(str(template.name))

    template_rendered.connect(note)
    for number, name in enumerate(ORDINARY):
        shared = values_for(held, confirmed="in_person", waiting=False)
        values = {**shared, "first_name": name, "ticket_code": CODES[0]}
        mails.render(kind, "fr", values, personal=PERSONAL, links=links_for(number))
    template_rendered.disconnect(note)

    assert rendered.count(f"mail/{kind}_message.html") == 1


def test_kept_mail_after_a_word_of_the_venue_changed_says_the_new_one() -> None:
    mails, held = KeptMails(), quotas()
    kind = "registration_confirmed_in_person"
    personal = {"first_name": "Ada", "ticket_code": CODES[0]}
    shared = values_for(held, confirmed="in_person", waiting=False)
    both(mails, kind, "fr", 1, **shared, **personal)

    held["in_person"].venue.directions_fr = "Métro 14"
    one, other = both(mails, kind, "fr", 1, **shared, **personal)

    assert one == other
    assert "Métro 14" in one.text
