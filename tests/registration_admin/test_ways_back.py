"""What the desk does for one person when the day is full, and the way back from each step."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from registration.exceptions import NotWaiting, ReasonMissing
from registration.models import Booking, Quota, Registration, Way
from registration.services.adding import confirm_with_added_place
from registration.services.approving import refuse_request
from registration.services.changing import cancel_registration
from summit.home.services.groups import DESK
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    make_business_day,
    make_registration,
    make_sessions,
)
from tests.registration_admin.pages import action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def full() -> dict[str, Quota]:
    """One place in person, which is taken."""
    quotas = make_business_day(in_person=1)
    make_registration("holder@example.org")
    return quotas


def buttons(desk: Client, registration: Registration) -> set[str]:
    page = desk.get(action("change", registration))
    return {button.url.rstrip("/").rsplit("/", 1)[1] for button in page.context["desk_actions"]}


def held(registration: Registration) -> str:
    fresh = Registration.objects.with_places().get(pk=registration.pk)
    return fresh.confirmed_place.way if fresh.confirmed_place else ""


def test_somebody_is_let_in_although_full_and_nobody_else_gets_the_place(
    desk: Client, full: dict[str, Quota]
) -> None:
    waits = make_registration("first@example.org", wait_in_person=True)
    guest = make_registration("guest@example.org", wait_in_person=True)
    page = desk.post(action("confirm", guest), {"reason": "Ministre"})
    assert "cochez" in str(page.context["form"].non_field_errors()).lower()

    desk.post(action("confirm", guest), {"reason": "Ministre", "adds_place": "on"})

    assert (held(guest), held(waits)) == (Way.IN_PERSON, Way.ONLINE)
    quota = full[Way.IN_PERSON]
    quota.refresh_from_db()
    assert quota.capacity == 2
    told = LogEntry.objects.get_for_object(guest).latest("pk")
    assert (told.additional_data["reason"], told.changes["places"]) == ("Ministre", ["1", "2"])
    log = LogEntry.objects.get_for_object(quota).latest("pk")
    assert (log.changes["capacity"], str(log.actor)) == (["1", "2"], "desk@example.org")


def test_place_that_is_free_is_given_without_adding_one(full: dict[str, Quota]) -> None:
    guest = make_registration("guest@example.org", wait_in_person=True)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=5)

    confirm_with_added_place(registration_id=guest.pk, now=NOW, by="system", reason="Ministre")

    assert held(guest) == Way.IN_PERSON
    assert Quota.objects.get(way=Way.IN_PERSON).capacity == 5


def test_place_is_added_only_for_a_reason_and_somebody_who_waits(full: dict[str, Quota]) -> None:
    online = make_registration("online@example.org", way=Way.ONLINE)
    common: dict[str, Any] = {"registration_id": online.pk, "now": NOW, "by": "system"}
    with pytest.raises(ReasonMissing):
        confirm_with_added_place(**common, reason="")
    with pytest.raises(NotWaiting):
        confirm_with_added_place(**common, reason="Ministre")
    assert Quota.objects.get(way=Way.IN_PERSON).capacity == 1


def test_who_may_not_change_the_places_cannot_add_one(desk: Client, full: dict[str, Quota]) -> None:
    change = Permission.objects.get(codename="change_quota")
    Group.objects.get(name=DESK).permissions.remove(change)
    guest = make_registration("guest@example.org", wait_in_person=True)

    desk.post(action("confirm", guest), {"reason": "Ministre", "adds_place": "on"})

    assert (held(guest), Quota.objects.get(way=Way.IN_PERSON).capacity) == (Way.ONLINE, 1)


def test_person_registered_by_hand_who_only_waits_is_said_to(
    desk: Client, full: dict[str, Quota]
) -> None:
    audience = Registration.objects.get().audience_id
    answer = desk.post(
        reverse("admin:registration_registration_add"),
        {
            "way": "in_person",
            "wait_in_person": "on",
            "first_name": "Nadia",
            "last_name": "Costa",
            "email": "nadia@example.org",
            "organisation": "Costa SA",
            "audience": audience,
            "language": "fr",
        },
        follow=True,
    )
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_cancelled_registration_is_brought_back_from_its_page(
    desk: Client, full: dict[str, Quota]
) -> None:
    mine = Registration.objects.get()
    desk.post(action("cancel", mine), {"reason": "Erreur de ligne"})
    assert buttons(desk, mine) == {"bring-back", "erase"}
    reasons = LogEntry.objects.get_for_object(mine).values_list("additional_data", flat=True)
    assert "Erreur de ligne" in [told["reason"] for told in reasons if told]

    desk.post(action("bring-back", mine), {"way": "in_person"})

    assert held(mine) == Way.IN_PERSON
    assert OutgoingEmail.objects.latest("pk").kind == "registration_confirmed_in_person"
    assert "cancel" in buttons(desk, mine)


def test_refused_person_is_given_a_place_after_all(desk: Client) -> None:
    make_business_day(in_person=1, online=0)
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    mine = make_registration()
    refuse_request(registration_id=mine.pk, now=NOW, by="system")
    assert (held(mine), "bring-back" in buttons(desk, mine)) == ("", True)

    desk.post(action("bring-back", mine), {"way": "in_person"})

    assert held(mine) == Way.IN_PERSON


def test_bringing_back_when_full_says_so_and_loses_nothing(
    desk: Client, full: dict[str, Quota]
) -> None:
    mine = make_registration("mine@example.org", way=Way.ONLINE)
    cancel_registration(registration_id=mine.pk, now=NOW, by="system")

    page = desk.post(action("bring-back", mine), {"way": "in_person"})

    assert list(page.context["form"].non_field_errors())
    assert held(mine) == ""


def test_desk_books_a_session_for_somebody_on_the_telephone(desk: Client) -> None:
    make_business_day()
    first, second = make_sessions(1, 0)
    mine = make_registration()
    form = desk.get(action("book", mine)).context["form"]
    assert [key for key, _label in form.fields["session"].choices] == [first.pk, second.pk]

    desk.post(action("book", mine), {"session": first.pk})
    refused = desk.post(action("book", mine), {"session": second.pk})
    desk.post(action("book", mine), {"session": second.pk, "wait": "on"})

    assert list(refused.context["form"].non_field_errors())
    states = Booking.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "waiting"]
    page = desk.get(action("change", mine)).content.decode()
    assert str(first) in page


def test_page_of_a_registration_names_the_person_and_saves_nothing(
    desk: Client, full: dict[str, Quota]
) -> None:
    page = desk.get(action("change", Registration.objects.get())).content.decode()

    assert "<h1>Camille Martin</h1>" in page
    assert 'name="_continue"' not in page
