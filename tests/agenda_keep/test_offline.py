"""The service worker, the manifest and the page for addresses that were not kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
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
    kinds = {(icon["sizes"], icon.get("purpose")) for icon in content["icons"]}
    assert kinds == {("any", None)} | {
        (f"{size}x{size}", purpose) for size in (192, 512) for purpose in ("any", "maskable")
    }
    assert [icon["sizes"] for icon in content["icons"] if not _is_of_its_size(icon)] == []


def _is_of_its_size(icon: dict[str, str]) -> bool:
    """By the header of the file: width and height as four bytes each."""
    if icon["sizes"] == "any":
        return True
    found = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
    head = Path(found).read_bytes()[16:24] if found else b""
    return f"{int.from_bytes(head[:4])}x{int.from_bytes(head[4:])}" == icon["sizes"]


def test_offline_page_is_public(client: Client, programme: Programme) -> None:
    answer = client.get("/en/offline/")

    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
