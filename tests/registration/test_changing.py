"""Changing and cancelling: who may, what moves, what is told, what stays."""

import datetime as dt
from typing import Any

import pytest
from auditlog.models import LogEntry

from registration.exceptions import (
    ConsentMissing,
    NotWaiting,
    PlacesRanOut,
    RegistrationCancelled,
    RegistrationClosed,
)
from registration.models import Consent, Place, Quota, Registration, Way
from registration.services.changing import (
    cancel_registration,
    correct_address,
    correct_registration,
    move_way,
    resend_confirmation,
)
from registration.services.plans import Outcome
from registration.services.waiting import confirm_waiting
from summit.accounts.models import User
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_business_day, make_registration, register
from tests.registration.reading import held, mails

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

IN_PERSON, ONLINE = Way.IN_PERSON.value, Way.ONLINE.value
LATER = NOW + dt.timedelta(days=1)


def reasons(registration: Registration) -> list[str]:
    released = Place.objects.filter(registration=registration, state="released")
    return sorted(released.values_list("release_reason", flat=True))


def correct(registration: Registration, **values: Any) -> Registration:
    given = {"first_name": "Camille", "last_name": "Martin", "organisation": "Atelier Martin"}
    return correct_registration(
        registration_id=registration.pk, now=LATER, by="self", **{**given, **values}
    )


# --- Correcting -------------------------------------------------------------------------------


def test_correct_registration_changes_the_row_and_nothing_else() -> None:
    make_business_day()
    registration = make_registration()

    correct(registration, first_name="Camille-Anne", organisation="Autre", role="Directrice")

    registration.refresh_from_db()
    assert (registration.first_name, registration.organisation, registration.role) == (
        "Camille-Anne",
        "Autre",
        "Directrice",
    )
    assert (registration.sequence, mails()) == (0, ["confirmed_in_person"])


def test_correct_registration_without_a_change_writes_no_history() -> None:
    make_business_day()
    registration = make_registration()
    before = LogEntry.objects.count()

    correct(registration)

    assert LogEntry.objects.count() == before


def test_correct_registration_renews_the_consent_with_the_needs() -> None:
    make_business_day()
    registration = make_registration(access_needs=("captions",), access_consent_text="Un")

    correct(registration, access_needs=("step_free",), access_note="", access_consent_text="Deux")

    consents = Consent.objects.order_by("pk").values_list("text", "withdrawn_at")
    assert list(consents) == [("Un", LATER), ("Deux", None)]


def test_correct_registration_erases_needs_and_ends_the_consent() -> None:
    make_business_day()
    registration = make_registration(access_needs=("captions",), access_consent_text="Un")

    correct(registration, access_needs=(), access_note="")

    registration.refresh_from_db()
    assert (registration.access_needs, Consent.objects.get().withdrawn_at) == ([], LATER)


def test_correct_registration_adds_no_needs_without_consent() -> None:
    make_business_day()
    registration = make_registration()

    with pytest.raises(ConsentMissing):
        correct(registration, access_note="Fauteuil")

    assert Registration.objects.get().access_note == ""


# --- Cancelling -------------------------------------------------------------------------------


def test_cancel_frees_the_place_and_tells_the_person_once() -> None:
    quota = make_business_day(in_person=1)[Way.IN_PERSON]
    registration = make_registration(access_note="Fauteuil", access_consent_text="Oui")

    for _press in range(3):
        cancel_registration(registration_id=registration.pk, now=LATER, by="self")

    registration.refresh_from_db()
    assert (registration.cancelled_at, registration.sequence) == (LATER, 1)
    assert (held(registration), reasons(registration)) == ([], ["cancelled"])
    assert (registration.access_note, Consent.objects.get().withdrawn_at) == ("", LATER)
    assert mails() == ["confirmed_in_person", "cancelled"]
    assert Place.objects.taken().filter(quota=quota).count() == 0


def test_cancel_keeps_the_links_alive() -> None:
    make_business_day()
    registration = make_registration()

    cancel_registration(registration_id=registration.pk, now=LATER, by="self")

    assert Registration.objects.get().link_version == registration.link_version


