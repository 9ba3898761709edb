import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.models import Axis, Day, Room, Session, SessionSpeaker, Speaker, Theme, Venue
from agenda.services.loading import load_programme_file
from summit.edition.loading import LoadError, LoadReport
from tests.agenda import factories
from tests.agenda.factories import load, programme_file, real_file

pytestmark = pytest.mark.django_db


def test_load_of_the_real_file_fills_every_table_once_and_again_costs_few_queries() -> None:
    report = load(real_file())

    assert (report.created, report.updated, report.kept, report.gone) == (279, 0, [], [])
    assert (Day.objects.count(), Venue.objects.count(), Session.objects.count()) == (6, 17, 98)

    with CaptureQueriesContext(connection) as queries:
        report = load(real_file())

    assert (report.created, report.updated, report.unchanged) == (0, 0, 279)
    assert len(queries) < 40


def test_load_keeps_order_and_role_of_speakers_and_order_of_themes() -> None:
    load()

    links = SessionSpeaker.objects.filter(session__slug="opening")
    assert [(link.speaker.slug, link.role) for link in links] == [
        ("ada", "moderator"),
        ("alan", "speaker"),
    ]
    themes = [link.theme.slug for link in factories.session().sessiontheme_set.all()]
    assert themes == ["confiance", "travail"]


def test_load_reads_both_languages_times_and_marks() -> None:
    load()

    session = factories.session()
    assert (session.title_fr, session.title_en) == ("Opening (fr)", "Opening (en)")
    assert session.starts_at == dt.datetime(2025, 2, 10, 8, tzinfo=dt.UTC)
    assert session.room == Room.objects.get(slug="salle-a", venue__slug="grande-halle")
    marks = Theme.objects.values_list("slug", "mark_fr", "mark_en")
    assert list(marks) == [("confiance", "CO", "TR"), ("travail", "TR", "TR")]


def test_load_of_a_changed_file_updates_only_what_changed() -> None:
    load()
    data = programme_file()
    data["sessions"][0]["end"] = "2025-02-10T10:30:00+01:00"
    data["sessions"][1]["themes"] = ["travail"]

    report = load(data)

    assert (report.created, report.updated, report.kept) == (0, 2, [])
    assert factories.session().ends_at == dt.datetime(2025, 2, 10, 9, 30, tzinfo=dt.UTC)
    assert [theme.slug for theme in factories.session("workshop").themes.all()] == ["travail"]


def test_load_keeps_a_field_that_an_organiser_changed() -> None:
    load()
    Session.objects.filter(slug="opening").update(title_fr="Ouverture solennelle")
    data = programme_file()
    data["sessions"][0]["title"] = factories.text("Welcome")

    report = load(data)

    session = factories.session()
    assert (session.title_fr, session.title_en) == ("Ouverture solennelle", "Welcome (en)")
    assert report.kept == ["sessions/opening, title_fr"]


def test_load_keeps_an_organisers_change_even_when_the_file_did_not_move() -> None:
    load()
    Venue.objects.filter(slug="grande-halle").update(address="2 rue de la Paix")

    report = load()

    assert Venue.objects.get(slug="grande-halle").address == "2 rue de la Paix"
    assert (report.updated, report.kept) == (0, ["venues/grande-halle, address"])


def test_load_told_to_overwrite_takes_the_file() -> None:
    load()
    Session.objects.filter(slug="opening").update(title_fr="Ouverture solennelle")
    SessionSpeaker.objects.filter(session__slug="opening").delete()

    report = load(overwrite=True)

    assert factories.session().title_fr == "Opening (fr)"
    assert [speaker.slug for speaker in factories.session().speakers.all()] == ["ada", "alan"]
    assert report.kept == []


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (lambda s: s.sessionspeaker_set.first().delete(), "speakers"),
        (lambda s: s.sessionspeaker_set.update(role="chair"), "speakers"),
        (lambda s: s.sessiontheme_set.first().delete(), "themes"),
        (lambda s: s.languages.clear(), "languages"),
        (lambda s: s.also_on.add(Day.objects.get(slug="fevrier-11")), "also_on"),
    ],
)
def test_load_keeps_a_relation_that_an_organiser_changed(change, kept: str) -> None:
    load()
    change(factories.session())

    report = load()

    assert report.kept == [f"sessions/opening, {kept}"]


def test_load_of_a_file_that_lost_rows_reports_them_and_deletes_nothing() -> None:
    load()
    data = programme_file()
    data["exhibitors"] = []
    data["venues"][0]["rooms"].pop()
    data["sessions"].pop()

    report = load(data)

    assert report.gone == [
        "venues/grande-halle/rooms/salle-b",
        "sessions/workshop",
        "exhibitors/maison",
    ]
    assert Session.objects.filter(slug="workshop").exists()


def test_load_that_meets_an_error_leaves_nothing_behind() -> None:
    data = programme_file()
    data["exhibitors"][0]["session"] = "nowhere"
    factories.make_edition()

    with pytest.raises(LoadError):
        load_programme_file(data)

    assert (Session.objects.count(), Speaker.objects.count()) == (0, 0)


def test_load_says_how_each_list_went() -> None:
    factories.make_edition()
    lines: list[str] = []

    load_programme_file(programme_file(), report=LoadReport(progress=lines.append))

    assert lines[0] == "tracks: 1 (1 created)"
    assert "rooms: 2 (2 created)" in lines
    assert lines[-1] == "exhibitors: 1 (1 created)"


def test_load_links_axes_to_their_formats() -> None:
    load()

    formats = Axis.objects.get(slug="usages").formats
    assert set(formats.values_list("slug", flat=True)) == {"atelier", "pleniere"}


def test_load_refuses_a_file_that_contradicts_an_organisers_change() -> None:
    load()
    Session.objects.filter(slug="opening").update(
        starts_at=dt.datetime(2025, 2, 10, 9, 45, tzinfo=dt.UTC),
        ends_at=dt.datetime(2025, 2, 10, 10, 15, tzinfo=dt.UTC),
    )
    Session.objects.filter(slug="opening").update(
        ends_at=dt.datetime(2025, 2, 10, 9, 50, tzinfo=dt.UTC),
        loaded={**factories.session().loaded, "ends_at": "2025-02-10T09:50:00+00:00"},
    )
    data = programme_file()
    data["sessions"][0]["end"] = "2025-02-10T10:30:00+01:00"

    with pytest.raises(LoadError) as refusal:
        load(data)

    assert (refusal.value.entry, refusal.value.field) == ("sessions/opening", "ends_at")
