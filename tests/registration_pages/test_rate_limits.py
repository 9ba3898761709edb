"""A ministry behind one address gets through; one address for ever does not."""

import datetime as dt
import html
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory

from registration import rate_limits
from registration.models import Quota, Registration
from registration.rate_limits import Limit, client_network
from summit.accounts.emails import email_key
from tests.registration_pages.forms import FORM, TYPED, fill

MOMENT = dt.datetime(2025, 1, 20, 9, tzinfo=dt.UTC)
SMALL = Limit("small", 3, 60)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.embedded
def test_300_people_behind_one_address_register_in_one_minute(day: dict[str, Quota]) -> None:
    with time_machine.travel(MOMENT, tick=False):
        Quota.objects.update(capacity=None)
        data = fill(Client())
        del data["press_key"]
        answers = [
            Client().post(FORM, {**data, "email": f"person-{number}@ministry.example"})
            for number in range(300)
        ]

    assert {answer.status_code for answer in answers} == {302}
    assert Registration.objects.count() == 300


@pytest.mark.django_db
def test_one_address_too_often_gets_429_and_keeps_what_was_typed(
    client: Client, day: dict[str, Quota]
) -> None:
    with time_machine.travel(MOMENT, tick=False):
        limit = rate_limits.REGISTER_EMAIL
        for _try in range(limit.count):
            assert limit.hit(email_key(TYPED["email"]))
        response = client.post(FORM, fill(client))
    page = html.unescape(response.content.decode())

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert 'value="Lefèvre"' in page
    assert "Trop de demandes à la fois" in page
    assert Registration.objects.count() == 0


@pytest.mark.django_db
def test_forged_header_does_not_widen_the_limit(client: Client, day: dict[str, Quota]) -> None:
    with time_machine.travel(MOMENT, tick=False):
        limit = rate_limits.REGISTER_FROM_ADDRESS
        for _try in range(limit.count):
            limit.hit("127.0.0.1")
        answers = [
            client.post(FORM, fill(client), headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(3)
        ]

    assert [answer.status_code for answer in answers] == [429, 429, 429]


@pytest.mark.embedded
def test_limit_counts_each_subject_and_forgets_after_its_window() -> None:
    cache.clear()
    with time_machine.travel(MOMENT, tick=False) as clock:
        hits = [SMALL.hit("a") for _try in range(4)]
        other = SMALL.hit("b")
        clock.shift(60)
        later = SMALL.hit("a")

    assert (hits, other, later) == ([True, True, True, False], True, True)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        (0, "", "", ""),
    ],
)
def test_client_network_is_what_the_nearest_trusted_proxy_saw(
    settings: Any, proxies: int, remote: str, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR=remote).get("/", headers=headers)

    assert client_network(request) == expected