def test_cancel_by_the_desk_says_so_in_the_history() -> None:
    make_business_day()
    registration = make_registration()
    desk = User.objects.create_user("desk@summit.example")

    cancel_registration(registration_id=registration.pk, now=LATER, by=desk)

    entry = LogEntry.objects.get(additional_data__event="cancelled")
    assert (entry.actor, entry.additional_data["by"]) == (desk, "desk")
    assert reasons(registration) == ["cancelled_by_desk"]


def test_cancel_of_whoever_only_waits_leaves_the_queue_without_a_calendar() -> None:
    make_business_day(in_person=0, online=0)
    registration = make_registration(wait_in_person=True)

    cancel_registration(registration_id=registration.pk, now=LATER, by="self")

    mail = OutgoingEmail.objects.latest("pk")
    assert (held(registration), mail.kind, mail.calendar) == ([], "registration_cancelled", "")


@pytest.mark.parametrize("change", ["correct", "address", "resend", "move", "confirm"])
def test_cancelled_registration_cannot_be_changed(change: str) -> None:
    make_business_day()
    registration = make_registration()
    cancel_registration(registration_id=registration.pk, now=LATER, by="self")
    whose: dict[str, Any] = {"registration_id": registration.pk, "by": "system"}

    with pytest.raises(RegistrationCancelled):
        match change:
            case "correct":
                correct(registration, first_name="Autre")
            case "address":
                correct_address(email="new@example.org", **whose)
            case "resend":
                resend_confirmation(**whose)
            case "move":
                move_way(way=ONLINE, now=LATER, **whose)
            case "confirm":
                confirm_waiting(now=LATER, **whose)

    assert mails() == ["confirmed_in_person", "cancelled"]


# --- Moving -----------------------------------------------------------------------------------


def test_move_online_frees_the_place_in_person() -> None:
    quota = make_business_day(in_person=1)[Way.IN_PERSON]
    registration = make_registration()

    outcome = move_way(registration_id=registration.pk, way=ONLINE, now=LATER, by="self")

    registration.refresh_from_db()
    assert outcome == Outcome(ONLINE, waiting=False)
    assert (held(registration), reasons(registration)) == ([(ONLINE, "confirmed")], ["moved"])
    assert (registration.sequence, mails()) == (1, ["confirmed_in_person", "moved"])
    assert Place.objects.taken().filter(quota=quota).count() == 0


def test_move_in_person_takes_a_place_that_is_left() -> None:
    make_business_day(in_person=1)
    registration = make_registration(way=ONLINE)

    outcome = move_way(registration_id=registration.pk, way=IN_PERSON, now=LATER, by="self")

    assert outcome == Outcome(IN_PERSON, waiting=False)
    assert held(registration) == [(IN_PERSON, "confirmed")]


def test_move_in_person_when_full_is_refused_and_keeps_the_place_online() -> None:
    make_business_day(in_person=0)
    registration = make_registration(way=ONLINE)

    with pytest.raises(PlacesRanOut):
        move_way(registration_id=registration.pk, way=IN_PERSON, now=LATER, by="self")

    assert (held(registration), mails()) == ([(ONLINE, "confirmed")], ["confirmed_online"])


def test_move_in_person_when_full_can_wait_beside_the_place_online() -> None:
    make_business_day(in_person=0)
    registration = make_registration(way=ONLINE)

    outcome = move_way(
        registration_id=registration.pk, way=IN_PERSON, now=LATER, by="self", wait=True
    )

    registration.refresh_from_db()
    assert outcome == Outcome(ONLINE, waiting=True)
    assert held(registration) == [(IN_PERSON, "waiting"), (ONLINE, "confirmed")]
    assert (registration.sequence, mails()) == (0, ["confirmed_online", "waiting"])


def test_move_online_leaves_the_queue() -> None:
    make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)

    outcome = move_way(registration_id=registration.pk, way=ONLINE, now=LATER, by="self")

    registration.refresh_from_db()
    assert outcome == Outcome(ONLINE, waiting=False)
    assert (held(registration), reasons(registration)) == ([(ONLINE, "confirmed")], ["left"])
    assert (registration.sequence, mails()) == (0, ["waiting", "confirmed_online"])


