"""The front page before, during and after, and what it is made of."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from agenda.services.releases import publish_release
from faq.models import Question
from registration.models import Quota, Way
from summit.edition.models import Edition
from summit.edition.publishing import Status
from summit.home.models import AxisCopy, KeyFigure, Reason
from tests.agenda.factories import add_sessions, load, session
from tests.faq.factories import make_question
from tests.home.factories import make_announcement, make_text
from tests.newsletter.factories import make_newsletter

pytestmark = pytest.mark.django_db

BEFORE = dt.datetime(2025, 1, 20, 8, tzinfo=dt.UTC)
AFTER = dt.datetime(2025, 2, 12, 8, tzinfo=dt.UTC)
QUERIES = 14

Open = Callable[..., Any]


@pytest.fixture
def open_home(client: Client, settings: Any) -> Open:
    settings.SUMMIT_REHEARSAL = False
    load()
    make_text("home.tagline", "Tagline")
    make_text("home.introduction", "Introduction")
    make_text("business_day.title", "The day")
    make_newsletter()
    Edition.objects.update(business_day=session().day.date)
    publish_release(note="", actor=None)

    def open_at(moment: dt.datetime, language: str = "en") -> Any:
        with time_machine.travel(moment, tick=False):
            return client.get(f"/{language}/")

    return open_at


def make_quota(way: Way, capacity: int | None) -> None:
    held = session()
    Quota.objects.create(
        slug=way.value,
        name_fr=way.value,
        name_en=way.value,
        day=held.day,
        venue=held.venue,
        way=way,
        capacity=capacity,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
    )


def fill(count: int) -> None:
    for number in range(count):
        both = {"title_fr": "T", "title_en": "T", "text_fr": "x", "text_en": "x"}
        AxisCopy.objects.create(slug=f"a{number}", **both)
        Reason.objects.create(slug=f"r{number}", status=Status.PUBLISHED, **both)
        KeyFigure.objects.create(
            slug=f"k{number}",
            value=number,
            display_fr=str(number),
            display_en=str(number),
            label_fr="choses",
            label_en="things",
            status=Status.PUBLISHED,
        )
        make_announcement(f"n{number}")
        make_question(f"q{number}", home_order=number)


def test_home_before_invites_to_register(open_home: Open) -> None:
    html = open_home(BEFORE).content.decode()

    assert "<h1>Tagline (en)</h1>" in html
    assert "Register for the Business Day" in html
    assert "Show my ticket" not in html


def test_home_before_with_registration_closed_leads_to_the_agenda(open_home: Open) -> None:
    Edition.objects.update(registration_closes_at=BEFORE)

    html = open_home(BEFORE).content.decode()

    assert "Register for the Business Day" not in html
    assert "Registration for the Business Day is closed." in html


def test_home_before_registration_opens_names_the_moment(open_home: Open) -> None:
    Edition.objects.update(registration_opens_at=dt.datetime(2025, 1, 25, 9, tzinfo=dt.UTC))

    html = open_home(BEFORE).content.decode().replace("\u00a0", " ")

    assert "Registration opens on Saturday 25 January 2025 at 10:00." in html


def test_home_during_shows_what_is_on(open_home: Open) -> None:
    first = session()

    response = open_home(first.starts_at + dt.timedelta(minutes=1))

    html = response.content.decode()
    assert response.context["on_now"][0].session.slug == first.slug
    assert "On now" in html
    assert "Show my ticket" in html
    assert "Tagline (en)" not in html


def test_home_after_looks_back_and_shows_no_way_to_register(open_home: Open) -> None:
    Edition.objects.update(registration_closes_at=BEFORE)

    html = open_home(AFTER).content.decode()

    assert "<h1>Look back at the week</h1>" in html
    assert "The event is over and registration is closed." in html
    assert "Register for the Business Day" not in html
    assert html.index('id="newsletter"') < html.index('id="why"')


def test_home_week_says_for_each_day_who_may_come(open_home: Open) -> None:
    response = open_home(BEFORE)

    html = response.content.decode()
    for item in response.context["days"]:
        assert f'href="/en/agenda/{item.day.date.isoformat()}/"' in html
        assert str(item.day.access_note.en) in html

    over = open_home(AFTER)
    html = over.content.decode()
    for item in over.context["days"]:
        assert str(item.day.access_note.en) not in html.split('id="week"')[1].split("</ol>")[0]


def test_home_holds_five_questions_and_three_announcements(open_home: Open) -> None:
    fill(7)

    response = open_home(BEFORE)

    assert len(response.context["questions"]) == 5
    assert len(response.context["announcements"]) == 3
    assert response.context["question_total"] == Question.objects.count()


def test_home_without_any_content_is_still_a_page(client: Client) -> None:
    assert client.get("/fr/").status_code == 200


def test_home_sets_no_cookie_and_holds_no_token_script_or_style(open_home: Open) -> None:
    fill(1)

    response = open_home(BEFORE)

    html = response.content.decode()
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert response["Cache-Control"] == "public, max-age=60"


def test_home_changes_as_soon_as_a_text_is_saved(open_home: Open, client: Client) -> None:
    etag = open_home(BEFORE)["ETag"]
    Reason.objects.create(
        slug="new",
        status=Status.PUBLISHED,
        title_fr="Neuf",
        title_en="New",
        text_fr="x",
        text_en="x",
    )

    response = open_home(BEFORE)

    assert response["ETag"] != etag
    assert "<h3>New</h3>" in response.content.decode()


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        (200, "in person or online"),
        (9, "Only 9 places left in person"),
        (0, "Full in person, waiting list open"),
    ],
)
def test_home_before_says_when_places_run_out(open_home: Open, capacity: int, words: str) -> None:
    for way, places in ((Way.IN_PERSON, capacity), (Way.ONLINE, None)):
        make_quota(way, places)

    text = open_home(BEFORE).content.decode()

    note = text.split('class="hero__note')[1].split("</p>")[0]
    assert words in note
    assert ("open online" in note) == (capacity < 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_home_needs_the_same_queries_for_one_and_three_of_each(
    open_home: Open, django_assert_num_queries: Any, rows: int
) -> None:
    fill(rows)
    add_sessions(rows)
    publish_release(note="", actor=None)
    open_home(BEFORE)  # the release is read once per process

    with django_assert_num_queries(QUERIES):
        open_home(BEFORE)
