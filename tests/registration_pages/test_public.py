"""Live places, the page to join, and registration's panels on other pages."""

import datetime as dt
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from registration.models import Quota, Way
from summit.edition.models import Edition
from tests.registration.factories import register
from tests.registration_pages.people import as_read

pytestmark = pytest.mark.django_db


def _render(source: str, language: str = "fr", **context: Any) -> str:
    with translation.override(language):
        text = Template("{% load registration_tags %}" + source).render(Context(context))
    return as_read(text)


def test_places_are_counted_now_and_never_stored(client: Client, day: dict[str, Quota]) -> None:
    register()

    response = client.get("/fr/registration/places/")
    page = response.content.decode()

    assert "<b>1</b> inscrit sur 100" in page
    assert "<b>Sans limite</b> de places" in page
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_few_places_and_a_queue_are_said(client: Client, day: dict[str, Quota]) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=2)
    register("first@example.org")
    few = client.get("/en/registration/places/").content.decode()
    register("second@example.org")
    register("third@example.org", wait_in_person=True)
    full = client.get("/en/registration/places/").content.decode()

    assert "Only 1 place left" in few
    assert "Full, 1 person waiting" in full


def test_online_full_promises_no_waiting_list(client: Client, day: dict[str, Quota]) -> None:
    Quota.objects.update(capacity=0)

    in_person, online = client.get("/en/registration/places/").content.decode().split("Online")

    assert "Full, waiting list open" in in_person
    assert "waiting list" not in online


def test_fragment_costs_few_queries(
    client: Client, day: dict[str, Quota], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        client.get("/fr/registration/places/")


@pytest.mark.parametrize("path", ["/fr/registration/join/", "/en/registration/join/"])
def test_join_page_is_public_and_leads_to_the_personal_link(
    client: Client, day: dict[str, Quota], path: str
) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert "lost-link" in response.content.decode()
    assert not response.cookies


def test_panel_shows_places_at_once_and_names_its_live_address(day: dict[str, Quota]) -> None:
    panel = _render("{% places_panel %}")

    assert 'data-live-url="/fr/registration/places/"' in panel
    assert "<b>100</b> places" in panel


def test_panel_without_a_business_day_is_empty() -> None:
    assert _render("{% places_panel %}").strip() == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 'href="/fr/registration/"'),
        ({"registration_mode": "closed"}, "L’inscription est close"),
        (
            {"registration_opens_at": dt.datetime(2999, 1, 6, 8, tzinfo=dt.UTC)},
            "L’inscription ouvre le",
        ),
    ],
)
def test_button_follows_the_window(
    day: dict[str, Quota], changes: dict[str, Any], expected: str
) -> None:
    Edition.objects.update(**changes)

    assert expected in _render("{% register_button %}")
