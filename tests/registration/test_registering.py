"""Registering: what is written, what is answered, and what neither may tell."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from registration.exceptions import (
    AddressTaken,
    ConsentMissing,
    PlacesRanOut,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.models import Consent, Place, Quota, Registration, Way
from registration.services.changing import cancel_registration
from registration.services.plans import Outcome
from registration.services.registering import register_by_hand, register_person
from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription
from tests.registration.factories import (
    NOW,
    SENDER,
    make_business_day,
    make_registration,
    make_request,
    register,
)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

IN_PERSON, ONLINE = Way.IN_PERSON.value, Way.ONLINE.value
COUNTS = 'SELECT "registration_place"."quota_id" AS "quota"'


def kinds() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True))


def held(registration: Registration) -> list[tuple[str, str]]:
    places = Place.objects.held().filter(registration=registration).select_related("quota")
    return sorted((place.way, place.state) for place in places)


# --- New people -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Capacities in person and online, what is asked for, and what one gets."""

    in_person: int | None
    online: int | None
    way: str
    wait: bool
    confirmed: str
    waiting: bool
    kind: str


@pytest.mark.parametrize(
    "case",
    [
        Case(5, None, IN_PERSON, False, IN_PERSON, False, "confirmed_in_person"),
        Case(5, None, IN_PERSON, True, IN_PERSON, False, "confirmed_in_person"),
        Case(None, None, IN_PERSON, False, IN_PERSON, False, "confirmed_in_person"),
        Case(0, None, ONLINE, False, ONLINE, False, "confirmed_online"),
        Case(0, None, ONLINE, True, ONLINE, False, "confirmed_online"),
        Case(0, None, IN_PERSON, True, ONLINE, True, "waiting"),
        Case(0, 5, IN_PERSON, True, ONLINE, True, "waiting"),
        Case(0, 0, IN_PERSON, True, "", True, "waiting_only"),
    ],
    ids=str,
)
def test_new_address_gets_its_places_and_one_mail(case: Case) -> None:
    make_business_day(in_person=case.in_person, online=case.online)

    answered = register(way=case.way, wait_in_person=case.wait)

    places = [(IN_PERSON, "waiting")] if case.waiting else []
    places += [(case.confirmed, "confirmed")] if case.confirmed else []
    assert answered == Outcome(case.confirmed, waiting=case.waiting)
    assert held(Registration.objects.get()) == places
    assert kinds() == [f"registration_{case.kind}"]


@pytest.mark.parametrize(
    ("capacities", "way", "wait"),
    [((0, None), IN_PERSON, False), ((5, 0), ONLINE, False), ((5, 0), ONLINE, True)],
)
def test_full_way_is_refused_and_nothing_is_written(
    capacities: tuple[int, int | None], way: str, wait: bool
) -> None:
    make_business_day(in_person=capacities[0], online=capacities[1])

    with pytest.raises(PlacesRanOut) as refused:
        register(way=way, wait_in_person=wait)

    assert refused.value.way == way
    assert (Registration.objects.count(), Place.objects.count(), kinds()) == (0, 0, [])


def test_freed_place_stays_with_whoever_waits() -> None:
    make_business_day(in_person=1)
    first = make_registration("first@example.org")
    make_registration("second@example.org", wait_in_person=True)
    cancel_registration(registration_id=first.pk, now=NOW, by="self")

    with pytest.raises(PlacesRanOut):
        register("third@example.org")


@pytest.mark.parametrize(
    ("capacity", "outcome"),
    [(1, Outcome(ONLINE, waiting=True)), (2, Outcome(IN_PERSON, waiting=False))],
)
def test_raised_capacity_keeps_a_place_for_whoever_waits_and_opens_the_rest(
    capacity: int, outcome: Outcome
) -> None:
    make_business_day(in_person=0)
    make_registration(wait_in_person=True)
    Quota.objects.filter(way=IN_PERSON).update(capacity=capacity)

    assert register("third@example.org", wait_in_person=True) == outcome


