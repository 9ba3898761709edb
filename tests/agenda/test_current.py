import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils.translation import override

from agenda.models import Day, Release
from agenda.services.current import current_programme
from agenda.services.releases import publish_release
from tests.agenda import factories
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


def publish() -> Release:
    return publish_release(note="", actor=None)


def test_programme_before_any_release_is_empty(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        programme = current_programme()

    assert (programme.number, programme.days, programme.sessions) == (0, (), ())


def test_programme_is_kept_and_costs_one_small_query(django_assert_num_queries) -> None:
    load()
    publish()
    first = current_programme()

    with django_assert_num_queries(1) as queries:
        again = current_programme()

    assert again is first
    assert '"content"' not in queries.captured_queries[0]["sql"]


def test_programme_follows_a_new_release() -> None:
    load()
    publish()
    current_programme()
    type(factories.session()).objects.filter(slug="opening").update(title_fr="Autre")
    publish()

    programme = current_programme()

    assert (programme.number, programme.sessions[0].title.fr) == (2, "Autre")


def test_live_edit_without_release_stays_unseen() -> None:
    load()
    publish()
    type(factories.session()).objects.filter(slug="opening").update(title_fr="Autre")

    assert current_programme().sessions[0].title.fr == "Opening (fr)"


def test_programme_speaks_the_active_language() -> None:
    load()
    publish()
    session = current_programme().sessions[0]

    with override("en"):
        english = str(session.title), str(session.venue), str(session.themes[0])
    with override("fr"):
        french = str(session.title)

    assert english == ("Opening (en)", "Great hall (en)", "confiance (en)")
    assert french == "Opening (fr)"


def test_session_that_goes_on_stands_on_each_of_its_days() -> None:
    load()
    session = factories.session()
    session.also_on.add(Day.objects.get(slug="fevrier-11"))
    publish()

    programme = current_programme()

    by_day = [[item.slug for item in day.sessions] for day in programme.days]
    assert by_day == [["opening"], ["opening", "workshop"]]
    start, end = programme.sessions[0].span_on(dt.date(2025, 2, 11))
    assert f"{start:%d %H:%M} {end:%d %H:%M %Z}" == "11 09:00 11 10:00 CET"


def test_programme_finds_sessions_by_what_they_have() -> None:
    load()
    publish()

    programme = current_programme()

    opening, workshop = programme.sessions
    assert programme.sessions_by_venue == {"grande-halle": (opening, workshop)}
    assert programme.sessions_by_theme == {"confiance": (opening,), "travail": (opening,)}
    assert programme.sessions_by_speaker == {"ada": (opening,), "alan": (opening,)}
    assert programme.sessions_by_url_slug["atelier"] is workshop
    assert programme.sessions_by_id[factories.session().pk] is opening


@pytest.mark.django_db(transaction=True)
def test_threads_that_meet_a_new_release_share_one_object() -> None:
    load()
    publish()
    barrier, found = threading.Barrier(8), []

    def read() -> None:
        try:
            barrier.wait()
            found.append(current_programme())
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len({id(programme) for programme in found}) == 1
