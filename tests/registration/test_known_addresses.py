"""An address that is known: the answer and the work are those of a new one, and nothing is told."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from registration.exceptions import PlacesRanOut
from registration.models import Place, Registration, Way
from registration.services.changing import cancel_registration
from registration.services.plans import Outcome
from registration.services.registering import register_person
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    make_business_day,
    make_registration,
    make_request,
    register,
)
from tests.registration.reading import held, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

IN_PERSON, ONLINE = Way.IN_PERSON.value, Way.ONLINE.value


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
