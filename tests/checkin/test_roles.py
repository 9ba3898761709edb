"""Every address of the doors, for everybody: who may use it, who signs in first, who is refused."""

import json
import uuid
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from registration.checkin import urls
from registration.checkin.models import Door, Scan
from summit.accounts.models import User
from summit.home.services.groups import CONTENT, DESK, DOORS, PROGRAMME
from tests.checkin.factories import make_steward, show
from tests.registration.factories import make_registration

pytestmark = pytest.mark.django_db

DATA = {"scans", "list"}
POSTS = {"enter", "find", "undo", "scans"}
OPEN = {"worker"}
"""Holds our script and nothing of anybody."""


@pytest.fixture
def addresses(door: Door) -> dict[str, str]:
    scan = show(door, make_registration())
    arguments: dict[str, list[Any]] = {"choose_door": [], "worker": []}
    for name in ("result", "undo"):
        arguments[name] = [door.slug, scan.nonce]
    return {
        str(route.name): reverse(
            f"registration:checkin:{route.name}", args=arguments.get(str(route.name), [door.slug])
        )
        for route in urls.urlpatterns
        if route.name not in OPEN
    }


def ask(client: Client, name: str, address: str) -> Any:
    if name == "scans":
        body = {"scans": [{"nonce": str(uuid.uuid4()), "code": "X", "kind": "entry", "age": 0}]}
        return client.post(address, json.dumps(body), content_type="application/json")
    return (
        client.post(address, {"code": "X", "name": "abc"}) if name in POSTS else client.get(address)
    )


def statuses(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    return {name: ask(client, name, address).status_code for name, address in addresses.items()}


@pytest.mark.parametrize(
    ("group", "may"), [(DOORS, True), (DESK, True), (CONTENT, False), (PROGRAMME, False)]
)
def test_only_groups_with_the_right_stand_at_a_door(
    client: Client, settings: Any, addresses: dict[str, str], group: str, may: bool
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(make_steward(group=group))
    before = Scan.objects.count()

    found = statuses(client, addresses)

    refused = {name for name, status in found.items() if status == 403}
    assert refused == (set() if may else set(addresses))
    assert may or Scan.objects.count() == before


def test_participant_is_refused_whatever_right_the_account_was_given(
    client: Client, addresses: dict[str, str]
) -> None:
    user = make_steward()
    User.objects.update(is_staff=False)
    client.force_login(User.objects.get(pk=user.pk))

    assert set(statuses(client, addresses).values()) == {403}


def test_visitor_is_led_to_the_staff_door_and_a_program_is_told(
    client: Client, addresses: dict[str, str]
) -> None:
    for name, address in addresses.items():
        answer = ask(client, name, address)
        if name in DATA:
            assert (answer.status_code, list(answer.json())) == (401, ["error"])
        else:
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("admin:login"))
            back = answer["Location"].partition("next=")[2]
            assert back == (addresses["door"] if name in POSTS else address)
            assert "Martin" not in answer.content.decode()


def test_steward_without_a_second_factor_is_led_to_it_and_passes_with_one(
    client: Client, settings: Any, addresses: dict[str, str]
) -> None:
    settings.SUMMIT_STAFF_MFA = True
    user = make_steward()
    client.force_login(user)

    page = client.get(addresses["door"], follow=True)
    data = ask(client, "list", addresses["list"])
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    assert page.redirect_chain[-1][0].startswith(reverse("mfa_activate_totp"))
    assert (data.status_code, list(data.json())) == (403, ["error"])
    assert client.get(addresses["door"]).status_code == 200


def test_wrong_method_changes_nothing(
    client: Client, settings: Any, addresses: dict[str, str]
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(make_steward())

    for name, address in addresses.items():
        wrong = client.get(address) if name in POSTS else client.post(address)
        assert (name, wrong.status_code) == (name, 405)


def test_forged_form_is_refused_in_words_and_forged_data_as_data(
    settings: Any, addresses: dict[str, str]
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_steward())
    before = Scan.objects.count()

    for name in POSTS:
        answer = ask(client, name, addresses[name])
        assert answer.status_code == 403
        assert answer["Content-Type"].startswith("application/json") == (name in DATA)
    assert Scan.objects.count() == before


def test_page_gives_the_token_that_its_program_sends(
    settings: Any, addresses: dict[str, str]
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_steward())
    token = client.get(addresses["door"]).content.decode().split('csrfmiddlewaretoken" value="')[1]

    body = json.dumps({"scans": []})
    answer = client.post(
        addresses["scans"],
        body,
        content_type="application/json",
        headers={"X-CSRFToken": token.split('"')[0]},
    )

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_steward_sees_no_list_of_people_in_the_admin(
    client: Client, settings: Any, door: Door
) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(make_steward())
    names = ("checkin_scan_changelist", "checkin_scan_export", "checkin_door_changelist")
    lists = [reverse(f"admin:{name}") for name in names]
    lists.append(reverse("admin:registration_registration_changelist"))

    home = client.get(reverse("admin:index"))

    assert {client.get(address).status_code for address in lists} == {403}
    assert reverse("registration:checkin:choose_door") in home.content.decode()
