"""An entry's life in a calendar program that knows RFC 5546 and nothing of us."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from agenda.models import Session
from registration.models import Booking, Quota, Way
from registration.services.booking import book_session, cancel_booking
from registration.services.changes import save_quota
from registration.services.changing import cancel_registration, move_way
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_registration
from tests.registration_calendar.clients import CalendarClient
from tests.registration_calendar.factories import change, make_programme, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def mails() -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.exclude(calendar="").order_by("pk"))


def calendar_of(sent: list[OutgoingEmail]) -> CalendarClient:
    client = CalendarClient()
    client.take_mails(sent)
    return client


def test_session_invited_moved_twice_and_cancelled_is_one_entry_then_none() -> None:
    registration = make_registration()
    session = Session.objects.get(slug="health")
    whose = {"now": NOW, "by": "self"}
    booking = book_session(registration_id=registration.pk, session_id=session.pk, **whose)
    uid, before = str(booking.calendar_uid), len(mails())

    for hour in (11, 12):
        change("health", starts_at=at(hour), ends_at=at(hour, 45))
        tell()
        (entry,) = [known for key, known in calendar_of(mails()).entries.items() if key == uid]
        assert entry.start == at(hour)
    cancel_booking(booking_id=booking.pk, **whose)

    sent = [mail for mail in mails() if uid in mail.calendar.replace("\r\n ", "")]
    assert len(sent) == 4
    assert len(mails()) == before + 3
    for order in itertools.permutations(sent):
        assert calendar_of([*order, sent[0]]).entries == {}


def test_day_moved_switched_and_cancelled_is_one_entry_then_none_in_any_order() -> None:
    registration = make_registration()
    quota = Quota.objects.get(way=Way.IN_PERSON)
    quota.starts_at = at(10)
    save_quota(quota)
    tell()
    move_way(registration_id=registration.pk, way=Way.ONLINE, now=NOW, by="self")

    (entry,) = calendar_of(mails()).entries.values()
    assert (entry.start, entry.location.startswith("En ligne")) == (at(9), True)

    cancel_registration(registration_id=registration.pk, now=NOW, by="self")
    for order in itertools.permutations(mails()):
        assert calendar_of([*order, *mails()[:2]]).entries == {}


def test_session_cancelled_by_organisers_leaves_every_calendar_that_knows_it() -> None:
    registration = make_registration()
    session = Session.objects.get(slug="health")
    book_session(registration_id=registration.pk, session_id=session.pk, now=NOW, by="self")

    change("health", state="cancelled")
    tell()

    (entry,) = calendar_of(mails()).entries.values()
    assert entry.start == at(9)
    assert Booking.objects.get().release_reason == "withdrawn"


@pytest.mark.parametrize(
    "moment", [dt.datetime(2024, 10, 26, tzinfo=dt.UTC), dt.datetime(2025, 4, 1, tzinfo=dt.UTC)]
)
def test_hours_read_the_same_in_paris_whenever_the_invitation_is_written(
    moment: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)

    make_registration()

    (entry,) = calendar_of(mails()).entries.values()
    paris = entry.start.astimezone(ZoneInfo("Europe/Paris"))
    assert (paris.date(), paris.hour, paris.minute) == (dt.date(2025, 2, 11), 9, 0)


@pytest.mark.parametrize("date", [dt.date(2025, 3, 29), dt.date(2025, 3, 31)])
def test_nine_in_paris_stays_nine_on_both_sides_of_the_change_of_clocks(date: dt.date) -> None:
    make_registration()
    quota = Quota.objects.get(way=Way.IN_PERSON)
    zone = ZoneInfo("Europe/Paris")
    quota.starts_at = dt.datetime.combine(date, dt.time(9), zone)
    quota.ends_at = dt.datetime.combine(date, dt.time(18), zone)
    quota.doors_at = None

    save_quota(quota)
    tell()

    (entry,) = calendar_of(mails()).entries.values()
    assert entry.start.astimezone(zone).strftime("%H:%M") == "09:00"
    assert entry.start.astimezone(dt.UTC).hour == (8 if date.day == 29 else 7)