@pytest.mark.parametrize(
    ("start", "way"),
    [
        ({"way": IN_PERSON}, IN_PERSON),
        ({"way": ONLINE}, ONLINE),
    ],
)
def test_move_to_what_one_has_does_nothing(start: dict[str, Any], way: str) -> None:
    make_business_day()
    registration = make_registration(**start)
    entries = LogEntry.objects.count()

    move_way(registration_id=registration.pk, way=way, now=LATER, by="self")

    registration.refresh_from_db()
    assert (registration.sequence, len(mails()), LogEntry.objects.count()) == (0, 1, entries)


def test_move_of_whoever_waits_for_that_way_does_nothing() -> None:
    make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)

    outcome = move_way(registration_id=registration.pk, way=IN_PERSON, now=LATER, by="self")

    assert (outcome, mails()) == (Outcome(ONLINE, waiting=True), ["waiting"])


def test_window_holds_the_person_and_not_the_desk() -> None:
    make_business_day()
    registration = make_registration()
    Edition.objects.update(registration_mode="closed")

    with pytest.raises(RegistrationClosed):
        move_way(registration_id=registration.pk, way=ONLINE, now=LATER, by="self")
    move_way(registration_id=registration.pk, way=ONLINE, now=LATER, by="system")

    assert held(registration) == [(ONLINE, "confirmed")]


# --- Waiting people ---------------------------------------------------------------------------


def test_confirm_waiting_gives_the_place_and_frees_the_one_online() -> None:
    make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)
    Quota.objects.filter(way=IN_PERSON).update(capacity=1)

    confirm_waiting(registration_id=registration.pk, now=LATER, by="system")

    registration.refresh_from_db()
    assert (held(registration), reasons(registration)) == ([(IN_PERSON, "confirmed")], ["moved"])
    assert (registration.sequence, mails()) == (1, ["waiting", "moved"])


def test_confirm_waiting_of_whoever_only_waits() -> None:
    make_business_day(in_person=0, online=0)
    registration = make_registration(wait_in_person=True)
    Quota.objects.filter(way=IN_PERSON).update(capacity=1)

    confirm_waiting(registration_id=registration.pk, now=LATER, by="system")

    assert (held(registration), mails()) == ([(IN_PERSON, "confirmed")], ["waiting_only", "moved"])


def test_confirm_waiting_never_goes_over_capacity() -> None:
    make_business_day(in_person=1)
    register("first@example.org")
    registration = make_registration(wait_in_person=True)

    with pytest.raises(PlacesRanOut):
        confirm_waiting(registration_id=registration.pk, now=LATER, by="system")

    assert held(registration) == [(IN_PERSON, "waiting"), (ONLINE, "confirmed")]


def test_confirm_waiting_twice_says_that_nobody_waits() -> None:
    make_business_day(in_person=0)
    registration = make_registration(wait_in_person=True)
    Quota.objects.filter(way=IN_PERSON).update(capacity=5)
    confirm_waiting(registration_id=registration.pk, now=LATER, by="system")

    with pytest.raises(NotWaiting):
        confirm_waiting(registration_id=registration.pk, now=LATER, by="system")

    assert mails() == ["waiting", "moved"]


# --- History ----------------------------------------------------------------------------------


def test_history_names_each_event_and_holds_no_personal_data() -> None:
    make_business_day(in_person=1)
    registration = make_registration(access_note="Fauteuil", access_consent_text="Oui")
    correct(registration, first_name="Prune", organisation="Atelier secret")
    move_way(registration_id=registration.pk, way=ONLINE, now=LATER, by="self")
    cancel_registration(registration_id=registration.pk, now=LATER, by="self")

    entries = LogEntry.objects.get_for_object(registration).order_by("pk")
    events = [entry.additional_data["event"] for entry in entries]
    written = str(list(LogEntry.objects.values()))

    assert events == ["registered", "corrected", "moved", "cancelled"]
    for personal in ("Camille", "Prune", "Martin", "secret", "camille@", "Fauteuil"):
        assert personal not in written


def test_rows_saved_by_hand_are_logged_with_personal_fields_masked() -> None:
    make_business_day()
    registration = make_registration()

    registration.first_name = "Prune"
    registration.save()

    entry = LogEntry.objects.latest("pk")
    assert entry.changes == {"first_name": ["•••", "•••"]}
    assert "Prune" not in str(LogEntry.objects.values())
