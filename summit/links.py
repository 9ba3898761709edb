"""Absolute and signed addresses. Pure: no model, no state but the settings.

A personal link is signed, not stored: HMAC-SHA256 over (public id, purpose, version), 256 bits.
Raising the version that the owner keeps on its row revokes every earlier link.
"""

import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

SIGNATURE_SALT = "summit.links.signature"
PLACEHOLDER_SALT = "summit.links.placeholder"
PLACEHOLDER_PATH = "/personal-link/"


def absolute_url(path: str) -> str:
    """`path` on this site, from SITE_URL alone: a forged Host header never reaches a mail."""
    return f"{settings.SITE_URL}{path}"


def signature(*, public_id: uuid.UUID, purpose: str, version: int) -> str:
    """43 signs of the URL-safe alphabet that prove (public_id, purpose, version)."""
    return _digest(SIGNATURE_SALT, _message(public_id, purpose, version), settings.SECRET_KEY)


def is_valid_signature(value: str, *, public_id: uuid.UUID, purpose: str, version: int) -> bool:
    """Compare in constant time, with the current key and with SECRET_KEY_FALLBACKS."""
    message = _message(public_id, purpose, version)
    matches = [
        constant_time_compare(value, _digest(SIGNATURE_SALT, message, key))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return any(matches)


@dataclass(frozen=True)
class PersonalLink:
    """How a mail names a personal address without holding it."""

    url_name: str
    public_id: uuid.UUID
    purpose: str
    version: int

    @property
    def signature(self) -> str:
        return signature(public_id=self.public_id, purpose=self.purpose, version=self.version)

    @property
    def placeholder(self) -> str:
        """What stands for the address wherever a message is kept; opens nothing.

        It cannot be guessed, so a text typed by somebody never turns into a personal link.
        """
        message = f"{self.url_name}\0{_message(self.public_id, self.purpose, self.version)}"
        digest = _digest(PLACEHOLDER_SALT, message, settings.SECRET_KEY)
        return absolute_url(f"{PLACEHOLDER_PATH}{digest}")

    def url(self, language: str) -> str:
        """The absolute signed address in `language`; raises NoReverseMatch."""
        with translation.override(language):
            return absolute_url(reverse(self.url_name, args=[self.public_id, self.signature]))

    def as_json(self) -> dict[str, Any]:
        return {
            "url_name": self.url_name,
            "public_id": str(self.public_id),
            "purpose": self.purpose,
            "version": self.version,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PersonalLink":
        return cls(
            url_name=data["url_name"],
            public_id=uuid.UUID(data["public_id"]),
            purpose=data["purpose"],
            version=int(data["version"]),
        )


def _message(public_id: uuid.UUID, purpose: str, version: int) -> str:
    return f"{public_id}\0{purpose}\0{version}"


def _digest(salt: str, message: str, key: str) -> str:
    digest = salted_hmac(salt, message, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
