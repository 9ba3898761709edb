"""The invitation through its life, read back by two parsers that did not write it."""

import re

import pytest

from registration.invites import download_calendar
from registration.models import Quota, Registration, Way
from registration.services.changing import (
    cancel_registration,
    correct_address,
    move_way,
)
from registration.services.waiting import confirm_waiting
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    SENDER,
    at,
    make_business_day,
    make_registration,
    register,
)
from tests.services.calendars import Calendar, read_with_both

pytestmark = pytest.mark.django_db


def calendars() -> list[Calendar]:
    rows = OutgoingEmail.objects.exclude(calendar="").order_by("pk")
    return [read_with_both(mail.calendar.encode()) for mail in rows]


def lines(mail: OutgoingEmail) -> dict[str, str]:
    """Properties of the event by name, unfolded."""
    unfolded = mail.calendar.replace("\r\n ", "").split("\r\n")
    return {re.split("[;:]", line)[0]: line for line in unfolded if ":" in line}


def sequences() -> list[str]:
    rows = OutgoingEmail.objects.exclude(calendar="").order_by("pk")
    return [lines(mail)["SEQUENCE"].removeprefix("SEQUENCE:") for mail in rows]


def test_in_person_invitation_says_where_and_when() -> None:
    make_business_day()
    registration = make_registration()

    (calendar,) = calendars()

    (event,) = calendar.events
    written = lines(OutgoingEmail.objects.get())
    assert (calendar.method, event.uid) == ("REQUEST", str(registration.calendar_uid))
    assert (event.start, event.end) == (at(9), at(18, 15))
    assert event.summary == "Business Day – Sommet d’essai"
    assert event.location == "Station F, 5 parvis Alan-Turing, 75013 Paris"
    assert written["GEO"] == "GEO:48.83481;2.370764"
    assert "Accueil dès 8\u202fh" in written["DESCRIPTION"]
    assert written["URL"] == "URL:http://testserver/fr/business-day/"


def test_online_invitation_leads_to_the_page_to_join() -> None:
    make_business_day()
    register(way=Way.ONLINE, language="en")

    (calendar,) = calendars()
    written = lines(OutgoingEmail.objects.get())
    page = written["URL"].removeprefix("URL:")

    assert page.startswith("http://testserver/en/")
    assert page.endswith("/join/")
    assert calendar.events[0].location == f"Online – {page}"
    assert written["CONFERENCE"].endswith(page)
    assert written["CONFERENCE"].startswith("CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=")
    assert "GEO" not in written


def test_invitation_holds_no_personal_link() -> None:
    make_business_day()
    registration = make_registration()

    written = OutgoingEmail.objects.get().calendar.replace("\r\n ", "")

    assert "personal-link" not in written
    assert str(registration.public_id) not in written
    assert registration.ticket_code not in written


def test_invitation_is_from_the_organizer_to_one_attendee() -> None:
    make_business_day()
    register()

    written = lines(OutgoingEmail.objects.get())

    assert written["ORGANIZER"].endswith(f":mailto:{SENDER}")
    assert written["ATTENDEE"].endswith(":mailto:camille@example.org")
    assert "PARTSTAT=ACCEPTED" in written["ATTENDEE"]
    assert OutgoingEmail.objects.get().from_email == SENDER


def test_life_of_an_entry_keeps_its_uid_and_raises_its_sequence() -> None:
    make_business_day()
    registration = make_registration()
    whose = {"registration_id": registration.pk, "now": NOW}
    move_way(way=Way.ONLINE, by="self", **whose)
    cancel_registration(by="self", **whose)
    register(way=Way.IN_PERSON)
    correct_address(registration_id=registration.pk, email="right@example.org", by="system")
    move_way(way=Way.ONLINE, by="system", **whose)
    cancel_registration(by="system", **whose)

    read = calendars()

    assert [calendar.method for calendar in read] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
        "REQUEST",
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert sequences() == ["0", "1", "2", "3", "4", "5", "6"]
    assert {event.uid for calendar in read for event in calendar.events} == {
        str(registration.calendar_uid)
    }
    assert {event.start for calendar in read for event in calendar.events} == {at(9)}
    assert {event.summary for calendar in read for event in calendar.events} == {
        "Business Day – Sommet d’essai"
    }


def test_cancel_keeps_organizer_attendee_and_time_and_says_cancelled() -> None:
    make_business_day()
    registration = make_registration()
    before = lines(OutgoingEmail.objects.get())

    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    after = lines(OutgoingEmail.objects.latest("pk"))
    same = ("UID", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "LOCATION")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["STATUS"] == "STATUS:CANCELLED"
    said, _link = after["DESCRIPTION"].split("\\n\\n")
    assert said == "DESCRIPTION:Vous n’y avez plus de place."
    assert "BEGIN:VALARM" not in OutgoingEmail.objects.latest("pk").calendar


def test_organizer_is_fixed_at_registration() -> None:
    make_business_day()
    registration = make_registration()
    edition = registration.edition
    edition.sender_email = "new@summit.example"
    edition.save()

    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    mail = OutgoingEmail.objects.latest("pk")
    assert lines(mail)["ORGANIZER"].endswith(f":mailto:{SENDER}")
    assert mail.from_email == SENDER


def test_whoever_waits_gets_the_online_invitation_only() -> None:
    make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)

    (calendar,) = calendars()

    assert calendar.events[0].location.startswith("En ligne – ")
    assert read_with_both(download_calendar(registration) or b"").events == calendar.events


def test_whoever_only_waits_gets_no_calendar() -> None:
    make_business_day(in_person=0, online=0)
    registration = make_registration(wait_in_person=True)

    assert (calendars(), download_calendar(registration)) == ([], None)


def test_confirmed_from_the_queue_the_entry_moves_to_the_place() -> None:
    make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)

    confirm_waiting(registration_id=registration.pk, now=NOW, by="system")

    online, in_person = calendars()
    assert (in_person.method, sequences()) == ("REQUEST", ["0", "1"])
    assert in_person.events[0].uid == online.events[0].uid
    assert in_person.events[0].location.startswith("Station F")


def test_download_has_no_method_and_no_people_and_stays_the_same() -> None:
    make_business_day()
    make_registration()

    first, second = (download_calendar(Registration.objects.get()) for _ in range(2))

    assert first == second
    assert first is not None
    assert read_with_both(first).method == ""
    assert b"ORGANIZER" not in first
    assert b"ATTENDEE" not in first


def test_hostile_organisation_and_name_add_no_property() -> None:
    make_business_day()
    attack = "X\r\nATTENDEE:mailto:victim@evil.example\r\nBEGIN:VALARM"

    register(first_name=attack[:80], last_name=attack[:80], organisation=attack)

    calendar = OutgoingEmail.objects.get().calendar
    assert calendar.count("ATTENDEE") == 1
    assert "VALARM" not in calendar
