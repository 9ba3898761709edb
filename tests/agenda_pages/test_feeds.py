"""Calendars to subscribe to, as programs fetch them."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.http import http_date
from django.utils.translation import override

from agenda import subscribing
from agenda.programme import Programme
from agenda.views import feeds
from agenda.views.public import templates_digest
from summit.design.dates import format_day
from summit.edition import clock
from tests.agenda_pages.conftest import PUBLISHED
from tests.agenda_pages.test_calendars import unfolded
from tests.services.calendars import read_with_both

FEEDS = [
    "week.ics",
    "2025-02-08.ics",
    "themes/confiance.ics",
    "venues/bnf.ics",
]
FILES = [*FEEDS, "schedule.json", "changes.atom"]
DEAD = ["2025-03-01.ics", "someday.ics", "themes/none.ics", "venues/paris-a-confirmer.ics"]


def fetch(visitor: Client, path: str, **headers: str):
    return visitor.get(f"/fr/agenda/{path}", headers=headers)


def events_of(visitor: Client, path: str):
    return read_with_both(fetch(visitor, path).content).events


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", FEEDS)
def test_feed_is_read_by_both_readers_as_a_publication_to_nobody(
    programme: Programme, visitor: Client, language: str, path: str
) -> None:
    answer = visitor.get(f"/{language}/agenda/{path}")
    calendar = read_with_both(answer.content)
    assert calendar.method == ""
    assert calendar.events
    lines = unfolded(answer.content)
    assert not [line for line in lines if line.startswith(("ORGANIZER", "ATTENDEE", "METHOD"))]
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines)
    assert "BEGIN:VALARM" not in lines


def test_week_feed_holds_each_date_of_every_session_but_blocks(
    programme: Programme, visitor: Client
) -> None:
    events = events_of(visitor, "week.ics")
    expected = sum(len(one.dates()) for one in programme.sessions if not one.is_block)
    assert len({event.uid for event in events}) == len(events) == expected
    blocks = {one.calendar_uid for one in programme.sessions if one.is_block}
    assert blocks
    assert not blocks & {event.uid for event in events}


def test_day_theme_and_venue_feeds_hold_their_sessions_only(
    programme: Programme, visitor: Client
) -> None:
    groups = {
        "2025-02-08.ics": programme.days_by_date[dt.date(2025, 2, 8)].sessions,
        "themes/confiance.ics": programme.sessions_by_theme["confiance"],
        "venues/bnf.ics": programme.sessions_by_venue["bnf"],
    }
    for path, sessions in groups.items():
        wanted = {one.calendar_uid for one in sessions if not one.is_block}
        assert wanted <= {event.uid for event in events_of(visitor, path)}, path
        assert len(wanted) <= len(events_of(visitor, path)) < len(programme.sessions), path


def test_feed_unconfirmed_hours_are_tentative_free_and_say_so(
    programme: Programme, visitor: Client
) -> None:
    text = fetch(visitor, "week.ics").content.decode().replace("\r\n ", "")
    for entry in text.split("BEGIN:VEVENT")[1:]:
        lines = entry.split("\r\n")
        indicative = "(horaire indicatif)" in entry
        assert ("STATUS:TENTATIVE" in lines) == indicative
        if indicative:
            assert "TRANSP:TRANSPARENT" in lines
    assert text.count("STATUS:TENTATIVE")
    assert text.count("STATUS:CONFIRMED")


def test_feed_cancelled_session_stays_and_says_so(change, visitor: Client) -> None:
    programme = change("table-ronde-sante", state="cancelled", sequence=1)
    session = programme.sessions_by_url_slug["table-ronde-sante"]
    text = fetch(visitor, "week.ics").content.decode().replace("\r\n ", "")
    (entry,) = [one for one in text.split("BEGIN:VEVENT") if session.calendar_uid in one]
    lines = entry.split("\r\n")
    assert {"STATUS:CANCELLED", "SEQUENCE:1", "TRANSP:TRANSPARENT"} <= set(lines)
    assert f"SUMMARY:Annulé : {session.title.fr}" in lines


@pytest.mark.parametrize("path", FILES)
def test_file_is_public_and_the_same_for_everyone(
    programme: Programme, visitor: Client, path: str
) -> None:
    one = fetch(visitor, path)
    other = Client(headers={"user-agent": "Other", "accept-encoding": "gzip, br"})
    other.cookies["sessionid"] = "x" * 32
    answer = fetch(other, path)
    assert (one.status_code, one.content) == (200, answer.content)
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "Content-Encoding" not in answer
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Last-Modified"] == http_date(PUBLISHED.timestamp())


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("warm", [False, True])
def test_file_unchanged_answers_304_to_either_validator(
    programme: Programme, visitor: Client, path: str, warm: bool
) -> None:
    etag = fetch(visitor, path)["ETag"]
    if not warm:
        from agenda.views import kept

        kept.pages.clear()
    later, earlier = http_date(PUBLISHED.timestamp()), http_date(PUBLISHED.timestamp() - 1)
    tags = (etag, f"W/{etag}", f'"other", {etag}', "*")
    for headers in (*({"if-none-match": tag} for tag in tags), {"if-modified-since": later}):
        answer = fetch(visitor, path, **headers)
        assert (answer.status_code, answer.content) == (304, b""), headers
        assert answer["ETag"] == etag
    assert fetch(visitor, path, **{"if-modified-since": earlier}).status_code == 200
    assert fetch(visitor, path, **{"if-none-match": '"other"'}).status_code == 200
    newer = {"if-none-match": '"other"', "if-modified-since": later}
    assert fetch(visitor, path, **newer).status_code == 200


def test_feed_unchanged_answers_304_without_writing_it(
    programme: Programme, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/fr/agenda/week.ics"
    etag = visitor.get(path)["ETag"]
    from agenda.views import kept

    kept.pages.clear()

    def refuse(*_arguments: object) -> bytes:
        raise AssertionError("nobody wanted the bytes")

    monkeypatch.setattr(feeds, "_write", refuse)
    assert visitor.get(path, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("path", FILES)
def test_file_new_release_is_sent_again(change, visitor: Client, path: str) -> None:
    etag = fetch(visitor, path)["ETag"]
    change("table-ronde-sante", state="cancelled")
    answer = fetch(visitor, path, **{"if-none-match": etag})
    assert answer.status_code == 200
    assert answer["ETag"] != etag


@pytest.mark.parametrize("path", FILES)
def test_file_head_answers_like_get_and_post_is_refused(
    programme: Programme, visitor: Client, path: str
) -> None:
    head = visitor.head(f"/fr/agenda/{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == fetch(visitor, path)["ETag"]
    strict = Client(enforce_csrf_checks=True)
    for method in ("POST", "PUT", "DELETE", "PROPFIND", "OPTIONS"):
        answer = strict.generic(method, f"/fr/agenda/{path}")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), method


@pytest.mark.parametrize("path", FILES)
def test_file_does_not_move_with_the_day_or_the_edition_phase(
    programme: Programme, visitor: Client, path: str
) -> None:
    etag = fetch(visitor, path)["ETag"]
    clock.set_rehearsal(dt.datetime(2025, 2, 9, 12, tzinfo=dt.UTC))
    assert fetch(visitor, path, **{"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("path", FILES)
def test_file_warm_reads_the_release_number_and_the_edition_only(
    programme: Programme, visitor: Client, path: str, django_assert_num_queries
) -> None:
    """Within a transaction each look is a query; outside of one it is kept for a second."""
    templates_digest()
    fetch(visitor, path)
    cache.clear()
    with django_assert_num_queries(2):
        assert fetch(visitor, path).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("path", FILES)
def test_file_warm_asks_the_database_nothing(
    visitor: Client, path: str, django_assert_num_queries
) -> None:
    templates_digest()
    fetch(visitor, path)
    with django_assert_num_queries(0):
        assert fetch(visitor, path).status_code == 200


@pytest.mark.parametrize("path", DEAD)
@pytest.mark.parametrize("headers", [{}, {"if-modified-since": http_date(PUBLISHED.timestamp())}])
def test_feed_that_does_not_exist_says_where_to_get_another(
    programme: Programme, visitor: Client, path: str, headers: dict[str, str]
) -> None:
    answer = fetch(visitor, path, **headers)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().rstrip().endswith("/fr/agenda/subscribe/")


@pytest.mark.parametrize(
    ("path", "key", "name"),
    [
        ("themes/confiance.ics", "confiance", "L’IA de confiance"),
        ("venues/bnf.ics", "bnf", "Bibliothèque nationale de France"),
        ("2025-02-06.ics", "2025-02-06", "Journées scientifiques"),
    ],
)
def test_feed_of_what_an_earlier_release_held_is_gone_and_says_since_when(
    withdraw, visitor: Client, path: str, key: str, name: str
) -> None:
    etag = fetch(visitor, path)["ETag"]
    withdraw(key)
    answer = fetch(visitor, path, **{"if-none-match": etag})
    assert answer.status_code == 410
    assert answer["Cache-Control"] == "public, max-age=300"
    first, *_rest, address = answer.content.decode().splitlines()
    assert name in first
    with override("fr"):
        assert format_day(clock.as_told(PUBLISHED), "j F Y") in first
    assert address.endswith("/fr/agenda/subscribe/")
    other = path.replace(key, f"{key}-x")
    assert fetch(visitor, other).status_code == 404


def test_page_of_a_venue_that_left_the_programme_is_gone(withdraw, visitor: Client) -> None:
    withdraw("bnf")
    answer = fetch(visitor, "venues/bnf/")
    assert answer.status_code == 410
    assert "Bibliothèque nationale de France" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("themes/confience.ics", "themes/confiance.ics"),
        ("venues/grand-palai.ics", "venues/grand-palais.ics"),
        ("2025-03-01.ics", "2025-02-11.ics"),
    ],
)
def test_feed_mistyped_is_told_the_nearest(
    programme: Programme, visitor: Client, path: str, meant: str
) -> None:
    assert f"/fr/agenda/{meant}\n" in fetch(visitor, path).content.decode()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("2025-2-8.ics", "2025-02-08.ics"),
        ("themes/Confiance.ics", "themes/confiance.ics"),
        ("venues/BNF.ics", "venues/bnf.ics"),
        ("venues/BnF/", "venues/bnf/"),
        ("themes/Confiance/", "themes/#confiance"),
    ],
)
def test_address_written_otherwise_leads_to_its_own(
    programme: Programme, visitor: Client, path: str, meant: str
) -> None:
    answer = fetch(visitor, path)
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/agenda/{meant}")


def test_feed_theme_without_sessions_is_still_a_calendar(change, visitor: Client) -> None:
    programme = change("table-ronde-sante", summary={"fr": "x", "en": "x"})
    empty = [one for one in programme.themes if one.slug not in programme.sessions_by_theme]
    for theme in empty:
        assert b"BEGIN:VTIMEZONE" in fetch(visitor, f"themes/{theme.slug}.ics").content


def test_subscription_addresses_name_the_feed_to_each_program(settings) -> None:
    settings.SITE_URL = "https://summit.example"
    with override("fr"):
        feed = subscribing.to_week()
    assert feed.address == "https://summit.example/fr/agenda/week.ics"
    assert feed.webcal == "webcal://summit.example/fr/agenda/week.ics"
    google, outlook = urlsplit(feed.google), urlsplit(feed.outlook)
    assert (google.netloc, parse_qs(google.query)) == (
        "calendar.google.com",
        {"cid": [feed.webcal]},
    )
    assert parse_qs(outlook.query)["url"] == [feed.address]
    assert outlook.query.endswith("&name=Toute%20la%20semaine")
    assert urlsplit(feed.office).netloc == "outlook.office.com"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_subscribe_page_offers_every_feed_and_loads_nothing_from_elsewhere(
    programme: Programme, visitor: Client, language: str
) -> None:
    text = visitor.get(f"/{language}/agenda/subscribe/").content.decode()
    known = [venue.slug for venue in programme.venues if not venue.to_be_confirmed]
    paths = [
        "week.ics",
        *(f"{day.date.isoformat()}.ics" for day in programme.days),
        *(f"themes/{theme.slug}.ics" for theme in programme.themes),
        *(f"venues/{slug}.ics" for slug in known),
    ]
    for path in paths:
        assert f'href="/{language}/agenda/{path}"' in text
        assert visitor.get(f"/{language}/agenda/{path}").status_code == 200
    assert text.count("webcal://") >= len(paths)
    assert 'src="https://' not in text
