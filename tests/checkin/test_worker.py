"""What a device at a door is given to go on without a connection."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from registration.checkin.models import Door

SCRIPTS = Path(django_settings.BASE_DIR) / "static" / "js" / "checkin"
WORKER = "/en/registration/doors/worker.js"


def test_worker_of_the_doors_has_a_scope_of_its_own(client: Client) -> None:
    response = client.get(WORKER)

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in response["Cache-Control"]
    assert "Service-Worker-Allowed" not in response
    text = response.content.decode()
    assert re.match(r'const VERSION = "[0-9a-f]{16}";\n', text)
    assert text.endswith((SCRIPTS / "worker.js").read_text())


def test_worker_leaves_once_the_site_does_without(client: Client, settings: Any) -> None:
    settings.SUMMIT_OFFLINE = False

    assert b"registration.unregister()" in client.get(WORKER).content


def test_public_worker_keeps_no_page_of_a_door(client: Client, db: None) -> None:
    public = re.findall(r"= /(\^.*)/;", client.get("/worker.js").content.decode())

    kinds = [re.compile(kind.replace("\\/", "/")) for kind in public if kind.startswith("^")]
    assert kinds
    assert not any(kind.search("/en/registration/doors/a/") for kind in kinds)


def test_page_of_a_door_names_what_a_device_keeps(steward: Client, door: Door) -> None:
    page = steward.get(door.get_absolute_url()).content.decode()

    for name in ("js/checkin/qr/decode.js", "js/checkin/qr/index.js"):
        assert staticfiles_storage.url(name) in page
    assert f'data-worker="{WORKER}"'.replace("/en/", "/fr/") in page


@pytest.mark.django_db
def test_door_alone_may_use_the_camera(steward: Client, door: Door) -> None:
    policy = steward.get(door.get_absolute_url())["Permissions-Policy"]
    elsewhere = steward.get("/fr/registration/doors/")["Permissions-Policy"]

    assert "camera=(self)" in policy
    assert "screen-wake-lock=(self)" in policy
    assert "microphone=()" in policy
    assert "camera=()" in elsewhere


def test_scripts_of_a_door_are_light_and_the_reader_comes_with_the_camera() -> None:
    own = sum(len(gzip.compress(file.read_bytes())) for file in SCRIPTS.glob("*.js"))
    reader = sum(len(gzip.compress(file.read_bytes())) for file in (SCRIPTS / "qr").glob("*.js"))
    naming = [file.name for file in SCRIPTS.glob("*.js") if "qr/decode.js" in file.read_text()]

    assert own < 20_000
    assert reader < 50_000
    assert naming == ["camera.js"]
    assert 'await import("./qr/decode.js")' in (SCRIPTS / "camera.js").read_text()
    assert "The MIT License" in (SCRIPTS / "qr" / "LICENSE.txt").read_text()


@pytest.mark.long
def test_scripts_name_each_other_by_their_fingerprints(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    fingerprinted = {"BACKEND": "summit.design.storage.FingerprintedFiles"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": fingerprinted}
    call_command("collectstatic", interactive=False, verbosity=0)

    stored = settings.STATIC_ROOT / "js" / "checkin"
    hashed = [file for file in stored.rglob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", file.name)]
    named = re.compile(r"""(?:from|import\()\s*["'](\./[^"']+)["']""")
    imported = [(file, name) for file in hashed for name in named.findall(file.read_text())]
    assert imported
    assert [name for file, name in imported if (file.parent / name) not in hashed] == []
