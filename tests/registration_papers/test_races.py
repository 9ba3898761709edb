"""Reminders by several workers, somebody erased meanwhile: each is told once, nobody comes back."""

from collections import Counter

import pytest

from registration.models import Quota, Registration, SentReminder
from registration.services.erasing import erase_registration
from registration.services.reminders_loading import load_reminders
from registration.services.reminding import send_reminders
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_registration
from tests.registration.test_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

DAY_BEFORE = at(9).replace(day=10)


def test_two_runs_at_once_remind_each_person_once(day: dict[str, Quota]) -> None:
    load_reminders()
    for number in range(6):
        make_registration(f"p{number}@example.org")

    ends = race(*[lambda: send_reminders(DAY_BEFORE)] * 3)
    send_reminders(DAY_BEFORE)

    assert [end for end in ends if isinstance(end, Exception)] == []
    mails = OutgoingEmail.objects.filter(kind="registration_reminder")
    assert Counter(mails.values_list("to", flat=True)) == {
        f"p{number}@example.org": 1 for number in range(6)
    }
    assert SentReminder.objects.count() == 6


def test_person_erased_while_reminders_leave_is_gone(day: dict[str, Quota]) -> None:
    load_reminders()
    mine = make_registration("gone@example.org")
    make_registration("stays@example.org")

    ends = race(
        lambda: send_reminders(DAY_BEFORE),
        lambda: erase_registration(registration_id=mine.pk, now=NOW, by="self"),
    )

    assert [end for end in ends if isinstance(end, Exception)] == []
    assert [row.email for row in Registration.objects.all()] == ["stays@example.org"]
    to_them = OutgoingEmail.objects.filter(to="gone@example.org")
    assert [mail.kind for mail in to_them] == ["registration_erased"]


def test_erasing_twice_at_once_erases_once(day: dict[str, Quota]) -> None:
    mine = make_registration("gone@example.org")

    ends = race(*[lambda: erase_registration(registration_id=mine.pk, now=NOW, by="self")] * 4)

    refused = [end for end in ends if isinstance(end, Registration.DoesNotExist)]
    assert len(refused) == 3
    assert OutgoingEmail.objects.filter(kind="registration_erased").count() == 1
