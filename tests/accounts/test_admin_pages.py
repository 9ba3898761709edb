"""What the pages of the administration share: where one is, what there is, the way back."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import localize

from agenda.models import Venue
from registration.models import Rules
from summit.accounts.models import User
from tests.registration.factories import make_business_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client: Client, settings: Any) -> Client:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    return client


def read(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def english(name: str, *args: Any) -> str:
    with translation.override("en"):
        return reverse(f"admin:{name}", args=args)


def test_search_without_a_result_leads_back_to_the_whole_list(organiser: Client) -> None:
    address = english("agenda_venue_changelist")

    found, empty = read(organiser, f"{address}?q=nowhere"), read(organiser, address)

    assert "Nothing matches" in found
    assert '<a class="button" href="?">' in found
    assert "Nothing here yet" in empty
    assert '<a class="button" href="?">' not in empty


def test_what_others_need_is_not_deleted_and_the_page_leads_back(organiser: Client) -> None:
    make_business_day()
    venue = Venue.objects.get(slug="station-f")

    page = read(organiser, english("agenda_venue_delete", venue.pk))

    assert "Nothing was deleted." in page
    assert f'href="{english("agenda_venue_change", venue.pk)}">Back</a>' in page


def test_window_over_a_form_has_no_trail_out_of_it(organiser: Client) -> None:
    address = english("agenda_venue_add")

    assert 'class="breadcrumbs"' in read(organiser, address)
    assert 'class="breadcrumbs"' not in read(organiser, f"{address}?_popup=1")


def test_list_of_one_row_is_named_once_and_with_a_capital(organiser: Client) -> None:
    rules = Rules.objects.create()

    page = read(organiser, english("registration_rules_change", rules.pk))

    assert "<h1>Registration rules</h1>" in page
    assert "registration rules</" not in page


def test_list_named_as_its_app_stands_once_in_the_trail(organiser: Client) -> None:
    page = read(organiser, english("registration_registration_changelist"))
    trail = page.split('class="breadcrumbs"')[1].split("</div>")[0]

    assert trail.count("Registrations") == 1


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "11 February 2025, 9:05"), ("fr", "11 février 2025, 9 h 05")]
)
def test_dates_are_written_as_on_the_site_and_read_day_first(language: str, shown: str) -> None:
    moment = dt.datetime(2025, 2, 11, 9, 5, tzinfo=ZoneInfo("Europe/Paris"))

    with translation.override(language):
        assert localize(moment).replace("\u202f", " ") == shown
        assert forms.DateField().clean("11/02/2025") == moment.date()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Somebody without a password"), ("fr", "Sans mot de passe, on ne peut")],
)
def test_page_of_a_password_speaks_the_language_of_the_page(
    organiser: Client, language: str, words: str
) -> None:
    boss = User.objects.create_superuser("other@example.org", "a long password 1")

    with translation.override(language):
        page = organiser.get(reverse("admin:auth_user_password_change", args=[boss.pk]))

    assert words in page.content.decode()
