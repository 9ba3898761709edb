"""Two things at once: one is asked or noted and not done yet when the other happens."""

import itertools
from collections.abc import Callable

import pytest
from django.test import Client

from agenda.models import Session
from registration.models import Booking, Registration, Rules
from registration.services.addresses import (
    CONFIRM,
    TAKE_OVER,
    ask_new_address,
    confirm_address,
    new_address_link,
)
from registration.services.changing import cancel_registration
from registration.services.erasing import erase_registration
from registration.services.registering import register_person
from registration.services.replacing import Successor, ask_replacement, take_over
from registration.services.waiting import leave_queue
from registration.views.personal import personal_path
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_request,
)
from tests.registration_calendar.clients import CalendarClient
from tests.registration_calendar.factories import change, make_programme, tell

pytestmark = pytest.mark.django_db

MINE, OTHER = "camille@example.org", "sasha@example.org"
Act = Callable[[Registration], object]


def successor(registration: Registration) -> Successor:
    return Successor(
        first_name="Sasha",
        last_name="Bernard",
        organisation="Coopérative",
        audience_id=registration.audience_id,
        language="en",
    )


def cancel(mine: Registration) -> None:
    cancel_registration(registration_id=mine.pk, now=NOW, by="self")


def erase(mine: Registration) -> None:
    erase_registration(registration_id=mine.pk, now=NOW, by="self")


def change_address(mine: Registration) -> None:
    ask_new_address(registration_id=mine.pk, email=OTHER, by="self")
    mine.refresh_from_db()
    signature = new_address_link(mine, CONFIRM).signature
    confirm_address(registration_id=mine.pk, signature=signature)


def ask_to_replace(mine: Registration) -> str:
    Rules.objects.get_or_create(defaults={"replacement_allowed": True})
    ask_replacement(registration_id=mine.pk, email=OTHER, now=NOW, by="self")
    mine.refresh_from_db()
    return new_address_link(mine, TAKE_OVER).signature


def pass_on(mine: Registration) -> None:
    signature = ask_to_replace(mine)
    take_over(registration_id=mine.pk, signature=signature, successor=successor(mine), now=NOW)


def shown_to(email: str) -> set[str]:
    """UIDs that the calendar behind this mailbox shows, whatever order its mails came in."""
    mails = list(OutgoingEmail.objects.filter(to=email).exclude(calendar="").order_by("pk"))
    found = []
    for order in itertools.islice(itertools.permutations(mails), 6):
        client = CalendarClient()
        client.take_mails(order)
        found.append(set(client.entries))
    assert all(entries == found[0] for entries in found)
    return found[0]


@pytest.mark.parametrize("act", [cancel, erase, change_address, pass_on])
def test_session_withdrawn_before_its_mail_leaves_the_calendar_with_all_else(act: Act) -> None:
    make_programme()
    mine = make_registration()
    booking = book(mine, Session.objects.get(slug="health"))
    assert str(booking.calendar_uid) in shown_to(MINE)
    change("health", state="cancelled")

    act(mine)
    tell()

    assert shown_to(MINE) == set()
    mails = OutgoingEmail.objects.filter(calendar__contains=str(booking.calendar_uid))
    assert mails.filter(to=MINE, calendar__contains="METHOD:CANCEL").count() == 1
    assert not mails.exclude(to=MINE).exists()


@pytest.mark.parametrize("page", [CONFIRM, TAKE_OVER])
def test_link_for_another_mailbox_dies_with_a_cancellation(client: Client, page: str) -> None:
    make_business_day()
    mine = make_registration()
    ask_to_replace(mine)
    link = new_address_link(mine, page)
    cancel(mine)
    register_person(request=make_request(MINE), now=NOW)

    answer = client.post(
        f"/fr/registration/{'taken' if page == TAKE_OVER else 'address'}"
        f"/{link.public_id}/{link.signature}/",
        {},
    )

    mine.refresh_from_db()
    assert (answer.status_code, mine.email, mine.is_cancelled) == (404, MINE, False)


def test_erasing_leaves_the_mails_of_whoever_owns_an_address_that_was_only_asked_for() -> None:
    make_business_day()
    mine = make_registration()
    make_registration(OTHER)
    ask_new_address(registration_id=mine.pk, email=OTHER, by="self")

    erase(mine)

    kinds = OutgoingEmail.objects.filter(to=OTHER).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["registration_confirmed_in_person", "registration_address_taken"]


def test_erasing_takes_back_the_mail_to_an_address_that_was_only_asked_for() -> None:
    make_business_day()
    mine = make_registration()
    ask_new_address(registration_id=mine.pk, email=OTHER, by="self")

    erase(mine)

    assert OutgoingEmail.objects.filter(to=OTHER).count() == 0


@pytest.mark.parametrize("page", ["cancel", "switch", "offer", "change_address", "erase"])
def test_button_pressed_while_another_tab_erases_finds_no_registration(
    client: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row goes between the check of the link and the lock."""
    make_business_day()
    mine = make_registration()
    path = personal_path(mine, page)
    check = "registration.views.personal.is_valid_signature"

    def gone(*_args: object, **_named: object) -> bool:
        if Registration.objects.exists():
            erase(mine)
        return True

    monkeypatch.setattr(check, gone)
    posted = {"way": "online", "answer": "decline", "email": OTHER, "newsletter": ""}

    assert client.post(path, posted).status_code in (302, 404)
    assert Booking.objects.count() == 0


def test_leaving_a_queue_of_somebody_erased_says_so() -> None:
    make_business_day()
    mine = make_registration()
    erase(mine)

    with pytest.raises(Registration.DoesNotExist):
        leave_queue(registration_id=mine.pk, now=NOW, by="self")
