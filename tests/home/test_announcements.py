import datetime as dt

import pytest
import time_machine
from django.test import Client

from summit.edition.publishing import Status
from tests.agenda.factories import make_edition
from tests.home.factories import make_announcement

pytestmark = pytest.mark.django_db

LATE_IN_PARIS = dt.datetime(2025, 1, 19, 23, 30, tzinfo=dt.UTC)  # already 20 January there


@pytest.fixture(autouse=True)
def _edition(settings) -> None:
    settings.SUMMIT_REHEARSAL = False
    make_edition()


def slugs(client: Client) -> list[str]:
    return [one.slug for one in client.get("/fr/announcements/").context["announcements"]]


def test_announcements_published_whose_day_has_come_are_listed_newest_first(
    client: Client,
) -> None:
    make_announcement("old", publish_on=dt.date(2025, 1, 10))
    make_announcement("today", publish_on=dt.date(2025, 1, 20))
    make_announcement("tomorrow", publish_on=dt.date(2025, 1, 21))
    make_announcement("draft", status=Status.DRAFT)

    with time_machine.travel(LATE_IN_PARIS, tick=False):
        assert slugs(client) == ["today", "old"]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, 200),
        ({"publish_on": dt.date(2025, 1, 21)}, 404),
        ({"status": Status.DRAFT}, 404),
    ],
)
def test_announcement_has_its_address_while_it_is_visible(
    client: Client, values: dict, status: int
) -> None:
    make_announcement("nouvelle", **values)

    with time_machine.travel(LATE_IN_PARIS, tick=False):
        assert client.get("/fr/announcements/nouvelle/").status_code == status


def test_announcement_leads_to_its_video(client: Client) -> None:
    make_announcement("videos", video="https://video.example.org/day?a=1&b=2")
    make_announcement("nouvelle")

    with time_machine.travel(LATE_IN_PARIS, tick=False):
        pages = [client.get(f"/fr/announcements/{slug}/") for slug in ("videos", "nouvelle")]

    with_video, without = (page.content.decode() for page in pages)
    assert 'href="https://video.example.org/day?a=1&amp;b=2" rel="external' in with_video
    assert "Voir la vidéo" in with_video
    assert "Voir la vidéo" not in without


def test_announcement_links_to_its_page_in_words(client: Client) -> None:
    make_announcement("nouvelle", page="agenda")

    with time_machine.travel(LATE_IN_PARIS, tick=False):
        html = client.get("/en/announcements/nouvelle/").content.decode()

    assert '<a class="button button--secondary" href="/en/agenda/">See the agenda</a>' in html


def test_announcements_none_yet_proposes_the_newsletter(client: Client) -> None:
    html = client.get("/en/announcements/").content.decode()

    assert "Nothing to announce yet." in html
    assert 'href="/en/newsletter/"' in html


@pytest.mark.parametrize("rows", [1, 3])
def test_announcements_need_the_same_queries_for_one_and_three(
    client: Client, django_assert_num_queries, rows: int
) -> None:
    for number in range(rows):
        make_announcement(f"n{number}")

    with time_machine.travel(LATE_IN_PARIS, tick=False):
        with django_assert_num_queries(3):  # edition for the view and for the frame, news
            client.get("/fr/announcements/")
        with django_assert_num_queries(3):
            client.get("/fr/announcements/n0/")
