"""A Release that changes sessions tells exactly those whom it concerns, once."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agenda.models import Room, Session, Venue
from registration.models import (
    Booking,
    ChangeNotice,
    PlaceState,
    Quota,
    Registration,
    ReleaseReason,
    Rules,
    Way,
)
from registration.services.changes import save_quota, tell_changes
from registration.services.feeds import feed_of
from summit import ics
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_registration, make_request
from tests.registration_calendar.factories import book, change, make_programme, publish, tell
from tests.services.calendars import Calendar, read_with_both

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def mails() -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind="registration_changes").order_by("pk"))


def calendars(mail: OutgoingEmail) -> list[Calendar]:
    return [read_with_both(raw) for raw in ics.split_objects(mail.calendar.encode())]


def sequence(raw: str) -> int:
    return int(raw.partition("SEQUENCE:")[2].partition("\r\n")[0])


def test_moved_session_is_told_to_who_booked_it_and_to_nobody_else() -> None:
    booked, other = make_registration(), make_registration("other@example.org")
    booking = book(booked, "health")
    booking.invited_at = NOW
    booking.save()
    book(other, "industry")
    book(make_registration("waits@example.org"), "health", PlaceState.WAITING)

    change("health", starts_at=at(11), ends_at=at(12), room=Room.objects.get(slug="salle-b"))
    told = tell()

    (mail,) = mails()
    (calendar,) = calendars(mail)
    assert (told, mail.to, calendar.method) == (1, "camille@example.org", "REQUEST")
    assert calendar.events[0].uid == str(booking.calendar_uid)
    assert (calendar.events[0].start, calendar.events[0].end) == (at(11), at(12))
    assert calendar.events[0].location.startswith("Station F, Salle B, ")
    assert sequence(mail.calendar) == 1
    assert ChangeNotice.objects.count() == 0


def test_mail_says_what_was_and_what_is_in_the_persons_language() -> None:
    book(make_registration(language="en"), "health")

    change("health", starts_at=at(11), ends_at=at(12))
    tell()

    (mail,) = mails()
    assert mail.subject == "Changed: Health at work"
    assert "Tuesday 11\xa0February, 11:00–12:00" in mail.text_body
    assert "before: Tuesday 11\xa0February, 10:00–11:00" in mail.text_body
    assert "11:00–12:00</b>" in mail.html_body
    assert "10:00–11:00</s>" in mail.html_body


def test_two_releases_before_the_mail_make_one_that_gathers_all() -> None:
    registration = make_registration()
    first, second = book(registration, "industry"), book(registration, "health")

    change("health", starts_at=at(12), ends_at=at(13))
    due_at = ChangeNotice.objects.get().due_at
    change("industry", title_fr="Industrie et énergie", title_en="Industry and energy")
    change("health", starts_at=at(11), ends_at=at(12))
    assert ChangeNotice.objects.get().due_at == due_at
    tell()

    (mail,) = mails()
    uids = [calendar.events[0].uid for calendar in calendars(mail)]
    assert uids == [str(second.calendar_uid), str(first.calendar_uid)]
    assert calendars(mail)[0].events[0].start == at(11)
    assert "12\u202fh – 13\u202fh" not in mail.text_body
    assert tell() == 0


def test_mail_waits_until_changes_were_gathered_for_the_set_time() -> None:
    Rules.objects.create(change_hold=dt.timedelta(minutes=10))
    book(make_registration(), "health")

    change("health", starts_at=at(11), ends_at=at(12))

    assert tell_changes() == 0
    assert tell_changes(timezone.now() + dt.timedelta(minutes=9)) == 0
    assert tell_changes(timezone.now() + dt.timedelta(minutes=11)) == 1


def test_change_that_was_taken_back_is_not_told_and_the_number_goes_on() -> None:
    booking = book(make_registration(), "health")

    change("health", starts_at=at(11), ends_at=at(12))
    change("health", starts_at=at(10), ends_at=at(11))
    told = tell()
    change("health", starts_at=at(15), ends_at=at(16))
    tell()

    booking.refresh_from_db()
    (mail,) = mails()
    assert (told, booking.sequence, sequence(mail.calendar)) == (0, 3, 3)
    assert booking.told == {}


def test_indicative_hour_is_told_without_invitation_until_it_is_confirmed() -> None:
    change("health", time_confirmed=False)
    booking = book(make_registration(), "health")

    change("health", starts_at=at(11), ends_at=at(12))
    tell()
    change("health", time_confirmed=True)
    tell()
    change("health", room=Room.objects.get(slug="salle-b"))
    tell()

    moved, confirmed, elsewhere = mails()
    booking.refresh_from_db()
    assert (moved.calendar, "indicatif" in moved.text_body) == ("", True)
    assert calendars(confirmed)[0].method == "REQUEST"
    assert "STATUS:CONFIRMED" in confirmed.calendar
    assert sequence(confirmed.calendar) < sequence(elsewhere.calendar) == booking.sequence
    assert booking.invited_at is not None


def test_hour_that_becomes_indicative_again_is_tentative_in_the_calendar() -> None:
    booking = book(make_registration(), "health")
    Booking.objects.filter(pk=booking.pk).update(invited_at=NOW)

    change("health", time_confirmed=False)
    tell()

    (mail,) = mails()
    assert "STATUS:TENTATIVE" in mail.calendar


def test_release_that_changes_only_words_tells_nobody() -> None:
    book(make_registration(), "health")

    change("health", summary_fr="Autre texte.", summary_en="Other text.")

    assert (ChangeNotice.objects.count(), Booking.objects.get().sequence) == (0, 0)


def test_change_of_what_is_past_is_not_told() -> None:
    book(make_registration(), "health")
    from summit.edition.clock import set_rehearsal

    set_rehearsal(at(20))
    change("health", starts_at=at(11), ends_at=at(12))

    assert tell() == 0


def test_cancelled_registration_is_told_nothing_more() -> None:
    registration = make_registration()
    book(registration, "health")
    change("health", starts_at=at(11), ends_at=at(12))
    Registration.objects.update(cancelled_at=NOW)

    assert (tell(), ChangeNotice.objects.count()) == (0, 0)


def test_venue_released_elsewhere_reaches_everyone_who_comes_in_person() -> None:
    make_registration()
    make_registration("online@example.org", way=Way.ONLINE)

    Venue.objects.filter(slug="station-f").update(address="55 boulevard Vincent-Auriol, Paris")
    publish()
    tell()

    (mail,) = mails()
    (calendar,) = calendars(mail)
    assert mail.to == "camille@example.org"
    assert calendar.events[0].location == "Station F, 55 boulevard Vincent-Auriol, Paris"
    assert sequence(mail.calendar) == 1


def test_directions_told_otherwise_move_the_date_of_the_entry_and_write_to_nobody() -> None:
    here, online = make_registration(), make_registration("online@example.org", way=Way.ONLINE)
    before = {one.pk: one.invitation_changed_at for one in (here, online)}

    Venue.objects.filter(slug="station-f").update(directions_fr="Métro 6.", directions_en="Metro 6")
    publish()

    assert (tell(), mails()) == (0, [])
    for one in (here, online):
        one.refresh_from_db()
    assert here.invitation_changed_at > before[here.pk]
    assert online.invitation_changed_at == before[online.pk]
    assert (here.sequence, "Métro 6." in feed_of(here, now=NOW).entries[0].description) == (0, True)


def test_address_that_is_only_prepared_stands_in_no_invitation() -> None:
    Venue.objects.filter(slug="station-f").update(address="55 boulevard Vincent-Auriol, Paris")

    make_registration()

    assert "Turing" in OutgoingEmail.objects.get().calendar.replace("\r\n ", "")


def test_hours_of_the_day_edited_by_organisers_reach_whoever_holds_a_place() -> None:
    make_registration()
    make_registration("online@example.org", way=Way.ONLINE)
    quota = Quota.objects.get(way=Way.IN_PERSON)
    quota.starts_at, quota.doors_at = at(10), at(9)

    concerned = save_quota(quota)
    tell()

    (mail,) = mails()
    assert (concerned, mail.to) == (1, "camille@example.org")
    assert calendars(mail)[0].events[0].start == at(10)
    assert "Business Day, sur place" in mail.text_body


def test_number_of_places_edited_by_organisers_tells_nobody() -> None:
    make_registration()
    quota = Quota.objects.get(way=Way.IN_PERSON)
    quota.capacity = 7

    assert save_quota(quota) == 0
    assert Quota.objects.get(way=Way.IN_PERSON).capacity == 7


def test_withdrawn_booking_is_told_once_with_its_cancel_and_the_rest_of_the_changes() -> None:
    registration = make_registration()
    gone, stays = book(registration, "health"), book(registration, "industry")
    Booking.objects.update(invited_at=NOW)

    change("health", state="cancelled")
    change("industry", starts_at=at(15), ends_at=at(16))
    tell()
    tell()

    (mail,) = mails()
    read = {calendar.events[0].uid: calendar for calendar in calendars(mail)}
    assert read[str(gone.calendar_uid)].method == "CANCEL"
    assert read[str(gone.calendar_uid)].events[0].start == at(10)
    assert read[str(stays.calendar_uid)].method == "REQUEST"


def test_who_waits_for_a_cancelled_session_is_told_without_an_invitation() -> None:
    waiting = book(make_registration(), "health", PlaceState.WAITING)

    change("health", state="cancelled")
    tell()
    waiting.refresh_from_db()

    (mail,) = mails()
    assert (waiting.release_reason, mail.calendar) == (ReleaseReason.WITHDRAWN, "")
    assert mail.subject.endswith("Santé, mode d’emploi")


def test_session_that_is_booked_no_longer_frees_who_booked_it_and_tells_them() -> None:
    booking = book(make_registration(), "health")

    change("health", booking=False)
    tell()
    tell()

    booking.refresh_from_db()
    (mail,) = mails()
    assert booking.release_reason == ReleaseReason.WITHDRAWN
    assert "Santé, mode d’emploi" in mail.text_body


def test_trouble_with_one_person_does_not_keep_the_others_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, fine = make_registration(), make_registration("fine@example.org")
    for registration in (broken, fine):
        book(registration, "health")
    change("health", starts_at=at(11), ends_at=at(12))
    Registration.objects.filter(pk=broken.pk).update(organizer_email="no address")

    told = tell()

    assert told == 1
    assert [mail.to for mail in mails()] == ["fine@example.org"]
    notice = ChangeNotice.objects.get()
    assert notice.registration_id == broken.pk
    assert notice.due_at > timezone.now()


@pytest.mark.parametrize("people", [3, 40])
def test_release_costs_the_same_statements_however_many_it_concerns(
    people: int, django_assert_num_queries: Any
) -> None:
    from registration.services.changes import note_release

    make_many(people)
    before = Session.objects.get(slug="health")
    Session.objects.filter(pk=before.pk).update(starts_at=at(11), ends_at=at(12))
    Venue.objects.filter(slug="station-f").update(address="Ailleurs")
    old = publish_without_telling()

    with django_assert_num_queries(13):
        told = note_release(release=old[1], previous=old[0])

    assert told == people
    assert ChangeNotice.objects.count() == people


def publish_without_telling() -> tuple[Any, Any]:
    from agenda.models import Release
    from agenda.services.current import current_programme
    from agenda.signals import programme_released
    from registration.receivers import programme_was_released

    previous = Release.objects.newest_first().first()
    programme_released.disconnect(programme_was_released, dispatch_uid="registration")
    try:
        release = publish()
    finally:
        programme_released.connect(programme_was_released, dispatch_uid="registration")
    assert current_programme().number == release.number
    return previous, release


def make_many(count: int) -> None:
    for number in range(count):
        book(make_registration(f"person{number}@example.org"), "health")
    assert make_request().way == Way.IN_PERSON
