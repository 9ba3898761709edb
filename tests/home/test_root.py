from typing import Any

import pytest
from django.test import Client

from summit.edition.models import Edition
from tests.agenda.factories import make_edition


@pytest.mark.parametrize(
    ("accept", "home"),
    [
        (None, "/fr/"),
        ("", "/fr/"),
        ("*", "/fr/"),
        ("en-GB,en;q=0.9", "/en/"),
        ("fr-CA,en;q=0.9", "/fr/"),
        ("de,en;q=0.8,fr;q=0.5", "/en/"),
        ("de", "/en/"),
        ("zh-CN,zh;q=0.9,*;q=0.1", "/en/"),
        ("de,fr;q=0.1", "/fr/"),
        ("en;q=0.3,fr;q=0.7", "/fr/"),
        ("../../etc;q=x", "/fr/"),
        ("e" * 5000, "/fr/"),
    ],
)
def test_front_door_follows_the_browser(client: Client, accept: str | None, home: str) -> None:
    headers = {} if accept is None else {"accept-language": accept}

    response = client.get("/", headers=headers)

    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_front_door_sends_no_one_elsewhere(client: Client) -> None:
    response = client.get("/?next=https://evil.example/", headers={"accept-language": "en"})

    assert response["Location"] == "/en/"


@pytest.mark.django_db
def test_robots_hidden_edition_closes_everything(client: Client) -> None:
    make_edition()

    response = client.get("/robots.txt")

    assert response.content.decode() == "User-agent: *\nDisallow: /\n"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
def test_robots_open_edition_closes_private_parts_only(client: Client) -> None:
    make_edition()
    Edition.objects.update(noindex=False)

    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /" not in lines
    assert "Disallow: /fr/admin/" in lines
    assert "Disallow: /en/account/" in lines


@pytest.mark.django_db
@pytest.mark.parametrize(("noindex", "count"), [(True, 1), (False, 0)])
def test_pages_say_whether_they_may_be_indexed(client: Client, noindex: bool, count: int) -> None:
    make_edition()
    Edition.objects.update(noindex=noindex)

    html = client.get("/fr/contact/").content.decode()

    assert html.count('<meta name="robots" content="noindex">') == count


def test_favicon_leads_to_the_icon(client: Client) -> None:
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert "favicon" in response["Location"]


def test_front_door_other_methods_are_refused(client: Client) -> None:
    answers: list[Any] = [client.post("/"), client.post("/robots.txt")]

    assert [answer.status_code for answer in answers] == [405, 405]
