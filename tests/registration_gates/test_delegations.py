"""A delegation's people: kept at once, written to one after the other in the background."""

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from registration import notifications
from registration.models import InvitationCode, Invitee, Quota
from registration.notifications import mail_invitee
from registration.services.delegations import (
    Person,
    confirm_invitee,
    invite_again,
    invite_people,
    not_written_to,
    write_to_invitees,
)
from registration.services.erasing import erase_registration
from summit.mail.models import OutgoingEmail
from summit.operations.models import Trouble
from summit.operations.troubles import FIRST_PAUSE
from tests.registration.factories import NOW, make_registration, make_request
from tests.registration.test_races import race
from tests.registration_gates.test_codes import make_code

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def people(count: int) -> list[Person]:
    return [
        Person(
            first_name="Zoé",
            last_name="Petit",
            email=f"zoe{number}@example.org",
            organisation="Alpha",
            language="fr",
        )
        for number in range(count)
    ]


def invite(count: int) -> InvitationCode:
    code = make_code(20)
    invite_people(code_id=code.pk, people=people(count))
    return code


def written_to() -> list[str]:
    return sorted(OutgoingEmail.objects.filter(kind="invitee_invited").values_list("to", flat=True))


def test_work_that_is_cut_short_goes_on_where_it_stopped(day: dict[str, Quota]) -> None:
    invite(3)

    assert write_to_invitees(budget=0) == 0
    assert (write_to_invitees(), write_to_invitees()) == (3, 0)

    assert written_to() == ["zoe0@example.org", "zoe1@example.org", "zoe2@example.org"]
    assert not Invitee.objects.unwritten().exists()


def test_person_whose_mail_fails_holds_up_nobody_and_gets_it_later(
    day: dict[str, Quota], monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(3)

    def stumble(invitee: Invitee) -> None:
        mail_invitee(invitee)
        if invitee.email == "zoe0@example.org":
            raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(notifications, "mail_invitee", stumble)
        assert write_to_invitees() == 2
        assert write_to_invitees() == 0
    assert [one.email for one in Invitee.objects.unwritten()] == ["zoe0@example.org"]
    with time_machine.travel(timezone.now() + FIRST_PAUSE):
        write_to_invitees()

    assert written_to() == ["zoe0@example.org", "zoe1@example.org", "zoe2@example.org"]
    assert not Trouble.objects.exists()


def test_trouble_rests_longer_and_longer_and_goes_with_its_person(
    day: dict[str, Quota], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(invitee: Invitee) -> None:
        raise UnicodeError

    code = invite(1)
    monkeypatch.setattr(notifications, "mail_invitee", stumble)
    pauses = []
    for _ in range(3):
        write_to_invitees()
        trouble = Trouble.objects.get()
        pauses.append((trouble.next_attempt_at - trouble.since).total_seconds())
        Trouble.objects.update(next_attempt_at=timezone.now(), since=timezone.now())

    ((person, told),) = not_written_to(code)
    assert (person.email, told.kind, told.attempts) == ("zoe0@example.org", "UnicodeError", 3)
    assert [round(pause) for pause in pauses] == [10, 20, 40]
    person.delete()
    write_to_invitees()
    assert not Trouble.objects.exists()


def test_whoever_is_erased_or_registered_meanwhile_is_not_written_to(day: dict[str, Quota]) -> None:
    code = invite(3)
    person = make_registration("zoe0@example.org")
    erase_registration(registration_id=person.pk, now=NOW, by="self")
    registered = Invitee.objects.get(email="zoe1@example.org")
    confirm_invitee(
        invitee=registered, request=make_request("zoe1@example.org", code=code.code), now=NOW
    )

    write_to_invitees()

    assert written_to() == ["zoe2@example.org"]
    assert not Invitee.objects.unwritten().exists()


def test_invited_again_are_written_to_once_more_but_for_who_is_registered(
    day: dict[str, Quota],
) -> None:
    code = invite(2)
    write_to_invitees()
    registered = Invitee.objects.get(email="zoe0@example.org")
    confirm_invitee(
        invitee=registered, request=make_request("zoe0@example.org", code=code.code), now=NOW
    )
    everybody = list(Invitee.objects.values_list("pk", flat=True))

    assert invite_again(invitee_ids=everybody) == 1
    write_to_invitees()

    assert written_to() == ["zoe0@example.org", "zoe1@example.org", "zoe1@example.org"]


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_a_delegation_costs_the_same_for_one_and_three(
    day: dict[str, Quota], count: int, django_assert_num_queries: Any
) -> None:
    code = make_code(5)
    with django_assert_num_queries(7):
        invite_people(code_id=code.pk, people=people(count))


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_write_one_mail_to_each(day: dict[str, Quota]) -> None:
    invite(8)

    written = race(*[write_to_invitees] * 4)

    assert sum(written) == 8
    assert written_to() == [f"zoe{number}@example.org" for number in range(8)]
