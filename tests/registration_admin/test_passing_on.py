"""The desk passes a place on; what the first person has not got yet does not leave."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registration.exceptions import ReasonMissing, ReplacementNotAllowed
from registration.models import Booking, Registration, Way
from registration.services.changing import resend_confirmation
from registration.services.replacing import Successor, replace_by_hand
from summit.mail.models import EmailState, OutgoingEmail
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def mine() -> Registration:
    make_business_day()
    return make_registration()


def page_of(registration: Registration) -> str:
    return reverse("admin:registration_registration_pass-on", args=[registration.pk])


def typed(registration: Registration, **values: Any) -> dict[str, Any]:
    return {
        "first_name": "Sasha",
        "last_name": "Bernard",
        "organisation": "Coopérative",
        "email": "sasha@example.org",
        "audience": registration.audience_id,
        "language": "en",
        "reason": "Demande du secrétariat",
        **values,
    }


def kinds_to(email: str, **state: Any) -> list[str]:
    mails = OutgoingEmail.objects.filter(to=email, **state).order_by("pk")
    return list(mails.values_list("kind", flat=True))


def test_desk_passes_a_place_and_its_seats_on(desk: Client, mine: Registration) -> None:
    (session,) = make_sessions(5)
    book(mine, session)
    change = reverse("admin:registration_registration_change", args=[mine.pk])
    assert page_of(mine) in desk.get(change).content.decode()

    answer = desk.post(page_of(mine), typed(mine))

    after = Registration.objects.get()
    assert answer["Location"] == change
    assert (after.first_name, after.email, after.language) == ("Sasha", "sasha@example.org", "en")
    assert after.ticket_code != mine.ticket_code
    assert Booking.objects.get().state == "confirmed"
    assert kinds_to("sasha@example.org") == ["registration_confirmed_in_person"]
    entry = LogEntry.objects.filter(object_id=mine.pk).latest("pk")
    assert entry.additional_data == {
        "event": "replaced",
        "by": "desk",
        "reason": "Demande du secrétariat",
    }
    assert "Sasha" not in str(entry.changes)


def test_what_the_first_person_has_not_got_is_withdrawn(desk: Client, mine: Registration) -> None:
    states = (EmailState.SENT, EmailState.RETRY, EmailState.IN_FLIGHT, EmailState.PENDING)
    for minute, state in enumerate(states):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=minute)):
            resend_confirmation(registration_id=mine.pk, by="system")
        newest = OutgoingEmail.objects.latest("pk")
        OutgoingEmail.objects.filter(pk=newest.pk).update(state=state)
    other = make_registration("other@example.org")

    desk.post(page_of(mine), typed(mine))

    to_first = OutgoingEmail.objects.filter(to="camille@example.org").order_by("pk")
    assert [(mail.kind.removeprefix("registration_"), mail.state) for mail in to_first] == [
        ("confirmed_in_person", "sent"),
        ("confirmed_in_person", "in_flight"),
        ("passed_left", "pending"),
    ]
    assert len(kinds_to(other.email, state=EmailState.PENDING)) == 1
    entry = LogEntry.objects.filter(object_id=mine.pk).latest("pk")
    assert entry.changes["unsent"] == ["3", ""]


def test_address_that_is_registered_is_refused_and_nothing_is_withdrawn(
    desk: Client, mine: Registration
) -> None:
    make_registration("taken@example.org", way=Way.ONLINE)
    before = kinds_to("camille@example.org")

    page = desk.post(page_of(mine), typed(mine, email="Taken@Example.org"))

    assert list(page.context["form"].non_field_errors())
    assert 'value="Sasha"' in page.content.decode()
    mine.refresh_from_db()
    assert (mine.first_name, kinds_to("camille@example.org")) == ("Camille", before)


def test_place_is_passed_on_by_hand_only_with_a_reason_and_a_place(mine: Registration) -> None:
    successor = Successor(
        first_name="Sasha",
        last_name="Bernard",
        organisation="",
        audience_id=mine.audience_id,
        language="fr",
    )
    common: dict[str, Any] = {
        "registration_id": mine.pk,
        "successor": successor,
        "email": "sasha@example.org",
        "now": NOW,
        "by": "system",
    }
    with pytest.raises(ReasonMissing):
        replace_by_hand(**common, reason=" ")
    mine.places.update(state="waiting", confirmed_at=None)
    with pytest.raises(ReplacementNotAllowed):
        replace_by_hand(**common, reason="Demande")
