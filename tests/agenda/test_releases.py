import datetime as dt
import threading

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from agenda.exceptions import PreviewIsStale, ReleaseRefused
from agenda.models import (
    AccessRule,
    Exhibitor,
    Release,
    Session,
    SessionState,
    Speaker,
    Theme,
    Venue,
)
from agenda.models.releases import ReleaseIsImmutable
from agenda.services.building import digest_of, read_draft
from agenda.services.current import current_programme, programme_of
from agenda.services.problems import find_problems, find_warnings
from agenda.services.releases import preview_release, publish_again, publish_release
from agenda.signals import programme_released
from summit.accounts.models import User
from tests.agenda import factories
from tests.agenda.factories import load, real_file

pytestmark = pytest.mark.django_db


def publish(note: str = "") -> Release:
    return publish_release(note=note, actor=None)


def change_session(slug: str = "opening", **fields: object) -> None:
    Session.objects.filter(slug=slug).update(**fields)


def session_in(release: Release, slug: str = "opening") -> dict:
    return next(item for item in release.content["sessions"] if item["slug"] == slug)


@pytest.fixture
def heard():
    """What the receivers of `programme_released` were told."""
    events: list[tuple[int, int | None, bool]] = []

    def receiver(release, previous, **kwargs):
        inside = connection.in_atomic_block
        events.append((release.number, previous.number if previous else None, inside))

    programme_released.connect(receiver)
    yield events
    programme_released.disconnect(receiver)


def test_publish_the_real_file_makes_release_one_in_both_languages() -> None:
    load(real_file())
    draft = read_draft()
    assert (find_problems(draft), find_warnings(draft)) == ((), ())

    release = publish("First")

    assert (release.number, release.note) == (1, "First")
    assert release.digest == digest_of(release.content)
    programme = programme_of(release)
    assert (len(programme.days), len(programme.sessions), len(programme.speakers)) == (6, 98, 60)


def test_publish_records_who_and_when() -> None:
    load()
    user = User.objects.create_user("editor@example.org")
    before = timezone.now()

    release = publish_release(note="", actor=user)

    assert release.published_by == user
    assert before <= release.published_at <= timezone.now()


def test_publish_without_a_difference_returns_the_current_release(heard) -> None:
    load()
    first = publish()

    assert publish().pk == first.pk
    assert Release.objects.count() == 1
    assert heard == [(1, None, True)]


def test_publish_of_an_internal_edit_makes_no_release() -> None:
    load()
    publish()
    change_session(editor_note="Ask again.", source=[], confidence="low")

    assert publish().number == 1


def test_publish_numbers_follow_each_other_and_name_the_previous(heard) -> None:
    load()
    publish()
    change_session(title_fr="Ouverture")

    assert publish().number == 2
    assert heard == [(1, None, True), (2, 1, True)]


def test_release_holds_nothing_internal() -> None:
    load()
    change_session(editor_note="Secret remark")

    stored = str(publish().content)

    assert "Secret remark" not in stored
    assert "example.org/page" not in stored
    assert "confidence" not in stored


def test_publish_leaves_out_hidden_sessions_and_keeps_cancelled_ones() -> None:
    load()
    change_session("workshop", state=SessionState.HIDDEN)
    change_session("opening", state=SessionState.CANCELLED)

    programme = programme_of(publish())

    assert [(item.slug, item.is_cancelled) for item in programme.sessions] == [("opening", True)]
    assert programme.exhibitors[0].session is None


# --- Refusals ---------------------------------------------------------------------------------


def test_publish_with_a_missing_translation_is_refused_naming_object_and_field() -> None:
    load()
    change_session(title_en="")

    with pytest.raises(ReleaseRefused) as refusal:
        publish()

    (problem,) = refusal.value.problems
    pk = factories.session().pk
    assert "Opening (fr)" in problem.label
    assert problem.url.endswith(f"/admin/agenda/session/{pk}/change/")
    assert Release.objects.count() == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda: change_session(summary_fr=None),
        lambda: change_session(starts_at=dt.datetime(2025, 2, 9, 8, tzinfo=dt.UTC)),
        lambda: Venue.objects.filter(slug="grande-halle").update(directions_en=""),
        lambda: Speaker.objects.filter(slug="ada").update(organisation_fr="Académie"),
        lambda: Exhibitor.objects.update(summary_fr=""),
        lambda: factories.session().also_on.add(factories.session().day),
        lambda: (
            change_session(room=None, venue=Venue.objects.get(slug="en-ligne"))
            or change_session(room=Venue.objects.get(slug="grande-halle").rooms.first())
        ),
        lambda: change_session(registration_by=""),
    ],
)
def test_publish_of_a_damaged_programme_is_refused(damage) -> None:
    load()
    damage()

    with pytest.raises(ReleaseRefused) as refusal:
        publish()

    assert len(refusal.value.problems) == 1


def test_publish_ignores_what_is_missing_in_a_hidden_session() -> None:
    load()
    change_session(title_en="", state=SessionState.HIDDEN)

    assert publish().number == 1


def test_publish_of_an_empty_programme_is_refused() -> None:
    factories.make_edition()

    with pytest.raises(ReleaseRefused):
        publish()


