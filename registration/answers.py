"""What the result page says, carried from the form to it in the address, sealed.

The page must not tell whether an address was known, so it is made of the input and of the public
places alone. The input holds an e-mail address, which has no place in a log or a history:
the value is encrypted, not only signed, and expires.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

VALID_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """`way` is the one in which there is a place, empty when one only waits."""

    email: str
    way: str
    waiting: bool
    newsletter: bool
    pending: bool = False

    def seal(self) -> str:
        sealed = _box().encrypt(json.dumps(asdict(self)).encode())
        return sealed.decode().rstrip("=")


def open_answer(sealed: str) -> Answer | None:
    """The answer, or None when the value is forged or older than an hour."""
    try:
        padded = sealed.encode("ascii") + b"=" * (-len(sealed) % 4)
        return Answer(**json.loads(_box().decrypt(padded, ttl=VALID_SECONDS)))
    except (InvalidToken, ValueError, TypeError):
        return None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Iterator[bytes]:
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        digest = hashlib.sha256(b"registration.answers:" + secret.encode()).digest()
        yield base64.urlsafe_b64encode(digest)
