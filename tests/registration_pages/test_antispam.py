"""Robots are asked again, people never lose a word."""

import datetime as dt
import html
from typing import Any

import pytest
import time_machine
from django.test import Client

from registration.models import Quota, Registration
from tests.registration_pages.forms import FORM, fill, hidden_fields

pytestmark = pytest.mark.django_db

OPENED = dt.datetime(2025, 1, 20, 9, tzinfo=dt.UTC)


@pytest.fixture
def _trap(settings: Any) -> None:
    settings.SUMMIT_FORM_MIN_SECONDS = 2


def _shown_again(client: Client, data: dict[str, Any]) -> dict[str, Any]:
    response = client.post(FORM, data)
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert "Merci d’envoyer de nouveau" in page
    assert 'value="Lefèvre"' in page
    assert Registration.objects.count() == 0
    return {**data, **hidden_fields(response)}


@pytest.mark.usefixtures("_trap")
def test_form_sent_at_once_is_shown_again_then_taken(client: Client, day: dict[str, Quota]) -> None:
    with time_machine.travel(OPENED, tick=False) as clock:
        data = fill(client)
        clock.shift(1)
        again = _shown_again(client, data)

        assert client.post(FORM, again).status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.usefixtures("_trap")
def test_form_sent_after_two_seconds_is_taken(client: Client, day: dict[str, Quota]) -> None:
    with time_machine.travel(OPENED, tick=False) as clock:
        data = fill(client)
        clock.shift(3)

        assert client.post(FORM, data).status_code == 302


@pytest.mark.usefixtures("_trap")
def test_time_goes_on_counting_while_errors_are_corrected(
    client: Client, day: dict[str, Quota]
) -> None:
    with time_machine.travel(OPENED, tick=False) as clock:
        data = fill(client, email="bad")
        clock.shift(2.5)
        response = client.post(FORM, data)
        corrected = {**data, **hidden_fields(response), "email": "good@example.org"}

        assert client.post(FORM, corrected).status_code == 302


def test_filled_trap_is_shown_again_empty_then_ignored(
    client: Client, day: dict[str, Quota]
) -> None:
    again = _shown_again(client, fill(client, reference="https://spam.example"))

    assert client.post(FORM, again).status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("stamp", ["", "first:forged:signature", "again:1:x", "é\x00", "x" * 9999])
def test_forged_or_missing_stamp_is_shown_again(
    client: Client, day: dict[str, Quota], stamp: str
) -> None:
    again = _shown_again(client, fill(client, stamp=stamp))

    assert client.post(FORM, again).status_code == 302


def test_page_open_for_more_than_a_day_is_shown_again(
    client: Client, day: dict[str, Quota]
) -> None:
    with time_machine.travel(OPENED, tick=False) as clock:
        data = fill(client)
        clock.shift(dt.timedelta(hours=25))
        again = _shown_again(client, data)

        assert client.post(FORM, again).status_code == 302


def test_trap_is_out_of_sight_and_out_of_the_tab_order(
    client: Client, day: dict[str, Quota]
) -> None:
    page = client.get(FORM).content.decode()

    assert '<div class="trap" aria-hidden="true">' in page
    assert 'id="id_reference" autocomplete="off" tabindex="-1"' in page
