"""A transaction that hangs holds nobody up for ever; PostgreSQL with real locks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from agenda.models import OrganisationType
from registration.models import Quota, Registration
from summit.edition import clock
from tests.registration.factories import NOW, make_business_day, register
from tests.registration_pages.forms import FORM, fill

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def hung(*, idle: str = "0") -> Iterator[list[Exception]]:
    """Another connection holds the quotas until the end, or until it was idle for too long.

    Gives what became of it.
    """
    holds, over, ends = threading.Event(), threading.Event(), []

    def hold() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET idle_in_transaction_session_timeout = '{idle}'")
            with transaction.atomic():
                list(Quota.objects.select_for_update())
                holds.set()
                over.wait(timeout=30)
        except DatabaseError as error:
            ends.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(timeout=10)
    try:
        yield ends
    finally:
        over.set()
        thread.join()


def limit(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET {name} = '{value}'")


@pytest.fixture(autouse=True)
def _limits_of_the_site(settings: Any) -> Iterator[None]:
    settings.SUMMIT_FORM_MIN_SECONDS = 0
    OrganisationType.objects.create(slug="pme", name_fr="PME", name_en="SME")
    make_business_day()
    clock.set_rehearsal(NOW)
    yield
    connection.close()


@pytest.mark.parametrize("name", ["lock_timeout", "statement_timeout"])
def test_whoever_waits_too_long_for_a_lock_is_asked_to_come_back(name: str) -> None:
    browser = Client(raise_request_exception=False)
    data = fill(browser)
    limit(name, "300ms")

    with hung():
        answer = browser.post(FORM, data)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "revient dans un instant" in answer.content.decode()
    assert not Registration.objects.exists()
    assert browser.post(FORM, data).status_code == 302


def test_transaction_that_does_nothing_any_more_gives_its_locks_back() -> None:
    with hung(idle="300ms") as ends:
        register()
        assert Registration.objects.count() == 1

    assert ends


def test_each_connection_has_its_limits_and_migrations_the_time_they_need() -> None:
    connection.close()
    shown = {}
    for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    assert list(shown.values()) == ["1min", "1min", "30s"]  # as the tests ask

    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
