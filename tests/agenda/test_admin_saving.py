import pytest
from auditlog.models import LogEntry
from django.test import Client

from agenda.models import Day, Room, Session, Venue
from summit.accounts.models import User
from tests.agenda import factories
from tests.agenda.admin_forms import form_of, url
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


def test_session_saved_untouched_stays_the_same(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    before = Session.objects.filter(pk=session.pk).values().get()

    answer = desk.post(address, form_of(desk, address))

    assert answer.status_code == 302, answer.context["errors"]
    assert Session.objects.filter(pk=session.pk).values().get() == before
    assert [s.slug for s in session.speakers.all()] == ["ada", "alan"]


def test_session_edited_is_logged_under_the_organisers_name(desk: Client, organiser: User) -> None:
    load()
    address = url("session_change", factories.session().pk)

    desk.post(address, {**form_of(desk, address), "title_en": "Grand opening"})

    entry = LogEntry.objects.get_for_object(factories.session()).first()
    assert entry.actor == organiser
    assert entry.changes == {"title_en": ["Opening (en)", "Grand opening"]}
    history = desk.get(url("session_history", factories.session().pk)).content.decode()
    assert "Grand opening" in history


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at_1": "08:00"}, "ends_at"),
        ({"starts_at_0": "2025-02-09"}, "starts_at"),
        ({"starts_at_1": "nine"}, "starts_at"),
        ({"starts_at_0": "", "starts_at_1": ""}, "starts_at"),
        ({"registration_by": ""}, "registration_by"),
        ({"access": "invitation"}, "registration_by"),
        ({"access": "everyone"}, "access"),
        ({"title_fr": "", "title_en": ""}, "title_fr"),
        ({"title_fr": "x" * 251}, "title_fr"),
        ({"title_fr": "a\x00b"}, "title_fr"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"booking": "on", "is_block": "on"}, "booking"),
        ({"venue": "999999"}, "venue"),
        ({"day": ""}, "day"),
        ({"source": "javascript:alert(1)"}, "source"),
        ({"source": "https://example.org\nftp://example.org"}, "source"),
        ({"source": "https://example.org/" + "x" * 500}, "source"),
    ],
)
def test_session_form_refuses_bad_input_and_keeps_what_was_typed(
    desk: Client, values: dict[str, str], field: str
) -> None:
    load()
    address = url("session_change", factories.session().pk)
    typed = {**form_of(desk, address), "summary_en": "What I typed", **values}

    answer = desk.post(address, typed)

    assert answer.status_code == 200
    form = answer.context["adminform"].form
    assert list(form.errors) == [field]
    assert form["summary_en"].value() == "What I typed"
    assert factories.session().summary_en == "The day begins (en)"


def test_session_in_a_room_of_another_venue_is_refused_by_the_form(desk: Client) -> None:
    load()
    address = url("session_change", factories.session().pk)
    elsewhere = Venue.objects.get(slug="en-ligne").pk

    answer = desk.post(address, {**form_of(desk, address), "venue": str(elsewhere)})

    assert list(answer.context["adminform"].form.errors) == ["room"]


def test_speaker_twice_in_a_session_is_refused_by_the_form(desk: Client) -> None:
    load()
    address = url("session_change", factories.session().pk)
    data = form_of(desk, address)
    data["sessionspeaker_set-1-speaker"] = data["sessionspeaker_set-0-speaker"]

    answer = desk.post(address, data)

    assert answer.status_code == 200
    assert factories.session().speakers.count() == 2


def test_key_and_address_of_a_saved_session_do_not_change(desk: Client) -> None:
    load()
    pk = factories.session().pk
    address = url("session_change", pk)

    desk.post(address, {**form_of(desk, address), "slug": "other", "url_slug": "other"})

    session = Session.objects.get(pk=pk)
    assert (session.slug, session.url_slug) == ("opening", "ouverture")


def test_room_keeps_its_key_when_its_venue_is_saved(desk: Client) -> None:
    load()
    address = url("venue_change", Venue.objects.get(slug="grande-halle").pk)
    data = {**form_of(desk, address), "rooms-0-slug": "other", "rooms-0-name_en": "Room One"}

    answer = desk.post(address, data)

    assert answer.status_code == 302
    assert list(Room.objects.values_list("slug", "name_en")) == [
        ("salle-a", "Room One"),
        ("salle-b", "Room B (en)"),
    ]


def test_access_levels_of_a_day_are_boxes_and_sources_are_lines(desk: Client) -> None:
    load()
    day = Day.objects.get(slug="fevrier-10")
    address = url("day_change", day.pk)

    desk.post(address, {**form_of(desk, address), "access": ["public", "press"]})

    day.refresh_from_db()
    assert day.access == ["public", "press"]


def test_sources_are_edited_one_a_line(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    lines = "https://example.org/a\r\n\r\n  http://example.org/b  "

    desk.post(address, {**form_of(desk, address), "source": lines})

    session.refresh_from_db()
    assert session.source == ["https://example.org/a", "http://example.org/b"]
