"""What search engines are told of the site."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from agenda.programme import Programme
from summit.edition.models import Edition
from tests.agenda_pages.conftest import _real_content, programme  # noqa: F401 - fixtures

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture
def urls(programme: Programme, client: Client) -> list[ET.Element]:  # noqa: F811
    Edition.objects.update(noindex=False)
    answer = client.get("/sitemap.xml", headers={"accept-language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert not answer.cookies
    return ET.fromstring(answer.content).findall("s:url", NAMES)


def address(url: ET.Element) -> str:
    return url.findtext("s:loc", "", NAMES)


def test_sitemap_names_each_page_once_with_both_languages(urls: list[ET.Element]) -> None:
    found = [address(url) for url in urls]
    assert len(set(found)) == len(found)
    assert {one.split("/")[3] for one in found} == {"fr", "en"}
    for url in urls:
        others = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        assert set(others) == {"fr", "en"}
        assert address(url) in others.values()


@pytest.mark.long
def test_sitemap_pages_all_exist(
    urls: list[ET.Element],
    programme: Programme,  # noqa: F811
    client: Client,
) -> None:
    for url in urls:
        path = "/" + address(url).split("/", 3)[3]
        assert client.get(path).status_code == 200, path
    paths = {"/" + address(url).split("/", 3)[3] for url in urls}
    for session in programme.sessions:
        assert f"/en/agenda/sessions/{session.url_slug}/" in paths


def test_sitemap_session_says_when_it_last_changed(
    urls: list[ET.Element],
    programme: Programme,  # noqa: F811
) -> None:
    session = programme.sessions[0]
    (entry,) = [
        url for url in urls if address(url).endswith(f"/en/agenda/sessions/{session.url_slug}/")
    ]
    assert entry.findtext("s:lastmod", "", NAMES) == session.changed_at.date().isoformat()
    undated = {address(url) for url in urls if not url.findtext("s:lastmod", "", NAMES)}
    assert not [path for path in undated if "/agenda/" in path and "/venues/" not in path]


@pytest.mark.usefixtures("programme")
def test_sitemap_forged_host_names_no_other_site(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://summit.example"
    Edition.objects.update(noindex=False)
    answer = client.get("/sitemap.xml", headers={"host": "evil.example"})
    assert b"evil.example" not in answer.content
    assert b"https://summit.example/fr/agenda/" in answer.content


@pytest.mark.usefixtures("programme")
def test_sitemap_hidden_edition_has_none(client: Client) -> None:
    Edition.objects.update(noindex=True)
    assert client.get("/sitemap.xml").status_code == 404
    assert "Sitemap" not in client.get("/robots.txt").content.decode()


@pytest.mark.usefixtures("programme")
def test_robots_open_edition_points_to_the_sitemap(client: Client, settings) -> None:
    settings.SITE_URL = "https://summit.example"
    Edition.objects.update(noindex=False)
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: https://summit.example/sitemap.xml" in lines
