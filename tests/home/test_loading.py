"""Site copy from its data file: the same rules as for the programme."""

import copy
import json
from typing import Any

import pytest

from summit.edition.loading import LoadError, LoadReport
from summit.edition.publishing import Status
from summit.home.management.commands.load_programme import CONTENT
from summit.home.models import (
    Announcement,
    AxisCopy,
    KeyFigure,
    LegalPage,
    LegalPlaceholder,
    Reason,
    SiteText,
)
from summit.home.services.loading import load_site
from summit.home.services.page_names import unknown_page_names
from summit.newsletter.models import Newsletter
from summit.newsletter.services.loading import load_newsletter

pytestmark = pytest.mark.django_db

REAL = json.loads((CONTENT / "site.json").read_text(encoding="utf-8"))


def load(data: dict[str, Any] = REAL, *, overwrite: bool = False) -> LoadReport:
    report = LoadReport()
    load_site(data, overwrite=overwrite, report=report)
    load_newsletter(data, overwrite=overwrite, report=report)
    return report


def changed(path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(REAL)
    target: Any = data
    *steps, last = path.split("/")
    for step in steps:
        target = target[int(step)] if step.isdigit() else target[step]
    target[int(last) if last.isdigit() else last] = value
    return data


def test_load_site_brings_all_of_the_file() -> None:
    load()

    assert SiteText.objects.count() == 6
    assert AxisCopy.objects.count() == 4
    assert Reason.objects.published().count() == 4
    assert KeyFigure.objects.published().count() == 6
    assert Announcement.objects.published().count() == 6
    assert LegalPlaceholder.objects.count() == 28
    assert Newsletter.objects.get().title_en == "The Summit newsletter"


def test_load_site_legal_pages_wait_for_their_facts() -> None:
    load()

    assert set(LegalPage.objects.values_list("status", flat=True)) == {Status.DRAFT}


def test_load_site_rows_pass_their_own_validation() -> None:
    load()

    for model in (SiteText, AxisCopy, Reason, KeyFigure, Announcement, LegalPage):
        for row in model.objects.all():
            row.full_clean()


def test_load_site_again_changes_nothing() -> None:
    load()

    report = load()

    assert (report.created, report.updated, report.kept) == (0, 0, [])


def test_load_site_what_an_organiser_changed_is_kept_unless_told() -> None:
    load()
    SiteText.objects.filter(key="home.tagline").update(text_fr="À nous")

    assert load().kept == ["home, text_fr"]
    assert SiteText.objects.get(key="home.tagline").text_fr == "À nous"

    load(overwrite=True)
    assert SiteText.objects.get(key="home.tagline").text_fr == REAL["home"]["tagline"]["fr"]


def test_load_site_publication_decided_by_an_organiser_is_kept() -> None:
    load()
    LegalPage.objects.update(status=Status.PUBLISHED)
    Announcement.objects.filter(slug="current-ai").update(status=Status.DRAFT)

    load()

    assert LegalPage.objects.published().count() == 3
    assert Announcement.objects.get(slug="current-ai").status == Status.DRAFT


@pytest.mark.parametrize(
    ("path", "value", "entry", "field"),
    [
        ("pages/0", "nowhere", "pages", "nowhere"),
        (
            "announcements/0/publish_on",
            "27 janvier",
            "announcements/defis-convergence-ia",
            "publish_on",
        ),
        ("announcements/0/page", "nowhere", "announcements/defis-convergence-ia/page", ""),
        (
            "announcements/0/body/fr",
            "[x](nowhere)",
            "announcements/defis-convergence-ia/body/fr",
            "",
        ),
        (
            "announcements/1/slug",
            "defis-convergence-ia",
            "announcements/defis-convergence-ia",
            "slug",
        ),
        ("home/tagline", None, "home", "tagline"),
        ("home/key_figures/0/value", "six", "key_figures/jours", "value"),
        ("home/key_figures/0/value", -1, "key_figures/jours", "value"),
        ("home/axes/0/title/en", "", "axes/cas-usage", "title.en"),
        ("legal/pages/0/title", "x", "pages/confidentialite", "title"),
        ("legal/placeholders/0/meaning", "", "placeholders/organiser_name", "meaning"),
        ("newsletter/consent", None, "newsletter", "consent"),
        ("newsletter", [], "", "newsletter"),
    ],
)
def test_load_site_wrong_entry_is_named(path: str, value: Any, entry: str, field: str) -> None:
    with pytest.raises(LoadError) as error:
        load(changed(path, value))

    assert (error.value.file, error.value.entry, error.value.field) == ("site.json", entry, field)


@pytest.mark.parametrize("name", ["programme.json", "faq.json", "site.json"])
def test_page_names_in_every_file_have_a_route(name: str) -> None:
    data = json.loads((CONTENT / name).read_text(encoding="utf-8"))

    assert list(unknown_page_names(data)) == []


def test_legal_texts_name_only_facts_of_the_file_and_use_them_all() -> None:
    load()

    named = set().union(*(page.placeholders for page in LegalPage.objects.all()))

    assert named == set(LegalPlaceholder.objects.values_list("slug", flat=True))
