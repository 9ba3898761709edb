"""My agenda: one page for everyone, and the public pieces that the browser puts into it."""

from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from agenda.models import Session, SessionState
from agenda.programme import Programme
from agenda.services.releases import publish_release
from registration.models import Quota
from summit.edition import snapshots
from summit.edition.clock import set_rehearsal
from tests.agenda_keep.conftest import sign_in
from tests.registration.factories import NOW, make_business_day, make_registration

PAGE = "/fr/agenda/mine/"


def test_page_is_the_same_bytes_for_everyone(client: Client, programme: Programme) -> None:
    stranger = client.get(PAGE)
    sign_in(client)
    known = client.get(PAGE)

    assert stranger.status_code == 200
    assert stranger.content == known.content
    assert not known.cookies
    assert "public" in known["Cache-Control"]


def test_rows_say_which_session_they_are(client: Client, programme: Programme) -> None:
    page = client.get("/fr/agenda/week/").content.decode()

    missing = [one.slug for one in programme.sessions if f'data-star="{one.id}"' not in page]
    assert missing == []


def test_file_holds_the_sessions_asked_for(client: Client, programme: Programme) -> None:
    single = [one for one in programme.sessions if not one.is_block and not one.also_on]
    one, two = single[:2]

    wanted = f"{two.id},{one.id},{one.id},x,99999999"
    answer = client.get(f"/en/agenda/mine/agenda.ics?sessions={wanted}")

    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(entry["UID"]) for entry in found} == {one.calendar_uid, two.calendar_uid}
    assert answer["Content-Type"].startswith("text/calendar")


def test_file_of_nothing_but_blocks_does_not_exist(client: Client, programme: Programme) -> None:
    block = next(one for one in programme.sessions if one.is_block)

    page = client.get("/en/agenda/week/").content.decode()

    assert client.get(f"/en/agenda/mine/agenda.ics?sessions={block.id}").status_code == 404
    assert f'data-star="{block.id}" data-block' in page


@pytest.mark.parametrize(
    "query", ["", "?sessions=", "?sessions=0,x", "?sessions=" + "99999999," * 9000]
)
def test_file_of_nothing_does_not_exist(client: Client, programme: Programme, query: str) -> None:
    answer = client.get(f"/en/agenda/mine/agenda.ics{query}")
    assert answer.status_code == 404
    assert answer.content.decode().endswith("/en/agenda/mine/\n")


def test_changes_since_a_release_name_their_sessions(
    client: Client, programme: Programme, change: Callable[..., Programme]
) -> None:
    session = programme.sessions[3]
    change(session.url_slug, state="cancelled")

    answer = client.get("/en/agenda/changes/since/1/").content.decode()

    assert answer.count("data-session=") == 1
    assert f'data-session="{session.id}"' in answer
    assert 'data-release="2"' in answer
    assert "Cancelled" in answer


@pytest.mark.parametrize("number", [0, 1, 2, 99, 10**30])
def test_changes_since_a_release_that_is_current_or_unknown_are_none(
    client: Client, programme: Programme, number: int
) -> None:
    answer = client.get(f"/en/agenda/changes/since/{number}/")

    assert answer.status_code == 200
    assert b"data-session=" not in answer.content


def test_changes_are_dated_by_the_clock_of_a_rehearsal_and_feeds_by_the_real_one(
    client: Client, sessions: list[int]
) -> None:
    Session.objects.filter(pk=sessions[0]).update(state=SessionState.CANCELLED)
    publish_release(note="", actor=None)
    set_rehearsal(NOW)
    snapshots.forget_all()
    slug = Session.objects.get(pk=sessions[0]).url_slug
    paths = ("changes/since/1/", "changes/", f"sessions/{slug}/", "?format=txt")

    pages = [client.get(f"/en/agenda/{path}").content.decode() for path in paths]
    atom = client.get("/en/agenda/changes.atom").content.decode()

    assert ["20 January" in page.replace("\xa0", " ") for page in pages] == [True] * len(paths)
    assert f"<updated>{timezone.now().year}-" in atom


FRAGMENT = "/en/registration/my/agenda/"


def test_fragment_is_empty_for_a_visitor(client: Client, programme: Programme) -> None:
    answer = client.get(FRAGMENT)

    assert (answer.content, "no-store" in answer["Cache-Control"]) == (b"", True)
    assert not answer.cookies


def test_fragment_leads_to_ticket_and_calendar_of_the_proved_address(
    client: Client, business_day: dict[str, Quota]
) -> None:
    mine = make_registration("camille@example.org")
    other = make_registration("other@example.org")
    sign_in(client)

    page = client.get(FRAGMENT).content.decode()

    assert page.count("data-card") == 1
    assert str(mine.public_id) in page
    assert str(other.public_id) not in page
    assert "/ticket/" in page


@pytest.fixture
def business_day(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Quota]:
    monkeypatch.setattr(snapshots, "SECONDS", 600.0)
    return make_business_day()


def test_fragment_costs_few_queries(
    client: Client, business_day: dict[str, Quota], django_assert_num_queries: Any
) -> None:
    make_registration("camille@example.org")
    sign_in(client)
    client.get(FRAGMENT)

    with django_assert_num_queries(12):
        client.get(FRAGMENT)
