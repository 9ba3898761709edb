"""Plain pages of the Release and of what goes live when saved."""

from typing import Any

import pytest
from django.test import Client

from agenda.models import Exhibitor, ProjectCall
from agenda.services.releases import publish_release
from summit.accounts.models import User
from summit.edition.models import Edition
from tests.agenda.factories import load, session
from tests.faq.factories import make_question
from tests.home.factories import make_announcement, make_fact, make_text

pytestmark = pytest.mark.django_db

NAMES = [
    "",
    "business-day/",
    "partners/",
    "exhibitors/",
    "announcements/",
    "contact/",
    "site-map/",
]


@pytest.fixture
def released() -> None:
    load()
    Edition.objects.update(
        business_day=session().day.date, contact_email="contact@example.org", sender_email=""
    )
    publish_release(note="", actor=None)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_page_without_any_content_is_answered(client: Client, name: str, language: str) -> None:
    response = client.get(f"/{language}/{name}")

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("name", NAMES)
def test_page_answers_head_and_refuses_post(client: Client, name: str) -> None:
    assert client.head(f"/fr/{name}").status_code == 200
    assert client.post(f"/fr/{name}").status_code == 405


def test_word_for_one_visitor_is_kept_by_nobody_and_said_once(client: Client) -> None:
    client.force_login(User.objects.create_user("camille@example.org"))
    client.post("/fr/account/logout/")

    told, after = client.get("/fr/"), client.get("/fr/")

    assert "déconnecté" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    assert "ETag" not in told
    assert "déconnecté" not in after.content.decode()
    assert after["Cache-Control"] == "public, max-age=60"


def test_partners_stand_under_their_part_of_the_week(released: None, client: Client) -> None:
    html = client.get("/en/partners/").content.decode()

    assert html.index("Business Day</h2>") < html.index("The Agency (en)")


def test_exhibitor_without_confirmation_is_marked(released: None, client: Client) -> None:
    html = client.get("/en/exhibitors/").content.decode()

    assert html.count("To be confirmed") == 1
    assert session("workshop").url_slug in html


def test_exhibitor_confirmed_and_released_is_not_marked(released: None, client: Client) -> None:
    Exhibitor.objects.update(presence_confirmed=True)
    draft = client.get("/en/exhibitors/").content.decode()
    publish_release(note="", actor=None)
    public = client.get("/en/exhibitors/").content.decode()

    assert (draft.count("To be confirmed"), public.count("To be confirmed")) == (1, 0)


def test_business_day_names_axes_sectors_audiences_and_no_winner(
    released: None, client: Client
) -> None:
    make_text("business_day.title", "The day")

    response = client.get("/en/business-day/")

    html = response.content.decode()
    programme = response.context["programme"]
    for item in (*programme.axes, *programme.sectors, *programme.audiences):
        assert item.name.en in html
    assert "once the organisers confirm them" in html
    assert f'href="/en/agenda/{session().day.date.isoformat()}/"' in html


def test_business_day_names_the_winners_that_organisers_confirmed(
    released: None, client: Client
) -> None:
    Exhibitor.objects.update(laureate=True)
    publish_release(note="", actor=None)
    before = client.get("/en/business-day/").content.decode()
    ProjectCall.objects.update(laureates_confirmed=True)
    publish_release(note="", actor=None)
    after = client.get("/en/business-day/").content.decode()

    assert ("The House" in before, "once the organisers confirm them" in before) == (False, True)
    assert ("The House" in after, "once the organisers confirm them" in after) == (True, False)


def test_contact_shows_only_what_is_known(released: None, client: Client) -> None:
    make_fact("accessibility_email", value_fr="acces@example.org", value_en="access@example.org")
    make_fact("dpo_contact", value_fr="", value_en="")

    html = client.get("/en/contact/").content.decode()

    assert 'href="mailto:contact@example.org"' in html
    assert 'href="mailto:access@example.org"' in html
    assert "Your personal data" not in html
    assert "Elsewhere on the web" not in html


def test_contact_leads_to_the_sites_that_organisers_named(released: None, client: Client) -> None:
    Edition.objects.update(official_sites=["https://www.example.org/ai-summit"])

    html = client.get("/fr/contact/").content.decode()

    assert "Ailleurs sur le web" in html
    assert 'href="https://www.example.org/ai-summit" rel="external' in html
    assert ">example.org/ai-summit</a>" in html


def test_site_map_lists_every_kind_of_page(released: None, client: Client) -> None:
    make_question("prix")
    make_announcement("nouvelle")

    response = client.get("/fr/site-map/")

    html = response.content.decode()
    addresses = [day.get_absolute_url() for day in response.context["programme"].days]
    for address in (*addresses, "/fr/faq/prix/", "/fr/announcements/nouvelle/", "/fr/contact/"):
        assert f'href="{address}"' in html


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("partners/", 2), ("exhibitors/", 2), ("contact/", 2), ("site-map/", 7), ("business-day/", 6)],
)
def test_page_needs_the_same_queries_for_one_and_three_rows(
    client: Client,
    django_assert_num_queries: Any,
    name: str,
    queries: int,
    rows: int,
) -> None:
    for number in range(rows):
        make_question(f"q{number}")
        make_announcement(f"n{number}")
        make_fact(f"fact{number}")
        make_text(f"home.text{number}", "Words")
    client.get(f"/fr/{name}")  # the release is read once per process

    with django_assert_num_queries(queries):
        client.get(f"/fr/{name}")
