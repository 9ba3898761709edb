"""The programme as programs and search engines read it."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from agenda.programme import Programme
from summit.edition.models import Edition

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def event_of(visitor: Client, slug: str, language: str = "fr") -> dict:
    html = visitor.get(f"/{language}/agenda/sessions/{slug}/").content.decode()
    (block,) = BLOCK.findall(html)
    return json.loads(block)


def test_schedule_holds_the_whole_programme_in_both_languages(
    programme: Programme, visitor: Client
) -> None:
    answers = [visitor.get(f"/{language}/agenda/schedule.json") for language in ("fr", "en")]
    data = answers[0].json()
    assert answers[0]["Content-Type"] == "application/json"
    assert data == answers[1].json()
    assert (data["version"], data["release"]) == (1, programme.number)
    assert len(data["sessions"]) == len(programme.sessions)
    assert [day["date"] for day in data["days"]] == [d.date.isoformat() for d in programme.days]
    for one in data["sessions"]:
        session = programme.sessions_by_url_slug[one["slug"]]
        assert one["title"] == {"fr": session.title.fr, "en": session.title.en}
        assert dt.datetime.fromisoformat(one["start"]) == session.starts_at
        assert one["start_confirmed"] == session.time_confirmed
        assert (one["calendar"] is None) == session.is_block


def test_schedule_references_and_addresses_all_lead_somewhere(
    programme: Programme, visitor: Client
) -> None:
    data = visitor.get("/en/agenda/schedule.json").json()
    keys = {name: {one["slug"] for one in data[name]} for name in ("venues", "themes", "formats")}
    people = {one["slug"] for one in data["speakers"]}
    for session in data["sessions"]:
        assert session["venue"] in keys["venues"]
        assert session["format"] in keys["formats"]
        assert set(session["themes"]) <= keys["themes"]
        assert {one["speaker"] for one in session["speakers"]} <= people
    addresses = [data["sessions"][0][name] for name in ("url", "calendar")]
    addresses += [data[name][0]["url"] for name in ("days", "venues", "speakers")]
    for address in addresses:
        for language, url in address.items():
            path = url.partition("//")[2].partition("/")[2]
            assert path.startswith(f"{language}/")
            assert visitor.get(f"/{path}").status_code == 200, url


def test_schedule_holds_no_key_that_its_description_does_not_name(
    programme: Programme, visitor: Client
) -> None:
    described = set(re.findall(r"`(\w+)`", (ROOT / "docs/data.md").read_text()))
    data = visitor.get("/en/agenda/schedule.json").json()
    assert _keys_in(data) - {"fr", "en"} - described == set()


def _keys_in(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*(_keys_in(value) for value in data.values()))
    return set().union(*map(_keys_in, data)) if isinstance(data, list) else set()


def test_event_sourced_hour_is_given_with_its_zone(programme: Programme, visitor: Client) -> None:
    event = event_of(visitor, "societe-civile-interventions")
    assert event["@type"] == "Event"
    assert event["startDate"] == "2025-02-11T09:50+01:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    place, online = event["location"]
    assert place["name"] == "Racine Avocats"
    assert online["@type"] == "VirtualLocation"
    assert event["superEvent"]["startDate"] == "2025-02-06"
    assert "organizer" not in event  # held beside the programme
    assert event_of(visitor, "table-ronde-sante")["organizer"][0] == {
        "@type": "Organization",
        "name": "Bpifrance",
        "url": "https://www.bpifrance.fr",
    }


def test_event_language_is_that_of_the_room_where_it_is_known(
    programme: Programme, visitor: Client
) -> None:
    session = programme.sessions_by_url_slug["unesco-ouverture"]
    spoken = [language.slug for language in session.languages]
    assert spoken
    assert event_of(visitor, "unesco-ouverture", "fr")["inLanguage"] == spoken
    assert event_of(visitor, "table-ronde-sante", "en")["inLanguage"] == "en"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_event_no_hour_is_asserted_while_it_is_indicative(
    programme: Programme, visitor: Client, language: str
) -> None:
    event = event_of(visitor, "table-ronde-sante", language)
    session = programme.sessions_by_url_slug["table-ronde-sante"]
    assert event["startDate"] == event["endDate"] == session.day.isoformat()
    assert event["name"] == getattr(session.title, language)
    assert event["url"].endswith(f"/{language}/agenda/sessions/table-ronde-sante/")


def test_event_attendance_mode_is_given_only_when_confirmed(
    programme: Programme, visitor: Client, change
) -> None:
    slug = "table-ronde-sante"
    change(slug, participation="both", participation_confirmed=False)
    assert "eventAttendanceMode" not in event_of(visitor, slug)


def test_event_cancelled_session_says_so(change, visitor: Client) -> None:
    change("table-ronde-sante", state="cancelled")
    event = event_of(visitor, "table-ronde-sante")
    assert event["eventStatus"] == "https://schema.org/EventCancelled"


def test_event_text_cannot_end_its_block(change, visitor: Client) -> None:
    hostile = "</script><script>alert(1)</script> & <!--"
    change("table-ronde-sante", summary={"fr": hostile, "en": hostile})
    assert event_of(visitor, "table-ronde-sante")["description"] == hostile
    html = visitor.get("/fr/agenda/sessions/table-ronde-sante/").content.decode()
    assert "<script>alert" not in html


def test_event_of_every_session_is_valid_json_with_what_search_engines_require(
    programme: Programme, visitor: Client
) -> None:
    for session in programme.sessions:
        event = event_of(visitor, session.url_slug)
        assert {"name", "startDate", "url", "eventStatus"} <= set(event), session.slug
        if not session.venue.to_be_confirmed:
            assert event["location"], session.slug
        if not session.time_confirmed:
            assert "T" not in event["startDate"], session.slug


def test_schedule_hidden_edition_is_still_readable(programme: Programme, visitor: Client) -> None:
    Edition.objects.update(noindex=True)
    assert visitor.get("/fr/agenda/schedule.json").status_code == 200
