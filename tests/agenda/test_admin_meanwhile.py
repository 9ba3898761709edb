"""Two organisers have the same page open; each saves."""

import datetime as dt

import pytest
from django.test import Client

from agenda.models import Room, Session, SessionSpeaker, Speaker, Venue
from tests.agenda import factories
from tests.agenda.admin_forms import form_of, url
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


def test_what_somebody_else_saved_stays_where_it_was_not_touched_here(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    opened = form_of(desk, address)
    later = session.starts_at + dt.timedelta(minutes=30)
    elsewhere = Venue.objects.get(slug="en-ligne")
    Session.objects.filter(pk=session.pk).update(
        starts_at=later, venue=elsewhere, room=None, summary_fr="Le leur", time_confirmed=False
    )

    answer = desk.post(address, {**opened, "title_en": "Mine"})

    assert answer.status_code == 302, answer.context["errors"]
    saved = factories.session()
    assert (saved.title_en, saved.starts_at, saved.summary_fr) == ("Mine", later, "Le leur")
    assert (saved.venue, saved.room, saved.time_confirmed) == (elsewhere, None, False)


def test_what_both_changed_is_told_before_it_is_replaced(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    mine = {**form_of(desk, address), "title_en": "Mine", "ends_at_1": "12:00:00"}
    theirs = dt.datetime(2025, 2, 10, 10, 45, tzinfo=dt.UTC)
    Session.objects.filter(pk=session.pk).update(title_en="Theirs", ends_at=theirs)

    refused = desk.post(address, mine)

    form = refused.context["adminform"].form
    assert refused.status_code == 200
    assert sorted(form.errors) == ["ends_at", "title_en"]
    assert "“Theirs”" in form.errors["title_en"][0]
    assert "10\N{NO-BREAK SPACE}February 2025, 11:45" in form.errors["ends_at"][0]
    assert factories.session().title_en == "Theirs"

    again = desk.post(address, {**mine, "as_shown": form["as_shown"].value()})

    assert again.status_code == 302
    assert factories.session().title_en == "Mine"


def test_another_mistake_on_the_page_takes_nothing_back_either(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    opened = form_of(desk, address)
    Session.objects.filter(pk=session.pk).update(summary_fr="Le leur")

    refused = desk.post(address, {**opened, "title_en": "Mine", "capacity": "many"})
    note = refused.context["adminform"].form["as_shown"].value()
    desk.post(address, {**opened, "title_en": "Mine", "as_shown": note})

    assert list(refused.context["adminform"].form.errors) == ["capacity"]
    saved = factories.session()
    assert (saved.title_en, saved.summary_fr) == ("Mine", "Le leur")


def test_both_saving_the_same_is_no_matter(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    mine = {**form_of(desk, address), "title_en": "The same"}
    Session.objects.filter(pk=session.pk).update(title_en="The same")

    assert desk.post(address, mine).status_code == 302


def test_broken_note_of_what_was_shown_is_as_none(desk: Client) -> None:
    load()
    address = url("session_change", factories.session().pk)

    for broken in ("", "[]", "{", '{"title_en": 3}'):
        typed = {**form_of(desk, address), "title_en": f"With {broken!r}", "as_shown": broken}
        assert desk.post(address, typed).status_code in {200, 302}


# --- Rows below the form ----------------------------------------------------------------------


@pytest.fixture
def rooms(desk: Client) -> tuple[str, Room, Room]:
    """The page of a venue, and two of its rooms."""
    venue = Venue.objects.create(slug="palais", name_fr="Palais", name_en="Palace")
    one, two = (
        Room.objects.create(venue=venue, slug=slug, name_fr=slug, name_en=slug, capacity=50)
        for slug in ("nef", "salon")
    )
    return url("venue_change", venue.pk), one, two


def row_of(opened: dict[str, object], room: Room) -> str:
    """The prefix of the fields of a room on the page."""
    return next(
        name.removesuffix("id")
        for name, value in opened.items()
        if name.startswith("rooms-") and name.endswith("-id") and value == str(room.pk)
    )


def test_row_that_somebody_else_saved_stays_where_it_was_not_touched_here(
    desk: Client, rooms: tuple[str, Room, Room]
) -> None:
    address, one, two = rooms
    opened = form_of(desk, address)
    Room.objects.filter(pk=one.pk).update(capacity=70, name_en="Theirs")

    mine = {f"{row_of(opened, one)}name_fr": "Mine", f"{row_of(opened, two)}capacity": "9"}
    answer = desk.post(address, {**opened, **mine})

    assert answer.status_code == 302, answer.context["errors"]
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name_fr, one.name_en, one.capacity, two.capacity) == ("Mine", "Theirs", 70, 9)


def test_row_that_both_changed_is_told_before_it_is_replaced(
    desk: Client, rooms: tuple[str, Room, Room]
) -> None:
    address, one, _two = rooms
    opened = form_of(desk, address)
    row = row_of(opened, one)
    Room.objects.filter(pk=one.pk).update(capacity=70)

    mine = {**opened, f"{row}capacity": "60"}
    refused = desk.post(address, mine)

    form = next(f for f in refused.context["inline_admin_formsets"][0].formset if f.errors)
    one.refresh_from_db()
    assert (list(form.errors), "“70”" in form.errors["capacity"][0]) == (["capacity"], True)
    assert one.capacity == 70

    again = desk.post(address, {**mine, f"{row}as_shown": form["as_shown"].value()})

    one.refresh_from_db()
    assert (again.status_code, one.capacity) == (302, 60)


def test_row_that_somebody_else_changed_is_deleted_only_once_that_was_read(
    desk: Client, rooms: tuple[str, Room, Room]
) -> None:
    address, one, two = rooms
    opened = form_of(desk, address)
    row = row_of(opened, one)
    Room.objects.filter(pk=one.pk).update(capacity=70)

    mine = {**opened, f"{row}DELETE": "on"}
    refused = desk.post(address, mine)
    formset = refused.context["inline_admin_formsets"][0].formset
    assert "“70”" in formset.non_form_errors()[0]
    assert Room.objects.filter(pk=one.pk).exists()

    form = next(f for f in formset if f.instance.pk == one.pk)
    desk.post(address, {**mine, f"{row}as_shown": form["as_shown"].value()})

    assert list(Room.objects.filter(venue=one.venue)) == [two]


def test_row_that_somebody_else_deleted_is_told(
    desk: Client, rooms: tuple[str, Room, Room]
) -> None:
    address, one, _two = rooms
    opened = form_of(desk, address)
    name = f"{row_of(opened, one)}name_fr"
    one.delete()

    assert desk.post(address, {**opened, name: "Mine"}).status_code == 200


def test_speaker_of_a_session_is_not_taken_back(desk: Client) -> None:
    load()
    session = factories.session()
    speaker = Speaker.objects.create(slug="nobody-else", name="Nobody Else")
    link = SessionSpeaker.objects.create(session=session, speaker=speaker, order=1)
    address = url("session_change", session.pk)
    opened = form_of(desk, address)
    row = next(
        name.removesuffix("id")
        for name, value in opened.items()
        if name.endswith("-id") and value == str(link.pk) and "speaker" in name
    )
    SessionSpeaker.objects.filter(pk=link.pk).update(order=7)

    answer = desk.post(address, {**opened, f"{row}order": "1", "title_en": "Mine"})

    link.refresh_from_db()
    assert (answer.status_code, link.order) == (302, 7)
