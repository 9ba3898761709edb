"""A backup restores: every table of the restored database has the hash of the original."""

import os
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from registration.models import Registration
from tests.registration.factories import make_business_day, register
from tests.services.environment import run_folder
from tests.services.postgres import find_binaries

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def drill(database: str) -> subprocess.CompletedProcess[str]:
    settings = connection.settings_dict
    return subprocess.run(
        [ROOT / "scripts/backup-drill", database],
        env={
            **os.environ,
            # The server's own programs first: an older pg_dump refuses a newer server.
            "PATH": f"{find_binaries(run_folder())}:{os.environ['PATH']}",
            "PGHOST": settings["HOST"],
            "PGPORT": str(settings["PORT"]),
            "PGUSER": settings["USER"],
            "PGPASSWORD": settings["PASSWORD"] or "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def test_drill_restores_every_table_of_a_site_in_use() -> None:
    call_command("prepare_trial", stdout=StringIO(), stderr=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (tables,) = cursor.fetchone()
    before = databases()

    result = drill(connection.settings_dict["NAME"])

    assert result.returncode == 0, result.stderr
    assert result.stdout == f"drill: {tables} tables restored, every hash equal\n"
    assert databases() == before


def test_drill_of_rows_with_every_kind_of_text_finds_them_equal() -> None:
    make_business_day()
    register("naïve+çà@example.org")
    Registration.objects.update(last_name="O’Néill \\ \t “x” 🦎")

    assert drill(connection.settings_dict["NAME"]).returncode == 0


def test_drill_of_a_database_that_is_not_there_fails() -> None:
    result = drill("nowhere")

    assert result.returncode != 0
    assert "nowhere" in result.stderr


def test_drill_notices_a_table_that_comes_back_otherwise() -> None:
    """A column that is computed anew at each restore, from the clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION moment(integer) RETURNS text LANGUAGE plpgsql IMMUTABLE"
            " AS 'BEGIN RETURN clock_timestamp()::text; END'"
        )
        cursor.execute(
            "CREATE TABLE drifting (n integer, at text GENERATED ALWAYS AS (moment(n)) STORED)"
        )
        cursor.execute("INSERT INTO drifting (n) VALUES (1)")
    try:
        result = drill(connection.settings_dict["NAME"])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE drifting")
            cursor.execute("DROP FUNCTION moment")

    assert result.returncode == 1
    assert "public.drifting 1 " in result.stderr
