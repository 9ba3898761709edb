"""Registering: what is written, what is answered, and what neither may tell."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

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
from summit.newsletter.models import Subscription
from tests.registration.factories import (
    NOW,
    SENDER,
    make_business_day,
    make_registration,
    make_request,
    register,
)
from tests.registration.reading import held, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

IN_PERSON, ONLINE = Way.IN_PERSON.value, Way.ONLINE.value
COUNTS = 'SELECT "registration_place"."quota_id" AS "quota"'


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
