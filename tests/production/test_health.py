"""What a load balancer reads: ok or fail, in time, and nothing else."""

import datetime as dt
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from summit.mail import due_work
from summit.mail.models import EmailState, OutgoingEmail
from summit.operations import health
from summit.operations.models import Heartbeat
from tests.production.factories import make_email
from tests.services.environment import free_port, run_folder
from tests.services.redis import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)

ALL_OK = dict.fromkeys(["broker", "database", "migrations", "mail", "worker"], "ok")


@pytest.fixture
def beating() -> None:
    due_work.run_due_work()


def late(**values: Any) -> OutgoingEmail:
    return make_email(created_at=timezone.now() - dt.timedelta(minutes=6), **values)


def test_healthz_needs_no_database_and_no_known_host(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}


@pytest.mark.embedded
def test_readyz_with_all_in_order_says_ok_to_each(client: Client, beating: None) -> None:
    response = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": ALL_OK})
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/readyz/web"])
def test_health_on_https_site_is_answered_without_redirect(
    client: Client, settings: Any, beating: None, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path, headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_takes_no_post(client: Client, path: str) -> None:
    response = client.post(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_readyz_without_heartbeat_fails_and_names_the_worker(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "fail", "checks": {**ALL_OK, "worker": "fail"}}


def test_readyz_for_web_ignores_a_dead_worker(client: Client) -> None:
    response = client.get("/readyz/web")

    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "migrations": "ok"}


def test_readyz_with_old_heartbeat_fails(client: Client, beating: None) -> None:
    Heartbeat.objects.update(beaten_at=timezone.now() - health.SILENCE)

    assert client.get("/readyz").json()["checks"]["worker"] == "fail"


def test_heartbeat_of_frequent_rounds_is_written_now_and_then(
    beating: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        health.beat()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"state": EmailState.RETRY, "attempts": 3, "last_error": "The mail server broke off."},
        {"state": EmailState.IN_FLIGHT, "attempts": 1},
    ],
)
def test_readyz_with_mail_left_behind_fails(
    client: Client, beating: None, values: dict[str, Any]
) -> None:
    late(**values)

    assert client.get("/readyz").json()["checks"]["mail"] == "fail"


def test_readyz_with_fresh_sent_and_failed_mail_is_ok(client: Client, beating: None) -> None:
    make_email()
    late(state=EmailState.SENT)
    late(state=EmailState.FAILED)

    assert client.get("/readyz").json()["checks"]["mail"] == "ok"


def refused(count: int) -> None:
    for _ in range(count):
        late(state=EmailState.RETRY, attempts=2, last_error="451 try later")


def test_readyz_with_one_address_put_off_is_ok(client: Client, beating: None) -> None:
    refused(1)

    assert client.get("/readyz").json()["checks"]["mail"] == "ok"


def test_readyz_with_everything_put_off_fails_until_something_leaves(
    client: Client, beating: None
) -> None:
    refused(health.MANY_REFUSED)
    before = client.get("/readyz").json()["checks"]["mail"]

    make_email(state=EmailState.SENT, sent_at=timezone.now())

    assert (before, client.get("/readyz").json()["checks"]["mail"]) == ("fail", "ok")


def test_readyz_with_missing_migration_fails(client: Client, beating: None) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    row = MigrationRecorder.Migration.objects.filter(app="operations").latest("pk")
    MigrationRecorder.Migration.objects.filter(pk=row.pk).delete()
    try:
        answer = client.get("/readyz/web")
    finally:
        row.save(force_insert=True)

    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "fail")


@pytest.fixture
def own_redis(settings: Any) -> Iterator[RedisServer]:
    server = RedisServer(folder=run_folder() / f"redis-{free_port()}", port=free_port())
    server.start()
    settings.REDIS_URL = f"redis://127.0.0.1:{server.port}/0"
    yield server
    if server.process is not None and server.process.poll() is None:
        os.kill(server.process.pid, signal.SIGCONT)
    server.stop()


def test_readyz_with_broker_away_fails_at_once(
    client: Client, beating: None, own_redis: RedisServer
) -> None:
    own_redis.stop()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"] == {**ALL_OK, "broker": "fail"}


def test_readyz_with_frozen_broker_fails_within_two_seconds(
    client: Client, beating: None, own_redis: RedisServer
) -> None:
    assert own_redis.process is not None
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    begun = time.monotonic()

    response = client.get("/readyz")

    assert time.monotonic() - begun < 2
    assert response.json()["checks"] == {**ALL_OK, "broker": "fail"}


def test_readyz_with_hanging_database_fails_in_time_and_does_not_pile_up(
    client: Client, beating: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check hangs as a frozen server would make it hang; nothing else is replaced."""
    import threading

    heals = threading.Event()
    monkeypatch.setitem(health.CHECKS, "database", lambda: heals.wait(30))
    begun = time.monotonic()

    first, second = client.get("/readyz/web"), client.get("/readyz/web")

    assert time.monotonic() - begun < 2
    assert (first.status_code, second.status_code) == (503, 503)
    heals.set()
    deadline = time.monotonic() + 5
    while client.get("/readyz/web").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert client.get("/readyz/web").status_code == 200
