"""Mail of a trial: one readable file per message."""

import email
import email.policy
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, send_mail

from summit.mail import backends


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "summit.mail.backends.EmlFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def test_eml_backend_writes_one_whole_file_for_each_message(folder: Path) -> None:
    send_mail("Objet é", "Texte", "from@example.org", ["ada@example.org"])

    (path,) = folder.iterdir()
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert (message["Subject"], message["To"]) == ("Objet é", "ada@example.org")
    assert re.fullmatch(r"\d{8}T\d{12}Z-[0-9a-f]{8}\.eml", path.name)
    assert path.stat().st_mode & 0o077 == 0


def test_eml_backend_names_sort_by_time(folder: Path) -> None:
    for number in range(5):
        EmailMessage(f"{number}", "x", "from@example.org", ["ada@example.org"]).send()

    texts = [path.read_text() for path in sorted(folder.iterdir())]
    assert [re.search(r"Subject: (\d)", text)[1] for text in texts] == list("01234")


def test_eml_backend_never_replaces_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send_mail("first", "x", "from@example.org", ["ada@example.org"])
    (first,) = folder.iterdir()
    stem = first.stem

    with pytest.raises(FileExistsError):
        backends.write_file(folder, stem, b"second")

    assert "Subject: first" in first.read_text()
    assert list(folder.iterdir()) == [first]


def test_eml_backend_from_many_threads_loses_none(folder: Path) -> None:
    def send(number: int) -> int:
        return send_mail(str(number), "x", "from@example.org", ["ada@example.org"])

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(40))) == 40

    assert len(list(folder.glob("*.eml"))) == len(list(folder.iterdir())) == 40
