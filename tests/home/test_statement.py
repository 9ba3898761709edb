"""What the site says of its accessibility is what the audit found."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from summit.home.models import LegalPlaceholder
from summit.home.services.trial_facts import FACTS
from tests.home.factories import make_fact, make_text

AUDIT = (Path(__file__).resolve().parents[2] / "docs" / "accessibility.md").read_text()
ROW = re.compile(r"^\| (\d+)\.(\d+) \| ([^|]+) \| (C|NC|NA) \| ([^|]+) \|$", re.MULTILINE)
# Themes 1 to 13 of RGAA 4.1.2.
CRITERIA = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]


def count(result: str) -> int:
    return [row[3] for row in ROW.findall(AUDIT)].count(result)


def test_audit_judges_each_criterion_once_and_says_why() -> None:
    found = [(int(theme), int(number)) for theme, number, *_rest in ROW.findall(AUDIT)]

    assert len(found) == 106
    assert found == [
        (theme, number)
        for theme, most in enumerate(CRITERIA, start=1)
        for number in range(1, most + 1)
    ]


def test_audit_counts_what_its_table_holds() -> None:
    applicable = count("C") + count("NC")
    rate = f"{100 * count('C') / applicable:.1f}"

    assert f"| C, conform | {count('C')} |" in AUDIT
    assert f"| NC, not conform | {count('NC')} |" in AUDIT
    assert re.search(rf"^\| NA, [^|]+ \| {count('NA')} \|$", AUDIT, re.MULTILINE)
    assert f"{count('C')} of the {applicable} criteria that apply are met: {rate} %." in AUDIT
    assert ("**partially conform**" in AUDIT) == (count("NC") > 0)


@pytest.mark.parametrize("language", [0, 1], ids=["fr", "en"])
def test_statement_of_the_trial_says_what_the_audit_found(language: int) -> None:
    applicable = count("C") + count("NC")
    rate = f"{100 * count('C') / applicable:.1f}"
    told = FACTS["conformity_rate"][language]
    not_met = [f"{row[0]}.{row[1]}" for row in ROW.findall(AUDIT) if row[3] == "NC"]

    assert told.replace(",", ".").startswith(rate)
    assert re.findall(r"\d+", told)[-2:] == [str(count("C")), str(applicable)]
    assert re.findall(r"\d+\.\d+", FACTS["known_issues"][language]) == not_met
    assert FACTS["conformity_status"][language].startswith(("partiellement", "partially"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Accessibilité\N{NARROW NO-BREAK SPACE}: Nous"), ("en", "Accessibility: Us")],
)
def test_home_says_how_accessible_the_site_is_once_organisers_have_said_so(
    client: Client, language: str, words: str
) -> None:
    make_text("home.tagline", "Tagline")
    assert "home-conformity" not in client.get(f"/{language}/").content.decode()

    make_fact("conformity_status")

    link = f'<a href="/{language}/accessibility/">{words}</a>'
    assert link in client.get(f"/{language}/").content.decode()
    with translation.override(language):
        assert LegalPlaceholder.objects.conformity() in words
