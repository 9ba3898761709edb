import datetime as dt
import html

import pytest
from django.test import Client

from agenda.programme import Programme
from summit.edition import clock
from tests.services.calendars import read_with_both


def download(visitor: Client, slug: str, language: str = "fr") -> bytes:
    answer = visitor.get(f"/{language}/agenda/sessions/{slug}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{slug}.ics"'
    return answer.content


def unfolded(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_calendar_sourced_hour_is_confirmed_and_busy(programme: Programme, visitor: Client) -> None:
    raw = download(visitor, "societe-civile-interventions")
    session = programme.sessions_by_url_slug["societe-civile-interventions"]
    calendar = read_with_both(raw)
    (event,) = calendar.events
    assert calendar.method == ""
    assert event.uid == session.calendar_uid
    assert event.summary == session.title.fr
    assert event.start == dt.datetime(2025, 2, 11, 8, 50, tzinfo=dt.UTC)
    assert event.end == dt.datetime(2025, 2, 11, 9, 40, tzinfo=dt.UTC)
    assert event.location == "Racine Avocats, 40 rue de Courcelles, 75008 Paris"
    lines = unfolded(raw)
    assert "STATUS:CONFIRMED" in lines
    assert "TRANSP:OPAQUE" in lines
    assert not [line for line in lines if line.startswith(("ORGANIZER", "ATTENDEE", "METHOD"))]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "(horaire indicatif)"), ("en", "(indicative time)")]
)
def test_calendar_indicative_hour_is_tentative_and_free(
    programme: Programme, visitor: Client, language: str, words: str
) -> None:
    raw = download(visitor, "table-ronde-sante", language)
    (event,) = read_with_both(raw).events
    assert event.summary.endswith(words)
    assert {"STATUS:TENTATIVE", "TRANSP:TRANSPARENT"} <= set(unfolded(raw))


def test_calendar_session_on_two_days_is_two_entries(programme: Programme, visitor: Client) -> None:
    events = read_with_both(download(visitor, "conference-iaseai")).events
    assert [event.start.date().isoformat() for event in events] == ["2025-02-06", "2025-02-07"]
    assert len({event.uid for event in events}) == 2


def test_calendar_unknown_venue_has_no_place_on_a_map(
    programme: Programme, visitor: Client
) -> None:
    raw = download(visitor, "ai-france-summit")
    (event,) = read_with_both(raw).events
    assert event.location == "Lieu à confirmer"
    assert not [line for line in unfolded(raw) if line.startswith("GEO")]


def test_calendar_online_session_leads_to_its_page_and_speaks_of_no_room(
    programme: Programme, visitor: Client
) -> None:
    raw = download(visitor, "business-day-en-direct")
    (event,) = read_with_both(raw).events
    page = "http://testserver/fr/agenda/sessions/business-day-en-direct/"
    assert event.location == f"En ligne – {page}"
    (description,) = [line for line in unfolded(raw) if line.startswith("DESCRIPTION")]
    assert "L’inscription en ligne au Business Day suffit." in description
    assert "salle" not in description


def test_calendar_cancelled_session_says_so(change, visitor: Client) -> None:
    change("table-ronde-sante", state="cancelled")
    lines = unfolded(download(visitor, "table-ronde-sante"))
    assert "STATUS:CANCELLED" in lines
    (description,) = [line for line in lines if line.startswith("DESCRIPTION")]
    said, _blank, address = description.removeprefix("DESCRIPTION:").split("\\n")
    assert said == "Cette session est annulée."
    assert address.endswith("/fr/agenda/sessions/table-ronde-sante/")


def test_calendar_withdrawn_session_is_cancelled_until_it_is_past_then_gone(
    withdraw, programme: Programme, visitor: Client
) -> None:
    slug = "table-ronde-sante"
    session = programme.sessions_by_url_slug[slug]
    withdraw(slug)
    lines = unfolded(download(visitor, slug))
    assert {
        f"UID:{session.calendar_uid}",
        "STATUS:CANCELLED",
        f"SEQUENCE:{session.sequence + 1}",
        f"SUMMARY:Annulé : {session.title.fr}",
    } <= set(lines)

    clock.set_rehearsal(session.ends_at)
    answer = visitor.get(f"/fr/agenda/sessions/{slug}.ics")
    assert answer.status_code == 410
    assert session.title.fr in html.unescape(answer.content.decode()).replace("\u202f", " ")


def test_calendar_unchanged_answers_304_to_either_validator(
    programme: Programme, visitor: Client
) -> None:
    path = "/fr/agenda/sessions/table-ronde-sante.ics"
    known = visitor.get(path)
    assert known["Cache-Control"] == "public, max-age=300"
    for name, value in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
        assert visitor.get(path, headers={value: known[name]}).status_code == 304


def test_calendar_of_every_session_but_blocks_is_read_by_both_readers(
    programme: Programme, visitor: Client
) -> None:
    for session in programme.sessions:
        if session.is_block:
            answer = visitor.get(f"/fr/agenda/sessions/{session.url_slug}.ics")
            assert answer.status_code == 404
            continue
        events = read_with_both(download(visitor, session.url_slug)).events
        assert len(events) == len(session.dates()), session.slug


def test_calendar_same_release_gives_the_same_bytes(programme: Programme, visitor: Client) -> None:
    assert download(visitor, "table-ronde-sante") == download(visitor, "table-ronde-sante")
