"""The service worker, the manifest and the page for addresses that were not kept."""

import json
from typing import Any

import pytest
from django.test import Client

from agenda.programme import Programme
from agenda.views.public import templates_digest


def test_worker_names_the_version_and_is_asked_for_again(client: Client, db: None) -> None:
    answer = client.get("/worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert templates_digest()[:16] in answer.content.decode()
    assert not answer.cookies


def test_worker_switched_off_takes_itself_away(client: Client, settings: Any) -> None:
    settings.SUMMIT_OFFLINE = False

    text = client.get("/worker.js").content.decode()

    assert "unregister" in text
    assert "fetch" not in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_manifest_opens_on_my_agenda(client: Client, programme: Programme, language: str) -> None:
    answer = client.get(f"/{language}/manifest.webmanifest")
    content = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json"
    assert content["start_url"] == f"/{language}/agenda/mine/"
    assert content["lang"] == language
    assert {icon["type"] for icon in content["icons"]} == {"image/svg+xml", "image/png"}


def test_offline_page_is_public(client: Client, programme: Programme) -> None:
    answer = client.get("/en/offline/")

    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
