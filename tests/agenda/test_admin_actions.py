import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from agenda.models import Session, SessionState, Venue
from agenda.services.releases import publish_release
from summit.accounts.models import User
from tests.agenda import factories
from tests.agenda.admin_forms import url
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


def test_published_session_cannot_be_deleted_and_a_new_one_can(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    factories.add_sessions(1)
    addresses = [url("session_delete", factories.session(s).pk) for s in ("opening", "more-0")]

    assert [desk.get(address).status_code for address in addresses] == [403, 200]


def test_venue_in_use_cannot_be_deleted(desk: Client) -> None:
    load()
    venue = Venue.objects.get(slug="grande-halle")

    desk.post(url("venue_delete", venue.pk), {"post": "yes"})

    assert Venue.objects.filter(pk=venue.pk).exists()


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("cancel_sessions", SessionState.CANCELLED),
        ("hide_sessions", SessionState.HIDDEN),
        ("schedule_sessions", SessionState.SCHEDULED),
    ],
)
def test_action_gives_the_chosen_sessions_a_state(desk: Client, action: str, state: str) -> None:
    load()
    chosen = [factories.session().pk]

    desk.post(url("session_changelist"), {"action": action, "_selected_action": chosen})

    assert factories.session().state == state
    assert factories.session("workshop").state == SessionState.SCHEDULED


def test_action_confirms_the_start(desk: Client) -> None:
    load()
    Session.objects.update(time_confirmed=False)
    chosen = [factories.session().pk]

    desk.post(url("session_changelist"), {"action": "confirm_starts", "_selected_action": chosen})

    assert list(Session.objects.filter(time_confirmed=True)) == [factories.session()]


def test_viewer_sees_the_list_and_no_action(client: Client) -> None:
    load()
    viewer = User.objects.create_user("viewer@example.org", is_staff=True)
    viewer.user_permissions.add(
        Permission.objects.get(codename="view_session", content_type__app_label="agenda")
    )
    client.force_login(viewer)

    answer = client.post(
        url("session_changelist"),
        {"action": "cancel_sessions", "_selected_action": [factories.session().pk]},
    )

    assert client.get(url("session_changelist")).status_code == 200
    assert answer.status_code in {200, 302, 403}
    assert factories.session().state == SessionState.SCHEDULED


def test_new_session_can_be_added_in_one_language(desk: Client) -> None:
    load()
    session = factories.session()
    data = {
        "title_fr": "Nouvelle séance",
        "slug": "nouvelle",
        "url_slug": "nouvelle",
        "state": "scheduled",
        "day": session.day_id,
        "starts_at_0": "2025-02-10",
        "starts_at_1": "16:00",
        "ends_at_0": "2025-02-10",
        "ends_at_1": "17:00",
        "venue": session.venue_id,
        "track": session.track_id,
        "format": session.format_id,
        "relation": "programme",
        "access": "invitation",
    }
    for prefix in ("sessionspeaker_set", "sessiontheme_set"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    answer = desk.post(url("session_add"), data)

    assert answer.status_code == 302
    made = factories.session("nouvelle")
    assert made.starts_at == dt.datetime(2025, 2, 10, 15, tzinfo=dt.UTC)
    assert (made.loaded, made.calendar_uid.version) == ({}, 4)
