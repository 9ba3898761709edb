"""The environment read with care: a wrong value becomes a sentence, not a traceback.

Only `summit.settings` reads it. What is missing and has no default ends the process at once;
what cannot be understood is kept in `problems`, which a system check reports.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ

TRUE = {"true", "on", "ok", "y", "yes", "1"}
FALSE = {"false", "off", "n", "no", "0"}
DATABASES = ("postgres", "postgresql", "sqlite")
MAIL_SERVERS = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
MAIL_SCHEMES = (*MAIL_SERVERS, "consolemail", "dummymail", "filemail", "memorymail")
# gunicorn gives up on a worker that ends with this code, instead of starting it for ever.
EXIT_CODE = 3


def refuse_to_start(*reasons: str) -> NoReturn:
    """End this process with one line for each reason."""
    for reason in reasons:
        print(f"Summit does not start: {reason}", file=sys.stderr, flush=True)  # noqa: T201
    raise SystemExit(EXIT_CODE)


class Environment:
    """Typed look-ups; a message names the variable and never repeats its value."""

    def __init__(self, file: Path) -> None:
        self._env = environ.Env()
        self._env.read_env(file)
        self.problems: list[str] = []

    def required(self, name: str, hint: str) -> str:
        return self.text(name) or refuse_to_start(f"{name} is not set. {hint}")

    def address(self, name: str, hint: str) -> str:
        """The required address of a site, without a slash at its end."""
        value = self.required(name, hint).rstrip("/")
        try:
            _ = urlsplit(value).port  # raises where it is no number
        except ValueError:
            refuse_to_start(f"{name} is not the address of a site. {hint}")
        return value

    def text(self, name: str, default: str = "") -> str:
        return self._env.str(name, default="").strip() or default

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """A comma-separated list."""
        words = [word.strip() for word in self.text(name).split(",")]
        return [word for word in words if word] or list(default)

    def switch(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).lower()
        if value in TRUE:
            return True
        if value not in FALSE and value:
            self._note(name, "must be True or False")
            return default
        return default if not value else False

    def number(self, name: str, default: int) -> int:
        """Zero or more."""
        value = self.text(name)
        if value and not value.isdecimal():
            self._note(name, "must be a whole number")
            return default
        return int(value) if value else default

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self._note(name, f"must be one of {', '.join(choices)}")
            return default
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        url = self.text(name, default)
        if urlsplit(url).scheme not in DATABASES:
            self._note(name, "must look like postgres://user:password@host:5432/name")
            url = default
        try:
            config: dict[str, Any] = self._env.db_url_config(url)
        except Exception:  # noqa: BLE001 - whatever the parser stumbles over
            self._note(name, "cannot be read; percent-encode special characters of the password")
            return dict(self._env.db_url_config(default))
        if not config["NAME"]:
            self._note(name, "does not name a database")
        return config

    def mail(self, name: str) -> dict[str, Any]:
        """EMAIL_… settings of the server that the URL names; empty if there is none."""
        url = self.text(name)
        if not url:
            return {}
        if urlsplit(url).scheme not in MAIL_SCHEMES:
            self._note(name, "must look like smtp+tls://user:password@host:587")
            return {}
        try:
            config: dict[str, Any] = self._env.email_url_config(url)
        except Exception:  # noqa: BLE001 - whatever the parser stumbles over
            self._note(name, "cannot be read; percent-encode special characters of the password")
            return {}
        if urlsplit(url).scheme in MAIL_SERVERS and not config.get("EMAIL_HOST"):
            self._note(name, "does not name a mail server")
        return config

    def redis(self, name: str) -> str:
        url = self.text(name)
        try:
            parts = urlsplit(url)
            _ = parts.port  # raises where it is no number
        except ValueError:
            parts = urlsplit("")
        by_network = parts.scheme in {"redis", "rediss"} and parts.hostname
        if url and not by_network and parts.scheme != "unix":
            self._note(name, "must look like redis://:password@host:6379/0")
            return ""
        return url

    def _note(self, name: str, sentence: str) -> None:
        self.problems.append(f"{name} {sentence}.")
