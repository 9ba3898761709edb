"""Stars of an account: one list on every device, for nobody else."""

from typing import Any

import pytest
from django.test import Client

from agenda.models import SeenRelease, Star
from summit.accounts.models import User
from tests.agenda_keep.conftest import URL, sign_in


def post(client: Client, **fields: Any) -> Any:
    return client.post(URL, {name: str(value) for name, value in fields.items()})


def test_visitor_gets_no_cookie_no_token_and_no_stars(client: Client, sessions: list[int]) -> None:
    answer = client.get(URL)

    assert answer.json() == {"owner": ""}
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_visitor_changes_nothing(client: Client, sessions: list[int]) -> None:
    answer = post(client, set=sessions[0])

    assert answer.status_code == 403
    assert Star.objects.count() == 0


def test_list_of_a_device_joins_that_of_the_account(client: Client, sessions: list[int]) -> None:
    user = sign_in(client)
    one, two, three = sessions[:3]
    post(client, set=f"{one},{two}")

    answer = post(client, set=f"{two},{three}")

    assert answer.json()["ids"] == [one, two, three]
    assert Star.objects.filter(user=user).count() == 3


def test_change_sent_twice_changes_once(client: Client, sessions: list[int]) -> None:
    sign_in(client)
    one, two = sessions[:2]
    for _ in range(2):
        post(client, set=f"{one},{one}")
    for _ in range(2):
        answer = post(client, unset=f"{one},{two}")

    assert answer.json()["ids"] == []


def test_star_removed_elsewhere_is_gone_here(client: Client, sessions: list[int]) -> None:
    one, two = sessions[:2]
    user = sign_in(client)
    post(client, set=f"{one},{two}")
    other = Client()
    other.force_login(user)
    post(other, unset=one)

    assert client.get(URL).json()["ids"] == [two]


def test_stars_of_one_person_never_reach_another(client: Client, sessions: list[int]) -> None:
    sign_in(client)
    post(client, set=sessions[0])
    other = Client()
    sign_in(other, "other@example.org")

    assert other.get(URL).json()["ids"] == []
    assert other.get(URL).json()["owner"] != client.get(URL).json()["owner"]


@pytest.mark.parametrize(
    "text",
    ["", ",", "-1", "0", "999999999", "9" * 400, "1;2", "é", "²", "1.5", "<b>", "\x00", "1e3"],
)
def test_bad_number_is_left_out(client: Client, sessions: list[int], text: str) -> None:
    sign_in(client)

    answer = post(client, set=text, unset=text, seen=text)

    assert answer.status_code == 200
    assert answer.json()["ids"] == []


def test_star_needs_the_token_of_this_visitor(sessions: list[int]) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    one = sessions[0]

    refused = post(client, set=one).status_code
    token = client.get(URL).json()["token"]
    accepted = client.post(URL, {"set": str(one)}, headers={"x-csrftoken": token})

    assert (refused, accepted.status_code) == (403, 200)


def test_release_read_on_one_device_is_not_taken_back_by_another(
    client: Client, sessions: list[int]
) -> None:
    user = sign_in(client)
    post(client, seen=7)
    post(client, seen=3)

    assert SeenRelease.objects.get(user=user).number == 7
    assert client.get(URL).json()["seen"] == 7


def test_account_that_goes_takes_its_stars_along(client: Client, sessions: list[int]) -> None:
    user = sign_in(client)
    post(client, set=sessions[0], seen=1)
    User.objects.get(pk=user.pk).delete()

    assert (Star.objects.count(), SeenRelease.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long_it_is(
    client: Client, sessions: list[int], django_assert_num_queries: Any, count: int
) -> None:
    sign_in(client)
    post(client, set=",".join(map(str, sessions[:count])))
    client.get(URL)

    with django_assert_num_queries(6):
        client.get(URL)


def test_signing_out_asks_the_browser_to_forget(client: Client, sessions: list[int]) -> None:
    sign_in(client)
    answer = client.post("/en/account/logout/")

    assert answer["Clear-Site-Data"] == '"storage"'
    assert "_auth_user_id" not in client.session
