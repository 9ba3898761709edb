"""Mail for a trial: each message becomes one .eml file."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlFileBackend(BaseEmailBackend):
    """Writes <time>-<random>.eml into EMAIL_FILE_PATH, whole or not at all.

    Names sort by time and hold no address; an existing file is never replaced.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = 0
        for message in email_messages:
            if not message.recipients():
                continue
            content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            write_file(folder, new_name(), content)
            written += 1
        return written


def new_name() -> str:
    return f"{timezone.now():%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}"


def write_file(folder: Path, name: str, content: bytes) -> Path:
    """Write `name`.eml; raises FileExistsError, and leaves nothing half-written behind."""
    part, final = folder / f".{name}.part", folder / f"{name}.eml"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, final)  # unlike a rename, this refuses to replace
    finally:
        part.unlink()
    return final
