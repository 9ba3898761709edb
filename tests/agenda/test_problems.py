import datetime as dt

import pytest
from django.utils.translation import override

from agenda.models import Day, Room, Session, SessionSpeaker, SessionState, Speaker
from agenda.services.building import read_draft
from agenda.services.problems import find_problems, find_warnings, missing_languages
from agenda.services.releases import preview_release, publish_release
from tests.agenda import factories
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


def change_session(slug: str, **fields: object) -> None:
    Session.objects.filter(slug=slug).update(**fields)


def warnings() -> list[str]:
    with override("en"):
        return [f"{item.label}: {item.field}" for item in find_warnings(read_draft())]


def test_reading_the_draft_costs_the_same_for_more_sessions(django_assert_num_queries) -> None:
    load()
    with django_assert_num_queries(25):
        find_problems(read_draft())
    factories.add_sessions(3)

    with django_assert_num_queries(25):
        find_problems(read_draft())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title_en": ""}, {"en": ["title"]}),
        ({"title_en": "  "}, {"en": ["title"]}),
        ({"title_fr": None, "summary_fr": ""}, {"fr": ["title", "summary"]}),
        ({"summary_fr": "", "summary_en": None}, {}),
    ],
)
def test_missing_languages_names_fields_of_a_row(fields, expected) -> None:
    load()
    change_session("opening", **fields)

    assert missing_languages(factories.session()) == expected


def _in_the_same_room() -> None:
    room = Room.objects.get(slug="salle-a")
    start = dt.datetime(2025, 2, 10, 8, 30, tzinfo=dt.UTC)
    change_session(
        "workshop",
        room=room,
        day=Day.objects.get(slug="fevrier-10"),
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
    )


def test_room_taken_twice_is_a_warning_and_refuses_nothing() -> None:
    load()
    _in_the_same_room()

    assert warnings() == ["Session “Workshop (en)”: room"]
    assert find_problems(read_draft()) == ()


@pytest.mark.parametrize(
    "way_out",
    [
        {"state": SessionState.CANCELLED},
        {"drop_in": True, "booking": False},
        {
            "starts_at": dt.datetime(2025, 2, 10, 9, tzinfo=dt.UTC),
            "ends_at": dt.datetime(2025, 2, 10, 10, tzinfo=dt.UTC),
        },
    ],
)
def test_room_that_is_free_again_is_no_warning(way_out) -> None:
    load()
    _in_the_same_room()
    change_session("workshop", **way_out)

    assert warnings() == []


def test_room_taken_by_a_session_that_goes_on_is_a_warning() -> None:
    load()
    factories.session().also_on.add(Day.objects.get(slug="fevrier-11"))
    change_session(
        "workshop",
        room=Room.objects.get(slug="salle-a"),
        starts_at=dt.datetime(2025, 2, 11, 8, 30, tzinfo=dt.UTC),
    )

    assert warnings() == ["Session “Workshop (en)”: room"]


@pytest.mark.parametrize("capacity", [None, 51])
def test_seats_unknown_or_over_the_room_are_a_warning(capacity) -> None:
    load()
    change_session("workshop", room=Room.objects.get(slug="salle-a"), capacity=capacity)

    assert warnings() == ["Session “Workshop (en)”: capacity"]


def test_person_in_two_places_is_a_warning_only_at_confirmed_hours() -> None:
    load()
    start = dt.datetime(2025, 2, 10, 8, 30, tzinfo=dt.UTC)
    SessionSpeaker.objects.create(
        session=factories.session("workshop"), speaker=Speaker.objects.get(slug="ada")
    )
    change_session(
        "workshop",
        day=Day.objects.get(slug="fevrier-10"),
        starts_at=start,
        ends_at=start + dt.timedelta(hours=1),
    )
    assert warnings() == []

    Session.objects.update(time_confirmed=True, end_confirmed=True)

    assert warnings() == ["Session “Workshop (en)”: speakers"]


def test_text_edited_in_one_language_alone_is_worth_a_second_look() -> None:
    load()
    publish_release(note="", actor=None)
    change_session("opening", title_en="Grand opening")
    change_session("workshop", summary_fr="Atelier.", summary_en="Workshop.")

    with override("en"):
        found = preview_release().warnings

    (row,) = [item for item in found if "edited" in item.message]
    assert row.label == "Session “Grand opening”"
    assert row.field == "title (EN)"
    assert row.message == "Only the English was edited: does the French still say the same?"
    assert row.url.endswith(f"/{Session.objects.get(slug='opening').pk}/change/")
    publish_release(note="", actor=None)
    assert [item for item in preview_release().warnings if "edited" in item.message] == []
