"""Months after the event people's data go by themselves: announced, whole, and counted."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from registration.models import (
    Erasure,
    InvitationCode,
    Invitee,
    OnlineAttendance,
    OpeningNotice,
    Quota,
    Registration,
)
from registration.services import erasing, retaining
from registration.services.retaining import erase_after_the_event
from summit.accounts.models import User
from summit.edition.models import Edition, Retention
from summit.edition.retention import add_months, erased_from, period_in_words
from summit.edition.snapshots import forget_all
from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription
from summit.operations.models import PastErasure
from tests.registration.factories import NOW, PARIS, make_registration, register
from tests.registration.test_races import race
from tests.registration_papers.test_erasing import CANARIES, make_person, traces, traces_in_redis

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

LAST = dt.datetime(2025, 5, 11, 23, 59, tzinfo=PARIS)
"""Three months after the last day; the next minute their time is over."""
OVER = LAST + dt.timedelta(minutes=1)
WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def goes_round(traveller: time_machine.Traveller, moment: dt.datetime) -> int:
    traveller.move_to(moment)
    forget_all()
    return erase_after_the_event()


@pytest.mark.django_db(transaction=True)
def test_all_that_people_left_is_erased_once_their_time_is_over_and_figures_stay(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_person()
    make_registration("other@example.org")
    InvitationCode.objects.update(contact_email="canary@canary.example")
    code = InvitationCode.objects.get()
    entry = LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(code),
        object_pk=str(code.pk),
        object_id=code.pk,
        action=LogEntry.Action.UPDATE,
        changes={"contact_email": ["", "canary@canary.example"], "name": ["a", "b"]},
    )
    User.objects.create_user("idle.canary@example.org")
    OpeningNotice.objects.create(email="late.canary@example.org", language="fr", created_at=NOW)
    seen = OnlineAttendance.objects.count()

    assert [goes_round(clock, moment) for moment in (OVER - WEEK, LAST)] == [0, 0]
    assert Registration.objects.count() == 2
    assert goes_round(clock, OVER) == 2

    # What is kept for another reason: the newsletter, with its own consent.
    kept = {"newsletter_subscription", "mail_outgoingemail"}
    assert {table for table, _column, _needle in traces(*CANARIES)} <= kept
    assert set(OutgoingEmail.objects.values_list("kind", flat=True)) == {"newsletter_confirm"}
    Subscription.objects.all().delete()
    OutgoingEmail.objects.all().delete()
    assert (traces(*CANARIES), traces_in_redis()) == ([], [])
    assert (Invitee.objects.count(), User.objects.get().email) == (0, "desk@summit.example")
    record = PastErasure.objects.get()
    assert (record.people, record.finished_at) == (2, OVER)
    figures = {figure["en"]: figure["n"] for figure in record.figures}
    assert (figures["Registrations"], figures["Business Day, in person"]) == (2, 2)
    assert (figures["Online, Live"], seen) == (1, 1)
    entry.refresh_from_db()
    assert entry.changes == {"name": ["a", "b"]}


def test_nobody_is_written_to_and_nothing_is_done_twice(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    goes_round(clock, OVER - WEEK)

    erased = [goes_round(clock, OVER), goes_round(clock, OVER + WEEK)]

    assert erased == [1, 0]
    assert not OutgoingEmail.objects.exists()
    assert not Erasure.objects.exists()
    assert PastErasure.objects.count() == 1


def test_site_that_is_late_announces_it_for_a_week_first(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    late = OVER + dt.timedelta(days=300)

    erased = [goes_round(clock, late + dt.timedelta(days=days)) for days in (0, 6, 7)]

    assert erased == [0, 0, 1]


def test_longer_period_takes_the_announcement_back(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    goes_round(clock, OVER - WEEK)
    assert Edition.objects.get().erasing_announced_at

    Edition.objects.update(months_kept=12)

    assert goes_round(clock, OVER) == 0
    assert Edition.objects.get().erasing_announced_at is None


def test_organisers_may_choose_to_keep_people(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    Edition.objects.update(retention=Retention.KEPT)

    erased = [goes_round(clock, OVER + dt.timedelta(days=days)) for days in (0, 7, 700)]

    assert erased == [0, 0, 0]
    assert erased_from(Edition.objects.get()) is None


def test_last_day_beyond_every_calendar_erases_nobody_and_breaks_nothing(
    client: Client, day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    goes_round(clock, OVER - WEEK)
    Edition.objects.update(end=dt.date(9999, 12, 31))
    client.force_login(User.objects.create_superuser("boss@example.org", None))

    assert goes_round(clock, OVER) == 0
    page = client.get(reverse("admin:registration_registration_changelist"))
    assert page.status_code == 200


def test_rehearsal_of_later_days_erases_nobody(
    day: dict[str, Quota], clock: time_machine.Traveller, settings: Any
) -> None:
    settings.SUMMIT_REHEARSAL = True
    make_registration()
    Edition.objects.update(clock_offset=dt.timedelta(days=500))

    assert [goes_round(clock, NOW + dt.timedelta(days=days)) for days in (0, 8)] == [0, 0]
    assert Edition.objects.get().erasing_announced_at is None


def test_whoever_registers_after_the_event_is_kept_as_long(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    late = make_registration("late@example.org")
    registered = dt.datetime(2025, 4, 1, 12, tzinfo=PARIS)
    Registration.objects.filter(pk=late.pk).update(created_at=registered)
    goes_round(clock, OVER - WEEK)

    assert goes_round(clock, OVER) == 1
    assert Registration.objects.get() == late
    moments = [dt.datetime(2025, 7, day, 0, 1, tzinfo=PARIS) for day in (1, 2, 8, 9)]
    assert [goes_round(clock, moment) for moment in moments] == [0, 0, 0, 1]


def test_one_who_cannot_be_erased_is_named_and_stops_no_other(
    client: Client,
    day: dict[str, Quota],
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stuck, _other = make_registration(), make_registration("other@example.org")
    goes_round(clock, OVER - WEEK)

    def stumble(*, registration_id: int, **rest: Any) -> None:
        if registration_id == stuck.pk:
            raise ZeroDivisionError
        erasing.erase_quietly(registration_id=registration_id, **rest)

    with monkeypatch.context() as broken:
        broken.setattr(retaining, "erase_quietly", stumble)
        assert goes_round(clock, OVER) == 1
    record = PastErasure.objects.get()
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    page = reverse("admin:operations_pasterasure_change", args=[record.pk])
    told = client.get(page).content.decode()
    assert reverse("admin:registration_registration_change", args=[stuck.pk]) in told
    assert ("ZeroDivisionError" in told, record.finished_at) == (True, None)

    assert goes_round(clock, OVER + dt.timedelta(minutes=1)) == 1
    assert PastErasure.objects.get().finished_at


def test_work_that_is_cut_short_goes_on_where_it_stopped(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    for number in range(3):
        register(f"p{number}@example.org")
    goes_round(clock, OVER - WEEK)
    clock.move_to(OVER)

    erased = [erase_after_the_event(budget=budget) for budget in (0, 60, 60)]

    assert erased == [0, 3, 0]
    record = PastErasure.objects.get()
    assert (record.people, record.figures[0]["n"]) == (3, 3)


def test_what_comes_of_age_later_joins_the_erasure_that_is_over(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    assert [goes_round(clock, moment) for moment in (OVER - WEEK, OVER)] == [0, 1]
    for days in range(3):
        moment = OVER + dt.timedelta(days=days)
        OpeningNotice.objects.create(email=f"p{days}@x.org", language="fr", created_at=moment)

    for days in range(100):
        goes_round(clock, OVER + dt.timedelta(days=days))

    assert not OpeningNotice.objects.exists()
    assert PastErasure.objects.get().others == 3


def test_worker_that_dies_before_the_end_leaves_no_record_open(
    day: dict[str, Quota], clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_registration()
    goes_round(clock, OVER - WEEK)

    def die(_before: dt.datetime) -> None:
        raise SystemExit

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(retaining, "erase_others", die)
        goes_round(clock, OVER)
    assert Registration.objects.count() == 0

    goes_round(clock, OVER)

    assert PastErasure.objects.get().finished_at == OVER


def test_erasure_that_is_called_off_midway_ends_and_the_next_has_figures_of_its_own(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    goes_round(clock, OVER - WEEK)
    clock.move_to(OVER)
    erase_after_the_event(budget=0)
    edition = Edition.objects.get()
    Edition.objects.update(start=dt.date(2026, 2, 6), end=dt.date(2026, 2, 11))
    goes_round(clock, OVER)
    assert PastErasure.objects.get().finished_at == OVER

    register("next@example.org")
    later = dt.datetime(2026, 5, 12, tzinfo=PARIS)
    assert [goes_round(clock, moment) for moment in (later - WEEK, later)] == [0, 2]

    counted = PastErasure.objects.order_by("pk").values_list("people", "figures__0__n", "edition")
    assert list(counted) == [(0, 1, edition.name), (2, 2, edition.name)]


def test_what_somebody_was_sent_or_asked_for_since_stays_until_its_own_time(
    day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    person = make_registration()
    since = OVER - dt.timedelta(days=1)
    goes_round(clock, OVER - WEEK)
    clock.move_to(since)
    OpeningNotice.objects.create(email=person.email, language="fr", created_at=since)
    code = InvitationCode.objects.create(name="Next", allotment=5, quota=day["in_person"])
    Invitee.objects.create(code=code, email=person.email)
    OutgoingEmail.objects.update(dedupe_key="invitee:1:1:1", created_at=since)

    assert goes_round(clock, OVER) == 1

    assert (OpeningNotice.objects.count(), Invitee.objects.count()) == (1, 1)
    assert OutgoingEmail.objects.get().to == person.email


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "turn", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 9))]
)
def test_two_workers_erase_each_person_once(
    turn: int, day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    for number in range(4):
        register(f"p{number}@example.org")
    goes_round(clock, OVER - WEEK)
    clock.move_to(OVER)

    erased = race(erase_after_the_event, erase_after_the_event)

    assert sum(erased) == 4
    assert PastErasure.objects.get().people == 4


def test_organisers_read_when_people_go_and_visitors_for_how_long_they_are_kept(
    client: Client, day: dict[str, Quota], clock: time_machine.Traveller
) -> None:
    make_registration()
    boss = User.objects.create_superuser("boss@example.org", None)
    client.force_login(boss)
    listing = reverse("admin:registration_registration_changelist")
    before = client.get(listing).content.decode()
    goes_round(clock, OVER - WEEK)
    forget_all()
    client.force_login(boss)

    edition = Edition.objects.get()
    page = client.get(reverse("admin:edition_edition_change", args=[edition.pk])).content.decode()
    after = client.get(listing).content.decode()

    told = [
        "12 mai 2025" in html.replace("\N{NO-BREAK SPACE}", " ") for html in (before, after, page)
    ]
    assert told == [False, True, True]
    assert period_in_words(edition, "en").startswith("3 months after the last day")


@pytest.mark.parametrize(
    ("date", "months", "later"),
    [
        ((2025, 2, 11), 3, (2025, 5, 11)),
        ((2025, 11, 30), 3, (2026, 2, 28)),
        ((2025, 5, 31), -3, (2025, 2, 28)),
        ((2024, 12, 31), 12, (2025, 12, 31)),
    ],
)
def test_month_is_counted_by_the_calendar(
    date: tuple[int, int, int], months: int, later: tuple[int, int, int]
) -> None:
    assert add_months(dt.date(*date), months) == dt.date(*later)
