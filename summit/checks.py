"""Each wrong value of the environment, in a sentence that names the variable."""

import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from summit.operations.startup import SETTINGS_TAG

KEY_LENGTH = 50
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register(SETTINGS_TAG)
def environment_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    hint = "docs/settings.md shows the form of each variable."
    return [
        Error(problem, hint=hint, id="summit.E020") for problem in settings.ENVIRONMENT_PROBLEMS
    ]


@register(SETTINGS_TAG)
def keys_are_long(**kwargs: Any) -> Iterator[CheckMessage]:
    """Personal links are signed with the key: a short one can be guessed."""
    keys = [("SECRET_KEY", settings.SECRET_KEY)]
    keys += [("SECRET_KEY_FALLBACKS", key) for key in settings.SECRET_KEY_FALLBACKS]
    for name in sorted({name for name, key in keys if len(key) < KEY_LENGTH}):
        yield Error(
            f"{name} holds a key of fewer than {KEY_LENGTH} characters.",
            hint="Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="summit.E021",
        )


@register(SETTINGS_TAG)
def site_url_is_an_origin(**kwargs: Any) -> Iterator[CheckMessage]:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        yield Error(
            "SITE_URL is not the address of a site.",
            hint="Write scheme and host, such as https://summit.example, and nothing behind.",
            id="summit.E022",
        )


@register(SETTINGS_TAG)
def sqlite_gives_back_what_it_changed(**kwargs: Any) -> Iterator[CheckMessage]:
    """A mail is claimed and read by one UPDATE … RETURNING."""
    is_used = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    if is_used and sqlite3.sqlite_version_info < (3, 35):
        yield Error(
            "DATABASE_URL names SQLite, and that of this Python is older than 3.35.",
            hint="Use another Python or PostgreSQL.",
            id="summit.E028",
        )


@register(SETTINGS_TAG, deploy=True)
def public_site_uses_https(**kwargs: Any) -> Iterator[CheckMessage]:
    """A trial on this machine and a rehearsal may do without."""
    host = urlsplit(settings.SITE_URL).hostname
    if settings.HTTPS or settings.DEBUG or settings.SUMMIT_REHEARSAL or host in LOOPBACK:
        return
    yield Error(
        "SITE_URL begins with http:, so personal data would travel unprotected.",
        hint="Use https; only a trial on this machine or a rehearsal may use http.",
        id="summit.E023",
    )


@register(SETTINGS_TAG, deploy=True)
def https_site_is_not_a_workshop(**kwargs: Any) -> Iterator[CheckMessage]:
    if not settings.HTTPS:
        return
    if settings.DEBUG:
        yield Error(
            "DEBUG is on for a public https site.",
            hint="Unset DEBUG: error pages would show settings and data.",
            id="summit.E024",
        )
    if settings.EMAIL_BACKEND == "summit.mail.backends.EmlFileBackend":
        yield Error(
            "EMAIL_URL is not set, so mail would be written into files and reach nobody.",
            hint="Name the mail server, such as smtp+tls://user:password@host:587",
            id="summit.E025",
        )
    if not settings.TRUSTED_PROXY_COUNT:
        yield Warning(
            "TRUSTED_PROXY_COUNT is 0 although the site is behind a proxy that speaks https.",
            hint="Set it to the number of proxies; else all visitors share one rate limit.",
            id="summit.W026",
        )
    if not settings.SUMMIT_STAFF_MFA:
        yield Warning(
            "SUMMIT_STAFF_MFA is off: organisers sign in without a second factor.",
            hint="Unset it; the organisers' desk shows everybody's data.",
            id="summit.W027",
        )
