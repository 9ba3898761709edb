"""The desk corrects an address; a lost link and a lost confirmation are mailed again."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from registration.exceptions import AddressTaken
from registration.models import Registration, Way
from registration.services.changing import (
    cancel_registration,
    correct_address,
    mail_lost_link,
    resend_confirmation,
)
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, make_business_day, make_registration, register
from tests.registration.reading import mails

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

IN_PERSON, ONLINE = Way.IN_PERSON.value, Way.ONLINE.value
LATER = NOW + dt.timedelta(days=1)


def test_correct_address_kills_earlier_links_and_mails_the_new_address() -> None:
    make_business_day()
    registration = make_registration("wrong@example.org")

    correct_address(registration_id=registration.pk, email="right@example.org", by="system")

    again = Registration.objects.get()
    mail = OutgoingEmail.objects.latest("pk")
    assert (again.email, again.email_key) == ("right@example.org", "right@example.org")
    assert (again.link_version, again.sequence) == (registration.link_version + 1, 1)
    assert (mail.kind, mail.to) == ("registration_confirmed_in_person", "right@example.org")
    assert mail.links["manage_url"]["version"] == again.link_version
    assert OutgoingEmail.objects.filter(to="wrong@example.org").count() == 1


def test_correct_address_of_somebody_else_is_refused() -> None:
    make_business_day()
    registration = make_registration()
    register("other@example.org")

    with pytest.raises(AddressTaken), transaction.atomic():
        correct_address(registration_id=registration.pk, email="OTHER@example.org", by="system")

    assert Registration.objects.get(pk=registration.pk).email == "camille@example.org"


def test_correct_address_unchanged_does_nothing() -> None:
    make_business_day()
    registration = make_registration()

    correct_address(registration_id=registration.pk, email=registration.email, by="system")

    assert (Registration.objects.get().link_version, len(mails())) == (1, 1)


def test_resend_sends_the_same_entry_again_and_a_double_click_one() -> None:
    make_business_day()
    registration = make_registration()

    with time_machine.travel(timezone.now(), tick=False):
        for _press in range(2):
            resend_confirmation(registration_id=registration.pk, by="system")

    first, second = OutgoingEmail.objects.order_by("pk")
    assert (first.kind, first.calendar_uid) == (second.kind, second.calendar_uid)
    assert first.message_id != second.message_id
    assert Registration.objects.get().sequence == 0


def test_lost_link_is_mailed_to_the_address_on_the_row() -> None:
    make_business_day()
    make_registration("Camille@example.org")

    mail_lost_link("camille@EXAMPLE.org", "en")

    mail = OutgoingEmail.objects.latest("pk")
    assert (mail.kind, mail.to, mail.language) == (
        "registration_lost_link",
        "Camille@example.org",
        "fr",
    )


@pytest.mark.parametrize("known", ["nobody@example.org", "cancelled@example.org", ""])
def test_lost_link_of_nobody_mails_nothing(known: str) -> None:
    make_business_day()
    registration = make_registration("cancelled@example.org")
    cancel_registration(registration_id=registration.pk, now=NOW, by="self")
    before = len(mails())

    mail_lost_link(known, "fr")

    assert len(mails()) == before


@pytest.mark.parametrize(("minutes", "expected"), [(0, 1), (9, 1), (10, 2), (11, 2)])
def test_lost_link_is_mailed_at_most_every_ten_minutes(minutes: int, expected: int) -> None:
    make_business_day()
    make_registration()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        mail_lost_link("camille@example.org", "fr")

    with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
        mail_lost_link("camille@example.org", "fr")

    assert mails().count("lost_link") == expected