def test_refusal_is_readable() -> None:
    load()
    change_session(title_en="")

    with pytest.raises(ReleaseRefused, match=r"Opening \(fr\).*: .+ \(/.*/change/\)"):
        publish()


# --- Preview ----------------------------------------------------------------------------------


def test_preview_of_untouched_rows_has_nothing_to_publish() -> None:
    load()
    publish()

    preview = preview_release()

    assert (preview.changes, preview.problems, preview.can_publish) == ((), (), False)


def test_preview_tells_of_a_problem_and_writes_nothing() -> None:
    load()
    change_session(title_en="")

    preview = preview_release()

    assert (len(preview.problems), preview.can_publish) == (1, False)
    assert Release.objects.count() == 0


def test_publish_of_a_stale_preview_is_refused() -> None:
    load()
    fingerprint = preview_release().fingerprint
    change_session(title_fr="Autre")

    with pytest.raises(PreviewIsStale):
        publish_release(note="", actor=None, fingerprint=fingerprint)


def test_publish_of_a_fresh_preview_is_accepted() -> None:
    load()

    fingerprint = preview_release().fingerprint

    assert publish_release(note="", actor=None, fingerprint=fingerprint).number == 1


# --- Calendar stamps --------------------------------------------------------------------------


def test_first_release_starts_each_calendar_entry_at_zero() -> None:
    load()

    entry = session_in(publish())

    assert entry["sequence"] == 0
    assert entry["published_at"] == entry["changed_at"]


def test_release_raises_the_sequence_of_a_changed_session_alone() -> None:
    load()
    first = publish()
    change_session(summary_fr="Autre", summary_en="Other")

    second = publish()

    assert [session_in(second, slug)["sequence"] for slug in ("opening", "workshop")] == [1, 0]
    assert session_in(second)["changed_at"] > session_in(first)["changed_at"]
    assert session_in(second)["published_at"] == session_in(first)["published_at"]
    assert factories.session().sequence == 1


def test_release_raises_the_sequence_when_the_venue_changes() -> None:
    load()
    publish()
    Venue.objects.filter(slug="grande-halle").update(address="2 rue de la Paix")

    second = publish()

    assert [session_in(second, slug)["sequence"] for slug in ("opening", "workshop")] == [1, 1]


@pytest.mark.parametrize("rows", [Theme.objects, AccessRule.objects.filter(slug="organiser")])
def test_release_raises_the_sequence_when_words_that_the_entry_borrows_change(rows) -> None:
    load()
    publish()
    name = "text" if rows.model is AccessRule else "name"
    rows.update(**{f"{name}_fr": "Autre", f"{name}_en": "Other"})

    second = publish()

    assert [session_in(second, slug)["sequence"] for slug in ("opening", "workshop")] == [1, 0]


def test_release_leaves_entries_alone_when_one_audience_is_answered_otherwise() -> None:
    load()
    publish()
    AccessRule.objects.filter(slug="organiser-entrepreneurs").update(text_fr="Non", text_en="No")

    second = publish()

    assert second.number == 2
    assert session_in(second)["sequence"] == 0


def test_session_that_was_hidden_goes_on_counting_after_its_withdrawal() -> None:
    load()
    publish()
    change_session(state=SessionState.HIDDEN)
    publish()
    change_session(state=SessionState.SCHEDULED)

    assert session_in(publish())["sequence"] == 2


# --- An earlier release again -----------------------------------------------------------------


def test_publish_again_makes_a_new_release_with_the_old_content(heard) -> None:
    load()
    publish()
    change_session(title_fr="Autre")
    publish()

    release = publish_again(number=1, note="Back", actor=None)

    assert (release.number, release.restores, release.note) == (3, 1, "Back")
    assert session_in(release)["title"]["fr"] == "Opening (fr)"
    assert session_in(release)["sequence"] == 2
    assert factories.session().title_fr == "Autre"
    assert heard[-1] == (3, 2, True)


def test_publish_again_of_the_current_content_makes_none() -> None:
    load()
    publish()

    assert publish_again(number=1, note="", actor=None).number == 1
    assert Release.objects.count() == 1


def test_publish_after_going_back_brings_the_live_rows() -> None:
    load()
    publish()
    change_session(title_fr="Autre")
    publish()
    publish_again(number=1, note="", actor=None)

    release = publish()

    assert (release.number, session_in(release)["title"]["fr"]) == (4, "Autre")
    assert session_in(release)["sequence"] == 3


# --- Immutable --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        lambda release: release.save(),
        lambda release: release.delete(),
        lambda release: Release.objects.update(note="x"),
        lambda release: Release.objects.all().delete(),
        lambda release: Release.objects.bulk_update([release], ["note"]),
    ],
)
def test_release_refuses_to_change(attempt) -> None:
    load()
    release = publish()

    with pytest.raises(ReleaseIsImmutable):
        attempt(release)

    assert Release.objects.get().note == ""


# --- Two publishers ---------------------------------------------------------------------------


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_make_one_release_of_one_change() -> None:
    load()
    publish()
    change_session(title_fr="Autre")
    barrier, numbers, errors = threading.Barrier(4), [], []

    def run() -> None:
        try:
            barrier.wait()
            numbers.append(publish().number)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (numbers, errors) == ([2, 2, 2, 2], [])
    assert current_programme().number == 2