def test_row_keeps_what_the_form_says() -> None:
    make_business_day()

    registration = make_registration(
        "Camille@Example.org", role="Directrice", country="FR", language="en"
    )

    assert (registration.email, registration.email_key) == (
        "Camille@Example.org",
        "camille@example.org",
    )
    assert (registration.role, registration.country, registration.language) == (
        "Directrice",
        "FR",
        "en",
    )
    assert (registration.sequence, registration.organizer_email) == (0, SENDER)
    assert registration.created_at == NOW


@pytest.mark.parametrize(
    ("edition", "refusal"),
    [
        ({"registration_opens_at": NOW + dt.timedelta(days=1)}, RegistrationNotOpen),
        ({"registration_closes_at": NOW}, RegistrationClosed),
        ({"registration_mode": "closed"}, RegistrationClosed),
    ],
)
def test_outside_the_window_nobody_registers(
    edition: dict[str, Any], refusal: type[Exception]
) -> None:
    make_business_day(**edition)

    with pytest.raises(refusal):
        register()

    assert Registration.objects.count() == 0


def test_without_quotas_registration_is_not_open() -> None:
    make_business_day()
    Quota.objects.all().delete()

    with pytest.raises(RegistrationNotOpen):
        register()


def test_access_needs_without_consent_are_refused() -> None:
    make_business_day()

    with pytest.raises(ConsentMissing):
        register(access_needs=("step_free",))

    assert Registration.objects.count() == 0


def test_access_needs_are_kept_with_the_words_agreed_to() -> None:
    make_business_day()

    registration = make_registration(
        access_needs=("step_free",), access_note="Fauteuil", access_consent_text="J’accepte."
    )

    consent = Consent.objects.get()
    assert (registration.access_needs, registration.access_note) == (["step_free"], "Fauteuil")
    assert (consent.registration, consent.text, consent.text_version, consent.given_at) == (
        registration,
        "J’accepte.",
        "1",
        NOW,
    )


def test_newsletter_is_asked_for_and_confirmed_apart() -> None:
    make_business_day()

    register(newsletter=True, newsletter_consent_text="J’accepte la lettre.")

    assert Subscription.objects.filter(email="camille@example.org").count() == 1
    assert "registration_confirmed_in_person" in kinds()


# --- Known addresses --------------------------------------------------------------------------


def test_known_address_changes_nothing_and_gets_the_same_answer() -> None:
    make_business_day()
    registration = make_registration()
    before = Registration.objects.values().get()
    later = timezone.now() + dt.timedelta(hours=2)

    with time_machine.travel(later):
        answer = register(way=ONLINE, first_name="Mallory", organisation="Autre", language="en")

    after = Registration.objects.values().get()
    assert answer == Outcome(ONLINE, waiting=False)
    assert {name for name in after if after[name] != before[name]} == {"answered_at"}
    assert held(registration) == [(IN_PERSON, "confirmed")]
    assert kinds() == ["registration_confirmed_in_person", "registration_already"]


@pytest.mark.parametrize(("minutes", "mails"), [(1, 1), (59, 1), (60, 2), (61, 2)])
def test_owner_is_told_at_most_once_an_hour(minutes: int, mails: int) -> None:
    make_business_day()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        register()

    with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
        register()

    assert len(kinds()) == mails


def test_owner_is_told_again_an_hour_after_the_last_time() -> None:
    make_business_day()
    start = timezone.now()
    for minutes in (0, 61, 120, 122):
        with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
            register()

    assert kinds() == [
        "registration_confirmed_in_person",
        "registration_already",
        "registration_already",
    ]


def test_known_and_unknown_addresses_meet_the_same_refusal() -> None:
    make_business_day(in_person=1)
    register("known@example.org")

    refusals = []
    for email in ("known@example.org", "unknown@example.org"):
        with pytest.raises(PlacesRanOut) as refused:
            register(email)
        refusals.append(str(refused.value))

    assert refusals[0] == refusals[1]


def test_owner_in_person_is_not_told_apart_when_the_day_is_full() -> None:
    make_business_day(in_person=1)
    register("known@example.org")

    answers = [
        register(email, wait_in_person=True) for email in ("known@example.org", "new@example.org")
    ]

    assert answers == [Outcome(ONLINE, waiting=True)] * 2
    assert held(Registration.objects.for_email("known@example.org").get()) == [
        (IN_PERSON, "confirmed")
    ]


