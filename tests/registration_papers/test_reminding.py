"""Reminders: to whom, when, once, how to stop them, and at what cost."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from registration.models import LinkPurpose, Place, Quota, Registration, Reminder, SentReminder, Way
from registration.services import reminding
from registration.services.changing import cancel_registration
from registration.services.reminders_loading import load_reminders
from registration.services.reminding import send_reminders, want_reminders
from registration.views.personal import personal_path
from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from tests.registration.factories import NOW, at, make_registration

pytestmark = pytest.mark.django_db

DAY_BEFORE = at(9) - dt.timedelta(days=1)
WEEK_BEFORE = at(9) - dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _reminders(day: dict[str, Quota]) -> None:
    load_reminders()


def reminded() -> list[tuple[str, str]]:
    rows = OutgoingEmail.objects.filter(kind="registration_reminder").order_by("pk")
    return [(row.to, row.subject) for row in rows]


def test_each_reminder_leaves_once_at_its_moment_in_the_words_of_each_way() -> None:
    make_registration("a@example.org")
    make_registration("b@example.org", way=Way.ONLINE, language="en")

    before = send_reminders(WEEK_BEFORE - dt.timedelta(seconds=1))
    at_the_week = send_reminders(WEEK_BEFORE)
    again = send_reminders(WEEK_BEFORE + dt.timedelta(minutes=5))
    at_the_day = send_reminders(DAY_BEFORE)

    assert [before, at_the_week, again, at_the_day] == [0, 2, 0, 2]
    assert reminded() == [
        ("a@example.org", "Dans une semaine : le Business Day"),
        ("b@example.org", "In one week: the Business Day live"),
        ("a@example.org", "Demain : le Business Day"),
        ("b@example.org", "Tomorrow: the Business Day live"),
    ]


def test_reminder_long_past_is_not_sent() -> None:
    make_registration()

    assert send_reminders(DAY_BEFORE + reminding.LATEST) == 0
    assert send_reminders(at(9)) == 0


def test_person_confirmed_after_the_moment_gets_the_next_one_only() -> None:
    make_registration()
    Place.objects.update(confirmed_at=WEEK_BEFORE + dt.timedelta(minutes=1))

    assert send_reminders(WEEK_BEFORE + dt.timedelta(minutes=2)) == 0
    assert send_reminders(DAY_BEFORE) == 1


def test_people_who_wait_cancelled_or_stopped_reminders_get_none() -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=2)
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)
    make_registration("here@example.org")
    stopped = make_registration("stopped@example.org")
    make_registration("waiting@example.org", wait_in_person=True)
    cancelled = make_registration("cancelled@example.org", wait_in_person=True)
    cancel_registration(registration_id=cancelled.pk, now=NOW, by="self")
    want_reminders(registration_id=stopped.pk, wanted=False, by="self")

    send_reminders(DAY_BEFORE)

    assert [to for to, _subject in reminded()] == ["here@example.org"]


def test_reminder_that_is_switched_off_does_not_leave() -> None:
    make_registration()
    Reminder.objects.update(is_active=False)

    assert send_reminders(DAY_BEFORE) == 0


def test_one_run_is_bounded_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    monkeypatch.setattr(reminding, "MOST", 3)
    for number in range(5):
        make_registration(f"p{number}@example.org")

    runs = [send_reminders(DAY_BEFORE) for _run in range(3)]

    assert runs == [3, 2, 0]
    assert SentReminder.objects.count() == 5


@pytest.mark.parametrize("people", [1, 3])
def test_reminding_one_more_person_costs_one_insert(
    people: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(people):
        make_registration(f"p{number}@example.org")
    send_reminders(WEEK_BEFORE)

    # The insert of each mail stands in a savepoint of its own.
    with django_assert_max_num_queries(13 + 3 * people):
        send_reminders(DAY_BEFORE)


def test_idle_run_costs_three_statements(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(3):
        send_reminders(NOW)


def stop_path(registration: Registration) -> str:
    with translation.override("fr"):
        return personal_path(registration, "reminders", LinkPurpose.REMINDERS)


def test_mail_program_stops_reminders_by_one_click_and_opening_the_link_does_not() -> None:
    mine = make_registration()
    client = Client(enforce_csrf_checks=True)

    client.get(stop_path(mine))
    client.head(stop_path(mine))
    mine.refresh_from_db()
    assert mine.wants_reminders
    answer = client.post(stop_path(mine), {"List-Unsubscribe": "One-Click"})

    mine.refresh_from_db()
    assert answer.status_code == 200
    assert not mine.wants_reminders


def test_reminders_can_be_switched_on_again(client: Client) -> None:
    mine = make_registration()
    client.post(stop_path(mine), {"wanted": "no"})

    answer = client.post(stop_path(mine), {"wanted": "yes"}, follow=True)

    mine.refresh_from_db()
    assert mine.wants_reminders
    assert "Les rappels sont activés" in answer.content.decode()


def test_reminder_carries_the_header_that_stops_it() -> None:
    from email import message_from_bytes

    from summit.mail.messages import build_message

    mine = make_registration()
    send_reminders(DAY_BEFORE)
    mail = OutgoingEmail.objects.get(kind="registration_reminder")

    message = message_from_bytes(build_message(mail).as_bytes())

    assert stop_path(mine) in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_admin_shows_when_it_leaves_how_many_it_reached_and_what_it_looks_like(
    client: Client,
) -> None:
    make_registration()
    send_reminders(DAY_BEFORE)
    client.force_login(User.objects.create_superuser("chief@summit.example"))
    reminder = Reminder.objects.get(slug="in-person-day")

    listing = client.get(reverse("admin:registration_reminder_changelist")).content.decode()
    preview = client.get(reverse("admin:registration_reminder_preview", args=[reminder.pk, "fr"]))

    assert "lundi" in listing.lower() or "monday" in listing.lower()
    assert "1 personne" in listing or "to 1 person" in listing
    assert "Demain" in preview.content.decode()
    assert preview["Content-Security-Policy"].startswith("sandbox")


def test_loading_again_keeps_what_organisers_wrote() -> None:
    Reminder.objects.filter(slug="in-person-day").update(subject_fr="Le sommet, demain")

    load_reminders()

    assert Reminder.objects.get(slug="in-person-day").subject_fr == "Le sommet, demain"
    assert Reminder.objects.count() == 4
