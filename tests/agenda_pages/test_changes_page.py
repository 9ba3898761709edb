"""A release is published, and everything that follows the programme tells what it changed."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agenda import history
from agenda.history import Kind, changes_since, release_history
from agenda.models import Release, Session, SessionState, Venue
from agenda.services.releases import publish_again, publish_release
from summit.accounts.models import User
from tests.agenda import factories
from tests.agenda.factories import load
from tests.agenda_pages.test_calendars import unfolded

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
EARLIER = dt.datetime(2025, 2, 10, 8, 30, tzinfo=dt.UTC)

Publish = Callable[..., Release]


@pytest.fixture(autouse=True)
def _programme() -> None:
    load()
    publish_release(note="", actor=None)


@pytest.fixture
def organiser() -> User:
    return User.objects.create_user(email="organiser@example.org")


@pytest.fixture
def edit(organiser: User) -> Publish:
    """`edit("opening", field=value)` changes a session and publishes."""

    def publish(slug: str = "opening", note: str = "", **fields: Any) -> Release:
        Session.objects.filter(slug=slug).update(**fields)
        return publish_release(note=note, actor=organiser)

    return publish


def session_id(slug: str = "opening") -> int:
    return Session.objects.get(slug=slug).pk


def page(visitor: Client, language: str = "en") -> str:
    return visitor.get(f"/{language}/agenda/changes/").content.decode()


def words(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", html).replace("\u202f", " ").replace("\xa0", " ")
    return re.sub(r"\s+", " ", text)


def entries(visitor: Client, language: str = "en") -> list[ET.Element]:
    answer = visitor.get(f"/{language}/agenda/changes.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content).findall("a:entry", ATOM)


# --- What counts as a change ---------------------------------------------------------------


def test_first_release_is_one_thing_to_tell() -> None:
    (first,) = release_history(up_to=1)
    assert (first.number, first.is_first, first.changes) == (1, True, ())


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (lambda: {"state": SessionState.CANCELLED}, Kind.CANCELLED),
        (lambda: {"starts_at": EARLIER}, Kind.MOVED),
        (lambda: {"venue": Venue.objects.get(slug="en-ligne"), "room": None}, Kind.MOVED),
        (lambda: {"end_confirmed": True}, Kind.CONFIRMED),
        (lambda: {"title_en": "Another title", "title_fr": "Autre titre"}, Kind.EDITED),
        (lambda: {"access_confirmed": False}, Kind.EDITED),
        (lambda: {"sign_language": "yes"}, Kind.EDITED),
        (lambda: {"time_confirmed": False}, Kind.EDITED),
    ],
)
def test_change_has_the_kind_that_people_care_for(
    edit: Publish, fields: Callable[[], dict[str, Any]], kind: Kind
) -> None:
    edit(**fields())
    (change,) = release_history(up_to=2)[0].changes
    assert (change.kind, change.id) == (kind, session_id())


def test_change_session_added_withdrawn_and_restored_are_told_apart(edit: Publish) -> None:
    factories.add_sessions(1)
    edit(state=SessionState.CANCELLED)
    edit(state=SessionState.SCHEDULED)
    edit("more-0", state=SessionState.HIDDEN)
    told = [[one.kind for one in release.changes] for release in release_history(up_to=4)]
    assert told == [[Kind.WITHDRAWN], [Kind.RESTORED], [Kind.CANCELLED, Kind.ADDED], []]


def test_changes_since_counts_the_outcome_of_my_sessions_only(edit: Publish) -> None:
    mine, other = session_id(), session_id("workshop")
    was = Session.objects.get(pk=mine).starts_at
    edit(starts_at=EARLIER)
    edit("workshop", state=SessionState.CANCELLED)
    assert [one.kind for one in changes_since(1, [mine])] == [Kind.MOVED]
    assert [one.kind for one in changes_since(1, [mine, other])] == [Kind.CANCELLED, Kind.MOVED]
    assert changes_since(2, [mine]) == ()
    assert changes_since(3, [mine, other]) == ()
    assert changes_since(99, [mine]) == ()
    assert changes_since(0, [mine]) == ()
    edit(starts_at=was)
    assert changes_since(1, [mine]) == ()


def test_changes_since_warm_asks_for_release_numbers_only(
    edit: Publish, django_assert_num_queries
) -> None:
    edit(starts_at=EARLIER)
    wanted = [session_id()]
    assert changes_since(1, wanted)
    with django_assert_num_queries(3):
        assert changes_since(1, wanted)


def test_history_reads_each_release_once(edit: Publish, django_assert_num_queries) -> None:
    for minute in range(1, 4):
        edit(starts_at=EARLIER + dt.timedelta(minutes=minute))
    history.compare.cache_clear()
    history._old_programme.cache_clear()
    release_history(up_to=4)
    with django_assert_num_queries(1):
        assert len(release_history(up_to=4)) == 4


def test_history_is_bounded_and_knows_that_it_does_not_begin_there(edit: Publish) -> None:
    for minute in range(1, 4):
        edit(starts_at=EARLIER + dt.timedelta(minutes=minute))
    told = release_history(up_to=4, limit=2)
    assert [(one.number, one.is_first) for one in told] == [(4, False), (3, False)]


# --- Where it is told ----------------------------------------------------------------------


def test_release_of_a_move_is_told_by_page_feed_calendar_and_session(
    edit: Publish, visitor: Client
) -> None:
    url_slug = Session.objects.get(slug="opening").url_slug
    before = visitor.get("/en/agenda/week.ics")
    for path in ("changes/", "changes.atom", f"sessions/{url_slug}/"):
        assert visitor.get(f"/en/agenda/{path}").status_code == 200
    edit(starts_at=EARLIER, note="The opening begins later.")

    told = words(page(visitor))
    assert "Moved 1" in told
    assert "The opening begins later." in told
    assert "before 9:00–10:00 end indicative now 9:30–10:00 end indicative" in told
    newest = entries(visitor)[0]
    assert newest.findtext("a:title", "", ATOM) == "Moved (1)"
    assert "9:30–10:00" in newest.findtext("a:summary", "", ATOM)
    after = visitor.get(
        "/en/agenda/week.ics",
        headers={"if-none-match": before["ETag"], "if-modified-since": before["Last-Modified"]},
    )
    assert after.status_code == 200
    assert {"SEQUENCE:1", "DTSTART:20250210T083000Z"} <= set(unfolded(after.content))
    session = words(visitor.get(f"/en/agenda/sessions/{url_slug}/").content.decode())
    assert "Moved, announced on" in session
    assert "before 9:00–10:00 end indicative now 9:30–10:00 end indicative" in session


def test_rescheduled_session_says_so_to_search_engines(edit: Publish, visitor: Client) -> None:
    edit(starts_at=EARLIER)
    url_slug = Session.objects.get(slug="opening").url_slug
    html = visitor.get(f"/en/agenda/sessions/{url_slug}/").content.decode()
    event = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    assert event["eventStatus"] == "https://schema.org/EventRescheduled"
    assert event["startDate"] == "2025-02-10T09:30+01:00"
    assert event["previousStartDate"] == "2025-02-10T09:00+01:00"


def test_session_that_did_not_change_shows_no_change(edit: Publish, visitor: Client) -> None:
    edit(starts_at=EARLIER)
    url_slug = Session.objects.get(slug="workshop").url_slug
    html = visitor.get(f"/en/agenda/sessions/{url_slug}/").content.decode()
    assert "changed-note" not in html


@pytest.mark.parametrize(("language", "word"), [("fr", "Annulation"), ("en", "Cancelled")])
def test_cancelled_session_is_told_and_stays_visible(
    edit: Publish, visitor: Client, language: str, word: str
) -> None:
    edit(state=SessionState.CANCELLED)
    session = Session.objects.get(slug="opening")
    link = f'href="/{language}/agenda/sessions/{session.url_slug}/"'
    assert word in page(visitor, language)
    assert link in page(visitor, language)
    assert link in visitor.get(f"/{language}/agenda/2025-02-10/").content.decode()
    own = visitor.get(f"/{language}/agenda/sessions/{session.url_slug}/")
    assert (own.status_code, "pill--cancelled" in own.content.decode()) == (200, True)
    assert "STATUS:CANCELLED" in unfolded(visitor.get(f"/{language}/agenda/week.ics").content)
    data = visitor.get(f"/{language}/agenda/schedule.json").json()
    states = {one["slug"]: one["state"] for one in data["sessions"]}
    assert states[session.url_slug] == "cancelled"


def test_page_withdrawn_session_has_no_link(edit: Publish, visitor: Client) -> None:
    session = Session.objects.get(slug="workshop")
    edit("workshop", state=SessionState.HIDDEN)
    assert session.title_en in page(visitor)
    assert f"/sessions/{session.url_slug}/" not in page(visitor)


def test_page_note_of_a_command_is_not_shown(visitor: Client) -> None:
    Session.objects.filter(slug="opening").update(starts_at=EARLIER)
    publish_release(note="Loaded from a file", actor=None)
    assert "Loaded from a file" not in page(visitor)


def test_page_hostile_text_is_only_text(edit: Publish, visitor: Client) -> None:
    hostile = "<script>alert(1)</script>"
    edit(title_en=hostile, title_fr=hostile, note=hostile)
    assert hostile not in page(visitor)
    summary = entries(visitor)[0].findtext("a:summary", "", ATOM)
    assert hostile not in summary
    assert "&lt;script&gt;" in summary


def test_page_restored_release_tells_the_way_back(edit: Publish, organiser: User) -> None:
    edit(starts_at=EARLIER)
    publish_again(number=1, note="", actor=organiser)
    (change,) = release_history(up_to=3)[0].changes
    assert change.kind == Kind.MOVED
    assert change.before.starts_at == EARLIER


def test_atom_identifiers_stay_and_addresses_are_absolute(
    edit: Publish, visitor: Client, settings
) -> None:
    settings.SITE_URL = "https://summit.example"
    first = entries(visitor)[0].findtext("a:id", "", ATOM)
    edit(starts_at=EARLIER)
    feed = ET.fromstring(visitor.get("/en/agenda/changes.atom").content)
    found = [one.findtext("a:id", "", ATOM) for one in feed.findall("a:entry", ATOM)]
    assert len(set(found)) == 2
    assert found[1] == first
    assert found[0].startswith("urn:uuid:")
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links["self"] == "https://summit.example/en/agenda/changes.atom"
    newest = feed.find("a:entry", ATOM)
    assert newest.find("a:link", ATOM).get("href").endswith("/en/agenda/changes/#release-2")
    assert feed.findtext("a:updated", "", ATOM) == newest.findtext("a:updated", "", ATOM)
    assert feed.findtext("a:author/a:name", "", ATOM)
    for link in re.findall(r'href="([^"]+)"', newest.findtext("a:summary", "", ATOM)):
        assert link.startswith("https://summit.example/en/agenda/sessions/")


def test_atom_two_languages_are_two_feeds(visitor: Client) -> None:
    identifiers = {
        ET.fromstring(visitor.get(f"/{language}/agenda/changes.atom").content).findtext(
            "a:id", "", ATOM
        )
        for language in ("fr", "en")
    }
    assert len(identifiers) == 2


def test_page_anchors_lead_to_each_release(edit: Publish, visitor: Client) -> None:
    edit(starts_at=EARLIER)
    html = page(visitor)
    assert re.findall(r'<section class="release" id="(release-\d+)"', html) == [
        "release-2",
        "release-1",
    ]


def test_page_before_any_release_says_so(visitor: Client) -> None:
    Release.objects.all()._raw_delete(using="default")
    assert "not published yet" in page(visitor)
    assert entries(visitor) == []
