"""Calendar bytes: what each client demands, held by golden files and by two other readers."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentline

from summit import ics
from tests.ics.factories import ATTENDEE, MOMENT, ORGANIZER, STAMP, UID, in_person, online
from tests.services.calendars import read_with_both, read_with_ics, read_with_vobject

GOLDEN = Path(__file__).parent / "golden"
PEOPLE = {"organizer": ORGANIZER, "attendee": ATTENDEE, "stamp": STAMP}


def request(entry: ics.Entry) -> bytes:
    return ics.request(entry, **PEOPLE)


def cancel(entry: ics.Entry) -> bytes:
    return ics.cancel(entry, **PEOPLE)


def download(entry: ics.Entry) -> bytes:
    return ics.download([entry])


def lines(raw: bytes) -> list[str]:
    return ics.unfold_text(raw.decode()).removesuffix("\r\n").split("\r\n")


def names(raw: bytes) -> list[str]:
    return [line.replace(":", ";").split(";")[0] for line in lines(raw)]


CASES: dict[str, Callable[[], bytes]] = {
    "request-in-person": lambda: request(in_person()),
    "request-online": lambda: request(online()),
    "cancel": lambda: cancel(in_person(sequence=2)),
    "download": lambda: download(in_person()),
    "feed": lambda: ics.feed(
        "Mon agenda, Sommet",
        [in_person(), online(uid="6a1f5f8e-2d1c-4b52-9f0e-000000000002", cancelled=True)],
        "https://sommet.example/fr/agenda/mine.ics",
    ),
    "feed-empty": lambda: ics.feed("Mon agenda", [], "https://sommet.example/fr/mine.ics"),
}


@pytest.mark.parametrize("case", CASES)
def test_calendar_bytes_are_those_of_the_golden_file(case: str) -> None:
    assert CASES[case]() == (GOLDEN / f"{case}.ics").read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_calendar_bytes_keep_the_rules_of_rfc_5545(case: str) -> None:
    raw = CASES[case]()

    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r\n\r\n" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # a fold never cuts a character


@pytest.mark.parametrize("case", ["request-in-person", "request-online", "cancel", "download"])
def test_calendar_is_read_alike_by_two_parsers(case: str) -> None:
    calendar = read_with_both(CASES[case]())

    (event,) = calendar.events
    assert event.uid == UID
    assert event.summary == "Business Day – Sommet pour l’Action sur l’IA"
    assert event.start == dt.datetime(2025, 2, 11, 8, 0, tzinfo=dt.UTC)
    assert event.end == dt.datetime(2025, 2, 11, 17, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("write", "method", "status"),
    [(request, "REQUEST", "CONFIRMED"), (cancel, "CANCEL", "CANCELLED")],
)
def test_invitation_names_method_people_and_state(
    write: Callable[[ics.Entry], bytes], method: str, status: str
) -> None:
    written = lines(write(in_person()))

    assert written[:5] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//Summit//Summit//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    assert f"STATUS:{status}" in written
    assert 'ORGANIZER;CN="Sommet pour l’Action sur l’IA":mailto:programme@example.org' in written
    assert [line for line in written if line.startswith("ATTENDEE")] == [
        (
            'ATTENDEE;CN="Camille Lefèvre";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;'
            "PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:camille@example.org"
        )
    ]
    assert "DTSTAMP:20250120T080030Z" in written


def test_download_asks_nobody_and_does_not_change_between_two_fetches() -> None:
    raw = download(in_person())

    assert not {"METHOD", "ORGANIZER", "ATTENDEE"} & set(names(raw))
    assert "DTSTAMP:20250120T080000Z" in lines(raw)
    assert raw == download(in_person())


def test_feed_is_refreshed_hourly_and_names_its_source() -> None:
    written = lines(CASES["feed"]())

    assert "NAME:Mon agenda\\, Sommet" in written
    assert "X-WR-CALNAME:Mon agenda\\, Sommet" in written
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in written
    assert "X-PUBLISHED-TTL:PT1H" in written
    assert "SOURCE;VALUE=URI:https://sommet.example/fr/agenda/mine.ics" in written
    assert "STATUS:CANCELLED" in written
    assert written.count("BEGIN:VEVENT") == 2


def test_feed_without_entries_still_holds_a_component() -> None:
    assert "BEGIN:VTIMEZONE" in lines(CASES["feed-empty"]())


def test_online_entry_names_the_address_to_join_wherever_a_client_may_look() -> None:
    written = lines(request(online()))
    address = "https://sommet.example/fr/registration/join/"

    assert f"LOCATION:En ligne – {address}" in written
    assert (
        f'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="Business Day, en direct":{address}' in written
    )
    assert f"X-GOOGLE-CONFERENCE:{address}" in written


def test_hybrid_entry_keeps_its_address_and_joins_from_the_description() -> None:
    entry = online(location="Station F, Paris", description="Texte")

    written = lines(request(entry))

    assert "LOCATION:Station F\\, Paris" in written
    assert (
        "DESCRIPTION:Texte\\n\\nBusiness Day\\, en direct – "
        "https://sommet.example/fr/registration/join/\\n\\n"
        "https://sommet.example/fr/business-day/" in written
    )


def test_cancel_no_longer_invites_to_join() -> None:
    assert "CONFERENCE" not in names(cancel(online()))


def test_entry_of_whole_days_has_dates_and_leaves_the_time_free() -> None:
    entry = in_person(start=dt.date(2025, 2, 6), end=dt.date(2025, 2, 12), transparent=True)

    written = lines(download(entry))

    assert "DTSTART;VALUE=DATE:20250206" in written
    assert "DTEND;VALUE=DATE:20250212" in written
    assert "TRANSP:TRANSPARENT" in written


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        # Both changes of clocks of 2025 to 2027, just before and just after.
        ("2025-03-30T01:59:59+01:00", "20250330T005959Z"),
        ("2025-03-30T03:00:00+02:00", "20250330T010000Z"),
        ("2025-10-26T02:30:00+02:00", "20251026T003000Z"),
        ("2025-10-26T02:30:00+01:00", "20251026T013000Z"),
        ("2026-03-29T03:00:00+02:00", "20260329T010000Z"),
        ("2026-10-25T02:30:00+01:00", "20261025T013000Z"),
        ("2027-03-28T03:00:00+02:00", "20270328T010000Z"),
        ("2027-10-31T02:30:00+01:00", "20271031T013000Z"),
    ],
)
def test_time_is_written_in_utc_on_both_sides_of_a_change_of_clocks(local: str, utc: str) -> None:
    entry = in_person(start=dt.datetime.fromisoformat(local))

    assert f"DTSTART:{utc}" in lines(download(entry))


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        download(in_person(start=dt.datetime(2025, 2, 11, 9)))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@x.org\r\nATTENDEE:mailto:eve@x.org", "a b@x.org\n", "a\x00@x.org"]
)
def test_person_without_a_proper_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        ics.request(in_person(), organizer=ORGANIZER, attendee=ics.Person(address), stamp=STAMP)


@pytest.mark.parametrize("address", ["", "/fr/x/", "javascript:alert(1)"])
def test_entry_with_an_address_that_is_not_absolute_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        download(in_person(url=address))


def test_name_with_signs_of_the_format_is_quoted_and_loses_what_cannot_be_quoted() -> None:
    raw = ics.request(
        in_person(),
        organizer=ORGANIZER,
        attendee=ics.Person("a@example.org", 'Ada "the" ^n L; x, y: z\r\nX-EVIL:1'),
        stamp=STAMP,
    )

    (attendee,) = [line for line in lines(raw) if line.startswith("ATTENDEE")]
    assert attendee.startswith('ATTENDEE;CN="Ada ’the’ n L; x, y: z X-EVIL:1";CUTYPE=')


def test_restamp_changes_the_stamp_alone() -> None:
    before = lines(request(in_person()))

    after = lines(ics.restamp(request(in_person()), MOMENT + dt.timedelta(days=1)))

    assert [line for line in after if line not in before] == ["DTSTAMP:20250121T080000Z"]
    assert len(before) == len(after)


def test_replace_addresses_folds_anew() -> None:
    raw = request(in_person(url="https://sommet.example/placeholder"))

    filled = ics.replace_addresses(
        raw, {"https://sommet.example/placeholder": "https://sommet.example/" + "x" * 200}
    )

    assert "URL:https://sommet.example/" + "x" * 200 in lines(filled)
    assert max(map(len, filled.split(b"\r\n"))) <= 75
    assert ics.replace_addresses(raw, {}) == raw


def test_read_facts_gives_back_what_the_mail_repeats() -> None:
    facts = ics.read_facts(cancel(in_person()))

    assert facts == ics.Facts("CANCEL", UID, "programme@example.org")


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "x\r\nEND:VEVENT\r\nBEGIN:VEVENT",
            "x\nATTENDEE:mailto:eve@example.org",
            "x\rX-EVIL:1",
            "a\\nb\\;c\\,d",
            "é" * 60,
            "😀" * 40,
            "\u202eabc",
            "x\x85y\u2028z\u2029\x0bw\x1c",
            '";X="',
            "a" * 300,
        ]
    ),
)


@settings(max_examples=60, deadline=None)
@given(summary=HOSTILE, description=HOSTILE, location=HOSTILE, name=HOSTILE, label=HOSTILE)
def test_calendar_with_hostile_words_has_no_extra_property_and_no_extra_line(
    summary: str, description: str, location: str, name: str, label: str
) -> None:
    entry = in_person(
        summary=summary,
        description=description,
        location=location or "Paris",
        categories=(summary,) if summary.strip() else (),
        conference_url="https://sommet.example/join/",
        conference_label=label,
    )

    raw = ics.request(
        entry, organizer=ORGANIZER, attendee=ics.Person("a@example.org", name), stamp=STAMP
    )

    expected = names(request(in_person(conference_url="https://sommet.example/join/")))
    optional = {"CATEGORIES", "LOCATION"}
    assert [n for n in names(raw) if n not in optional] == [
        n for n in expected if n not in optional
    ]
    assert len(raw.decode().splitlines()) == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    # Both find one event. Texts are compared with vobject: ics mistakes `\\n` for a line end.
    (event,) = read_with_vobject(raw).events
    assert len(read_with_ics(raw).events) == 1
    assert event.summary == ics.one_line(summary)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab \\^;é漢🎉e\u0301"), max_size=400))
def test_long_lines_are_folded_as_the_library_folds_them(line: str) -> None:
    folded = ics.replace_addresses(f"X:{line}\r\n".encode(), {})

    assert folded == Contentline(f"X:{line}").to_ical() + b"\r\n"
