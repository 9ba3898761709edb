import datetime as dt

import pytest
from django.utils.translation import override

from agenda.models import Day, Room, Session, SessionSpeaker, SessionState, Venue
from agenda.services.changes import Change, What
from agenda.services.releases import preview_release, publish_release
from tests.agenda import factories
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published() -> None:
    load()
    publish_release(note="", actor=None)


def the_change() -> Change:
    (change,) = preview_release().changes
    return change


def change_session(**fields: object) -> None:
    Session.objects.filter(slug="opening").update(**fields)


def test_new_session_is_added() -> None:
    factories.add_sessions(1)

    change = the_change()

    assert (change.kind, change.slug, change.what) == ("sessions", "more-0", What.ADDED)
    assert change.id == factories.session("more-0").pk


@pytest.mark.parametrize(
    ("state", "what"),
    [(SessionState.CANCELLED, What.CANCELLED), (SessionState.HIDDEN, What.REMOVED)],
)
def test_session_that_is_off_is_told_by_its_state(state: str, what: What) -> None:
    SessionSpeaker.objects.all().delete()
    publish_release(note="", actor=None)
    change_session(state=state)

    assert the_change().what == what


def test_session_taken_up_again_is_restored() -> None:
    change_session(state=SessionState.CANCELLED)
    publish_release(note="", actor=None)
    change_session(state=SessionState.SCHEDULED)

    assert the_change().what == What.RESTORED


@pytest.mark.parametrize(
    "fields",
    [
        lambda: {"starts_at": dt.datetime(2025, 2, 10, 8, 30, tzinfo=dt.UTC)},
        lambda: {"room": Room.objects.get(slug="salle-b")},
        lambda: {"venue": Venue.objects.get(slug="en-ligne"), "room": None},
        lambda: {
            "day": Day.objects.get(slug="fevrier-11"),
            "starts_at": dt.datetime(2025, 2, 11, 8, tzinfo=dt.UTC),
            "ends_at": dt.datetime(2025, 2, 11, 9, tzinfo=dt.UTC),
        },
    ],
)
def test_session_elsewhere_or_at_another_time_is_moved(fields) -> None:
    change_session(**fields())

    assert the_change().what == What.MOVED


def test_moved_session_shows_time_before_and_after_in_paris() -> None:
    change_session(starts_at=dt.datetime(2025, 2, 10, 8, 30, tzinfo=dt.UTC))

    with override("fr"):
        (field,) = the_change().fields

    assert (field.name, field.before, field.after) == (
        "starts_at",
        "10\u00a0février, 9\u202fh",
        "10\u00a0février, 9\u202fh\u202f30",
    )


def test_translated_field_is_told_for_the_language_that_differs() -> None:
    change_session(title_en="Grand opening")

    with override("fr"):
        fields = the_change().fields

    assert [(field.label, field.before, field.after) for field in fields] == [
        ("titre (EN)", "Opening (en)", "Grand opening")
    ]


def test_closed_lists_are_told_in_words() -> None:
    change_session(state=SessionState.CANCELLED, access="invitation", registration_by="")

    with override("en"):
        fields = {field.name: (field.before, field.after) for field in the_change().fields}

    assert fields == {
        "state": ("Scheduled", "Cancelled"),
        "access": ("By registration", "By invitation"),
        "registration_by": ("With its own organiser", ""),
    }


def test_other_fields_are_edits_with_names_instead_of_keys() -> None:
    SessionSpeaker.objects.filter(speaker__slug="ada").delete()
    factories.session().themes.clear()

    with override("en"):
        session, speaker = preview_release().changes
        fields = {field.name: (field.before, field.after) for field in session.fields}

    assert (session.what, speaker.what) == (What.EDITED, What.REMOVED)
    assert fields["themes"] == ("confiance (en), travail (en)", "")
    assert fields["speakers"] == ("Ada Example (Moderator), Alan Example", "Alan Example")


def test_change_of_role_alone_is_seen() -> None:
    SessionSpeaker.objects.filter(speaker__slug="ada").update(role="chair")

    change = next(item for item in preview_release().changes if item.kind == "sessions")

    assert [field.before != field.after for field in change.fields] == [True]


def test_venue_room_and_speaker_are_told_outside_sessions() -> None:
    Venue.objects.filter(slug="grande-halle").update(address_confirmed=False)

    change = the_change()

    assert (change.kind, change.what, change.fields[0].name) == (
        "venues",
        What.EDITED,
        "address_confirmed",
    )
