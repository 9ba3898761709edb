"""What pages of the agenda cost a server process that has served them before."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext

from agenda.models import Release
from agenda.rows import ROW, SLOT
from agenda.services.current import current_programme
from agenda.templatetags.filters import FILTER
from agenda.views import kept
from summit.edition import snapshots
from summit.edition.models import Edition
from tests.bench.programme import CROWDED, SESSIONS, crowded, release

DAY = f"/fr/agenda/{CROWDED}/"
GRID = f"{DAY}?view=grid"
WEEK = "/fr/agenda/week/"
SESSION = "/en/agenda/sessions/crowded-0/"
COLD_STATEMENTS = 8

pytestmark = pytest.mark.usefixtures("crowded_release")


@pytest.fixture(autouse=True)
def _long_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine must not make a page look cold."""
    monkeypatch.setattr(snapshots, "SECONDS", 600.0)


@pytest.mark.parametrize(
    "path",
    [
        DAY,
        GRID,
        f"{DAY}?theme=confiance",
        SESSION,
        "/fr/agenda/",
        "/fr/agenda/sessions/crowded-1.ics",
        "/fr/agenda/may-i-come/?who=presse&day=week&way=online",
    ],
)
def test_page_warm_runs_no_statement(
    client: Client, path: str, django_assert_num_queries: Any
) -> None:
    first = client.get(path)

    with django_assert_num_queries(0):
        again = client.get(path)
        unchanged = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first.status_code == 200
    assert again.content == first.content
    assert dict(again.items()) == dict(first.items()) | {"X-Request-ID": again["X-Request-ID"]}
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "shown"), [(DAY, b'class="session-row'), (GRID, b'class="grid-card ')]
)
def test_day_cold_after_a_release_runs_few_statements(
    client: Client, crowded_release: Release, path: str, shown: bytes
) -> None:
    client.get(path)
    release(crowded(crowded_release.content, sessions=SESSIONS - 1))

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)

    assert answer.status_code == 200
    assert answer.content.count(shown) >= SESSIONS // 2
    assert len(queries) <= COLD_STATEMENTS


@pytest.mark.parametrize("path", [DAY, f"{WEEK}?q=ia"])
def test_rows_are_filled_in_without_rendering_their_template_for_each(
    client: Client, crowded_release: Release, path: str
) -> None:
    client.get(path)
    release(crowded(crowded_release.content, sessions=SESSIONS - 1))
    rendered: Counter[str] = Counter()

    def note(template: Template, **_: Any) -> None:
        rendered[str(template.name)] += 1

    template_rendered.connect(note)
    answer = client.get(path)
    template_rendered.disconnect(note)

    assert answer.content.count(b'class="session-row') >= SESSIONS // 2
    assert rendered["agenda/day.html"] == 1
    assert {rendered[name] for name in (ROW, SLOT, FILTER)} == {0}


def test_day_of_a_thousand_cold_runs_no_more_statements(
    client: Client, crowded_release: Release
) -> None:
    client.get(DAY)
    release(crowded(crowded_release.content, sessions=1000))

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(DAY)

    assert answer.content.count(b'class="session-row"') >= 1000 // 2
    assert len(queries) <= COLD_STATEMENTS


@pytest.mark.parametrize("path", [WEEK, f"{WEEK}?q=ia", f"{WEEK}?q=confience&theme=confiance"])
def test_week_and_search_run_no_statement(
    client: Client, path: str, django_assert_num_queries: Any
) -> None:
    client.get(path)
    with django_assert_num_queries(0):
        answer = client.get(path)
    assert answer.status_code == 200


def test_release_published_here_is_seen_at_once(client: Client, crowded_release: Release) -> None:
    client.get(SESSION)
    content = crowded(crowded_release.content)
    added = next(one for one in content["sessions"] if one["slug"] == "crowded-0")
    added["title"] = {"fr": "Déplacée", "en": "Moved elsewhere"}

    release(content)

    assert "Moved elsewhere" in client.get(SESSION).content.decode()


def test_release_published_elsewhere_is_seen_after_a_second(
    monkeypatch: pytest.MonkeyPatch, crowded_release: Release
) -> None:
    moment = 1000.0
    monkeypatch.setattr(snapshots, "SECONDS", 1.0)
    monkeypatch.setattr(snapshots, "monotonic", lambda: moment)
    assert current_programme().number == crowded_release.number
    _publish_elsewhere(crowded_release)
    within = current_programme().number
    moment += 1.0
    after = current_programme().number

    assert (within, after) == (crowded_release.number, crowded_release.number + 1)


def _publish_elsewhere(earlier: Release) -> None:
    """As another process does, which cannot tell this one."""
    Release.objects.bulk_create(
        [
            Release(
                number=earlier.number + 1,
                published_at=earlier.published_at,
                content=earlier.content,
                digest="elsewhere",
            )
        ]
    )


def test_edition_changed_here_is_seen_at_once(client: Client) -> None:
    client.get(DAY)
    Edition.objects.update(name_fr="Un autre nom")
    renamed = client.get(DAY).content.decode()
    edition = Edition.objects.current()
    edition.name_fr = "Encore un autre"
    edition.save()

    assert "Un autre nom" in renamed
    assert "Encore un autre" in client.get(DAY).content.decode()


def test_edition_rolled_back_is_not_seen(client: Client) -> None:
    before = client.get(DAY).content
    with transaction.atomic():
        Edition.objects.update(name_fr="Jamais")
        assert Edition.objects.seen().name_fr == "Jamais"
        transaction.set_rollback(True)

    assert client.get(DAY).content == before


def test_rehearsal_banner_goes_on_telling_the_minute(client: Client, rehearsal: Release) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as traveller:
        first = client.get(DAY)
        traveller.shift(60)
        later = client.get(DAY)

    assert first["ETag"] != later["ETag"]
    assert first.content != later.content


def test_many_filters_push_no_plain_page_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "filtered_pages", kept.KeptPages(limit=400_000))
    client.get(DAY)
    client.get(GRID)

    for number in range(12):
        client.get(f"{DAY}?theme=confiance&number={number}")

    assert kept.filtered_pages.weight <= kept.filtered_pages.limit
    assert len(kept.filtered_pages) < 12
    assert len(kept.pages) == 2


def test_pages_that_do_not_exist_are_not_kept(client: Client) -> None:
    for number in range(3):
        assert client.get(f"/fr/agenda/sessions/nothing-{number}/").status_code == 404
        assert client.get(f"/fr/agenda/{number}/").status_code == 404

    assert len(kept.pages) == 0