@pytest.mark.parametrize("hours", [0, 2])
def test_known_address_costs_the_work_of_a_new_one(hours: int) -> None:
    make_business_day()
    register("warm-up@example.org")
    register("known@example.org")

    with time_machine.travel(timezone.now() + dt.timedelta(hours=hours)):
        new = writes_of("new@example.org")
        known = writes_of("known@example.org")

    assert new["INSERT"] == known["INSERT"]
    assert known["SELECT"] == new["SELECT"]  # each reads what is held, as it is now
    assert known["UPDATE"] - new.get("UPDATE", 0) == 1  # when the owner was told


@pytest.mark.parametrize("hours", [0, 2])
def test_known_address_wakes_a_worker_like_a_new_one(
    hours: int, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_business_day()
    register("known@example.org")

    with time_machine.travel(timezone.now() + dt.timedelta(hours=hours)):
        with django_capture_on_commit_callbacks() as for_new:
            register("new@example.org")
        with django_capture_on_commit_callbacks() as for_known:
            register("known@example.org")

    assert (len(for_new), len(for_known)) == (1, 1)


def writes_of(email: str) -> dict[str, int]:
    request = make_request(email)
    with CaptureQueriesContext(connection) as queries:
        register_person(request=request, now=NOW)
    counts: dict[str, int] = {}
    for query in queries:
        verb = query["sql"].split()[0]
        if verb in {"SELECT", "INSERT", "UPDATE"}:
            counts[verb] = counts.get(verb, 0) + 1
    return counts


# --- Look-alikes ------------------------------------------------------------------------------

LOOK_ALIKES = [
    ("camille@example.org", "Camille@EXAMPLE.org", True),
    ("camille@example.org", "camille@example.org.", True),
    ("camille@example.org", "ｃamille@example.org", True),  # full width
    ("kim@example.org", "\u212aim@example.org", True),  # Kelvin sign
    ("strasse@example.org", "straße@example.org", True),
    ("camille@bücher.example", "camille@xn--bcher-kva.example", True),
    ("mike@example.org", "mıke@example.org", False),  # dotless i
    ("camille@example.org", "cаmille@example.org", False),  # Cyrillic a
    ("camille@example.org", "camille@exаmple.org", False),
    ("camille@example.org", "camille+tag@example.org", False),
    ("camille@example.org", "ca.mille@example.org", False),
    ("camille@example.org", "camille@example.com", False),
]


@pytest.mark.parametrize(("victim", "look_alike", "same"), LOOK_ALIKES)
def test_look_alike_never_reaches_the_owners_row_or_mail(
    victim: str, look_alike: str, same: bool
) -> None:
    make_business_day()
    registration = make_registration(victim)
    OutgoingEmail.objects.all().delete()

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        register(look_alike)

    mailed = OutgoingEmail.objects.get()
    registration.refresh_from_db()
    assert registration.email == victim
    assert mailed.to == (victim if same else look_alike)
    assert str(registration.public_id) not in (str(mailed.links) if not same else "")


@pytest.mark.parametrize("look_alike", [pair[1] for pair in LOOK_ALIKES if pair[2]])
def test_cancelled_row_is_taken_up_again_at_its_own_address_only(look_alike: str) -> None:
    make_business_day()
    victim = next(pair[0] for pair in LOOK_ALIKES if pair[1] == look_alike)
    registration = make_registration(victim)
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    register(look_alike)

    assert set(OutgoingEmail.objects.values_list("to", flat=True)) == {victim}


# --- The same press ---------------------------------------------------------------------------


def test_twenty_presses_for_the_last_place_make_one_row_one_mail_and_one_answer() -> None:
    make_business_day(in_person=1)

    answers = {register(press_key="of-this-form") for _ in range(20)}

    assert answers == {Outcome(IN_PERSON, waiting=False)}
    assert (Registration.objects.count(), Place.objects.count(), len(kinds())) == (1, 1, 1)


def test_twenty_presses_without_a_key_make_one_row_one_mail_and_one_answer() -> None:
    make_business_day()

    answers = {register() for _ in range(20)}

    assert answers == {Outcome(IN_PERSON, waiting=False)}
    assert (Registration.objects.count(), Place.objects.count(), len(kinds())) == (1, 1, 1)


def test_press_key_of_another_form_learns_nothing() -> None:
    make_business_day(in_person=1)
    register(press_key="of-the-owner")

    with pytest.raises(PlacesRanOut):
        register(press_key="of-somebody-else")


# --- Taken up again ---------------------------------------------------------------------------


def test_cancelled_registration_is_taken_up_again_under_its_uid() -> None:
    make_business_day()
    registration = make_registration(access_note="Avant", access_consent_text="J’accepte.")
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    answer = register(way=ONLINE, first_name="Camille-Anne")

    again = Registration.objects.get()
    assert answer == Outcome(ONLINE, waiting=False)
    assert (again.pk, again.public_id, again.calendar_uid, again.link_version) == (
        registration.pk,
        registration.public_id,
        registration.calendar_uid,
        registration.link_version,
    )
    assert (again.is_cancelled, again.sequence, again.first_name) == (False, 2, "Camille-Anne")
    assert (again.access_note, held(again)) == ("", [(ONLINE, "confirmed")])
    assert kinds()[-1] == "registration_confirmed_online"


def test_cancelled_registration_meets_the_same_refusal_when_full() -> None:
    make_business_day(in_person=1)
    registration = make_registration()
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")
    register("other@example.org")

    with pytest.raises(PlacesRanOut):
        register()

    assert Registration.objects.get(pk=registration.pk).is_cancelled


# --- The desk ---------------------------------------------------------------------------------


def test_desk_registers_by_hand_whatever_the_window() -> None:
    make_business_day(registration_mode="closed")
    desk = User.objects.create_user("desk@summit.example")

    registration = register_by_hand(request=make_request(), now=NOW, by=desk)

    assert held(registration) == [(IN_PERSON, "confirmed")]
    assert kinds() == ["registration_confirmed_in_person"]


def test_desk_is_told_that_an_address_is_taken() -> None:
    make_business_day()
    register()

    with pytest.raises(AddressTaken):
        register_by_hand(request=make_request(), now=NOW, by="system")

    assert len(kinds()) == 1


def test_desk_never_goes_over_capacity() -> None:
    make_business_day(in_person=0)

    with pytest.raises(PlacesRanOut):
        register_by_hand(request=make_request(), now=NOW, by="system")


def test_desk_takes_a_cancelled_registration_up_again() -> None:
    make_business_day()
    registration = make_registration()
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")

    again = register_by_hand(request=make_request(), now=NOW, by="system")

    assert (again.pk, again.is_cancelled, again.sequence) == (registration.pk, False, 2)


# --- One transaction --------------------------------------------------------------------------


def test_rollback_leaves_no_mail() -> None:
    make_business_day()

    with pytest.raises(RuntimeError), transaction.atomic():
        register()
        raise RuntimeError

    assert (Registration.objects.count(), kinds()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_commit_leaves_one_mail() -> None:
    make_business_day()

    register()

    assert (Registration.objects.count(), kinds()) == (1, ["registration_confirmed_in_person"])


def test_registration_costs_few_statements() -> None:
    make_business_day()
    register("warm-up@example.org")
    request = make_request()

    with CaptureQueriesContext(connection) as queries:
        register_person(request=request, now=NOW)

    passing = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    statements = [query["sql"] for query in queries if not query["sql"].startswith(passing)]
    assert len(statements) == 11, "\n".join(statements)


@pytest.mark.parametrize(("way", "counted"), [(IN_PERSON, 1), (ONLINE, 0)])
def test_way_without_a_limit_is_not_counted(way: str, counted: int) -> None:
    make_business_day()

    with CaptureQueriesContext(connection) as queries:
        register(way=way)

    assert len([q for q in queries if q["sql"].startswith(COUNTS)]) == counted
