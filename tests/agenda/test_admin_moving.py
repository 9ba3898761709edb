"""A venue falls out: its sessions go elsewhere together, after a question."""

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from agenda.models import Room, Session, Venue
from agenda.services.editing import move_sessions
from tests.agenda import factories
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> Venue:
    load()
    return Venue.objects.create(slug="elsewhere", name_fr="Ailleurs", name_en="Elsewhere")


def move(desk: Client, *sessions: Session, **answer: object) -> object:
    chosen = [session.pk for session in sessions]
    data = {"action": "move_elsewhere", "_selected_action": chosen, **answer}
    return desk.post(reverse("admin:agenda_session_changelist"), data)


def test_sessions_are_moved_after_the_question_where_and_each_history_says_so(
    desk: Client, elsewhere: Venue
) -> None:
    first, second = factories.session(), factories.session("workshop")
    asked = move(desk, first, second)
    assert str(first) in asked.content.decode()
    assert factories.session().venue == first.venue

    move(desk, first, second, confirmed="1", venue=elsewhere.pk)

    assert {factories.session(slug).venue for slug in (first.slug, second.slug)} == {elsewhere}
    entry = LogEntry.objects.get_for_object(first).latest("pk")
    assert ("venue" in entry.changes, str(entry.actor)) == (True, "organiser@example.org")


def test_room_of_another_venue_is_refused_and_nothing_moves(desk: Client, elsewhere: Venue) -> None:
    session = factories.session()
    room = Room.objects.create(venue=session.venue, slug="side", name_fr="Côté", name_en="Side")

    page = move(desk, session, confirmed="1", venue=elsewhere.pk, room=room.pk)

    assert list(page.context["form"].errors) == ["room"]
    assert factories.session().venue == session.venue


def test_moved_twice_counts_and_logs_once(elsewhere: Venue) -> None:
    room = Room.objects.create(venue=elsewhere, slug="hall", name_fr="Salle", name_en="Hall")
    session = factories.session()

    counts = [move_sessions(session_ids=[session.pk], venue=elsewhere, room=room) for _ in range(2)]

    assert (counts, factories.session().room) == ([1, 0], room)
