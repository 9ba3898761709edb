"""A wrong environment ends the start with a line for a person; a right one says nothing."""

import os
import runpy
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summit.operations.startup import refuse_wrong_settings

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "False",
    "SECRET_KEY": "k" * 30 + "0123456789" * 3,
    "SITE_URL": "https://summit.example",
    "DATABASE_URL": "sqlite://:memory:",
    "REDIS_URL": "",
    "EMAIL_URL": "smtp://mail.example:25",
    "SUMMIT_REHEARSAL": "False",
    "SUMMIT_STAFF_MFA": "True",
    "TRUSTED_PROXY_COUNT": "1",
}


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {**os.environ}
    inherited.pop("DJANGO_ALLOW_ASYNC_UNSAFE")  # only for the tests' own browser
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**inherited, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def start_web(**environment: str) -> subprocess.CompletedProcess[str]:
    """Import what gunicorn serves."""
    return start("-c", "import summit.wsgi", **environment)


@pytest.mark.parametrize(("switch", "threshold"), [("True", 5), ("False", None)])
def test_postgresql_keeps_repeated_statements_unless_told_otherwise(
    switch: str, threshold: int | None
) -> None:
    result = start(
        "-c",
        "import django; django.setup(); from django.db import connection as c; "
        "p = c.get_connection_params(); "
        "print(p['prepare_threshold'], p['cursor_factory'].__name__)",
        DJANGO_SETTINGS_MODULE="summit.settings",
        DATABASE_URL="postgres://summit@127.0.0.1:5432/summit",
        PREPARED_STATEMENTS=switch,
    )

    binding = "ServerBindingCursor" if threshold else "Cursor"
    assert result.stdout.split() == [str(threshold), binding]


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL"])
def test_start_without_required_variable_names_it_in_one_line(name: str) -> None:
    result = start("manage.py", "check", **{name: ""})

    assert result.returncode == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Summit does not start: {name} is not set. ")


@pytest.mark.parametrize("program", ["web", "worker", "beat"])
def test_each_program_without_secret_key_ends_with_the_same_line(program: str) -> None:
    commands = {
        "web": "-m gunicorn --config python:summit.gunicorn --bind 127.0.0.1:0 summit.wsgi",
        "worker": "-m celery --app summit worker --pool solo",
        "beat": "-m celery --app summit beat",
    }

    result = start(*commands[program].split(), SECRET_KEY="")

    assert result.returncode == 3
    assert [line for line in result.stderr.splitlines() if line] == [
        "Summit does not start: SECRET_KEY is not set. Give it 50 random characters or more."
    ]


WRONG = [
    ("DEBUG", "maybe", "DEBUG must be True or False."),
    ("TRUSTED_PROXY_COUNT", "one", "TRUSTED_PROXY_COUNT must be a whole number."),
    ("TRUSTED_PROXY_COUNT", "-1", "TRUSTED_PROXY_COUNT must be a whole number."),
    ("DATABASE_URL", "mysql://h/d", "DATABASE_URL must look like postgres://"),
    ("DATABASE_URL", "postgres://user:a/b@host/name", "DATABASE_URL cannot be read"),
    ("DATABASE_URL", "postgres://host", "DATABASE_URL does not name a database."),
    ("REDIS_URL", "localhost:6379", "REDIS_URL must look like redis://"),
    ("REDIS_URL", "redis://h:port/0", "REDIS_URL must look like redis://"),
    ("EMAIL_URL", "mail.example", "EMAIL_URL must look like smtp+tls://"),
    ("EMAIL_URL", "smtp://", "EMAIL_URL does not name a mail server."),
    ("LOG_FORMAT", "xml", "LOG_FORMAT must be one of json, text."),
    ("SECRET_KEY", "short-and-secret", "SECRET_KEY holds a key of fewer than 50 characters."),
    ("SECRET_KEY_FALLBACKS", "short-and-secret", "SECRET_KEY_FALLBACKS holds a key of fewer"),
    ("SITE_URL", "summit.example", "SITE_URL is not the address of a site."),
    ("SITE_URL", "https://summit.example/fr", "SITE_URL is not the address of a site."),
    ("SITE_URL", "https://[summit", "SITE_URL is not the address of a site."),
    ("SITE_URL", "https://summit.example:http", "SITE_URL is not the address of a site."),
    ("SITE_URL", "http://summit.example", "SITE_URL begins with http:"),
    ("DEBUG", "True", "DEBUG is on for a public https site."),
    ("SUMMIT_REHEARSAL", "True", "SUMMIT_REHEARSAL is on for a public https site."),
    ("EMAIL_URL", "", "EMAIL_URL is not set, so mail would be written into files"),
]


@pytest.fixture
def complaints(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """What a start with these variables would say, found without starting a process."""

    def read(**environment: str) -> str:
        for name, value in {**PRODUCTION, **environment}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            for name, value in runpy.run_path(str(ROOT / "summit/settings.py")).items():
                if name.isupper() and name not in {"DATABASES", "CACHES", "LOGGING", "STORAGES"}:
                    setattr(settings, name, value)
            refuse_wrong_settings()
        assert ended.value.code == 3
        return capsys.readouterr().err

    return read


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_wrong_value_is_answered_with_what_to_write(
    complaints: Callable[..., str], name: str, value: str, sentence: str
) -> None:
    said = complaints(**{name: value})

    assert f"Summit does not start: {sentence}" in said
    assert "short-and-secret" not in said


def test_sqlite_too_old_to_claim_a_mail_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    with pytest.raises(SystemExit):
        refuse_wrong_settings()

    assert "DATABASE_URL names SQLite, and that of this Python is" in capsys.readouterr().err


def test_web_with_several_wrong_values_ends_with_a_line_for_each() -> None:
    result = start_web(DEBUG="maybe", REDIS_URL="localhost:6379", SUMMIT_REHEARSAL="True")

    assert result.returncode == 3
    assert [line.split(" ")[4] for line in result.stderr.splitlines()] == [
        "DEBUG",
        "REDIS_URL",
        "SUMMIT_REHEARSAL",
    ]


def test_web_with_right_values_starts_silently() -> None:
    result = start_web()

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRUSTED_PROXY_COUNT", "0", "TRUSTED_PROXY_COUNT is 0"),
        ("SUMMIT_STAFF_MFA", "False", "SUMMIT_STAFF_MFA is off"),
    ],
)
def test_doubtful_value_is_a_warning_of_the_deployment_check(
    name: str, value: str, sentence: str
) -> None:
    result = start("manage.py", "check", "--deploy", **{name: value})

    assert result.returncode == 0
    assert sentence in result.stderr


@pytest.mark.long
def test_deployment_check_of_a_right_environment_finds_nothing() -> None:
    result = start("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert result.returncode == 0, result.stderr


def test_cookies_on_https_are_bound_to_the_host() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS)"
    )

    result = start("-c", code, DJANGO_SETTINGS_MODULE="summit.settings")

    assert result.stdout.split() == [
        *("__Host-sessionid", "__Host-csrftoken"),
        *("True", "True", "True", "True", "Lax", "Lax", "31536000"),
    ]
