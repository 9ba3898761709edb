"""Static files as production stores them: fingerprinted, every reference resolved."""

import re
from pathlib import Path
from typing import Any

from django.core.files.storage import storages
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
STATIC_TAG = re.compile(r"""\{% static ["']([^"']+)["']""")
MANIFEST = "summit.design.storage.FingerprintedFiles"


def referenced_paths() -> set[str]:
    templates = [
        path
        for folder in ("agenda", "faq", "registration", "summit", "templates")
        for path in (ROOT / folder).rglob("*.html")
    ]
    return {name for path in templates for name in STATIC_TAG.findall(path.read_text())}


def test_manifest_names_each_file_that_a_template_uses(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}

    call_command("collectstatic", interactive=False, verbosity=0)

    stored: Any = storages["staticfiles"]
    assert referenced_paths() - set(stored.hashed_files) == set()
