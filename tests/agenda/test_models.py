import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agenda.models import Room, Session, SessionSpeaker, SessionTheme, Speaker, Theme, Venue
from tests.agenda import factories
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends_at": dt.datetime(2025, 2, 10, 7, tzinfo=dt.UTC)}, "ends_at"),
        ({"ends_at": dt.datetime(2025, 2, 10, 8, tzinfo=dt.UTC)}, "ends_at"),
        ({"registration_by": ""}, "registration_by"),
        ({"access": "invitation"}, "registration_by"),
        ({"booking": True, "is_block": True}, "booking"),
        ({"booking": True, "drop_in": True}, "booking"),
        ({"starts_at": dt.datetime(2025, 2, 9, 8, tzinfo=dt.UTC)}, "starts_at"),
    ],
)
def test_session_that_contradicts_itself_is_refused_at_its_field(fields, name: str) -> None:
    session = factories.session()
    for field, value in fields.items():
        setattr(session, field, value)

    with pytest.raises(ValidationError) as refusal:
        session.full_clean()

    assert list(refusal.value.message_dict) == [name]


def test_session_in_a_room_of_another_venue_is_refused() -> None:
    session = factories.session()
    session.venue = Venue.objects.get(slug="en-ligne")

    with pytest.raises(ValidationError) as refusal:
        session.full_clean()

    assert list(refusal.value.message_dict) == ["room"]


@pytest.mark.parametrize(
    "write",
    [
        lambda: Session.objects.update(ends_at=dt.datetime(2025, 2, 1, tzinfo=dt.UTC)),
        lambda: Session.objects.filter(slug="opening").update(access="invitation"),
        lambda: Session.objects.filter(slug="workshop").update(is_block=True),
        lambda: Venue.objects.filter(slug="grande-halle").update(latitude=None),
        lambda: Venue.objects.filter(slug="grande-halle").update(latitude=95),
        lambda: Room.objects.filter(slug="salle-b").update(slug="salle-a"),
        lambda: SessionSpeaker.objects.create(
            session=factories.session(), speaker=Speaker.objects.get(slug="ada")
        ),
        lambda: SessionTheme.objects.create(
            session=factories.session(), theme=Theme.objects.get(slug="travail")
        ),
    ],
)
def test_database_refuses_what_no_form_would_let_through(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
