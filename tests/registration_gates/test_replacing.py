"""A place passes to another person: nothing of the first stays, everything is new."""

import pytest
from auditlog.models import LogEntry
from django.test import Client

from registration.exceptions import ReplacementNotAllowed
from registration.models import (
    Booking,
    Consent,
    InvitationCode,
    Invitee,
    Place,
    Quota,
    Registration,
    Rules,
    Way,
)
from registration.services.addresses import CONFIRM, TAKE_OVER, new_address_link
from registration.services.booking import cancel_booking
from registration.services.changing import cancel_registration, move_way
from registration.services.exporting import export_json
from registration.services.feeds import feed_of
from registration.services.registering import register_person
from registration.services.replacing import Successor, ask_replacement, replace_by_hand
from registration.views.personal import personal_path
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    book,
    make_registration,
    make_request,
    make_sessions,
)
from tests.registration_gates.test_addresses import entries, written_to

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

OTHER = "sasha@example.org"
TYPED = {
    "first_name": "Sasha",
    "last_name": "Bernard",
    "organisation": "Coopérative",
    "audience": "industry",
    "language": "en",
}


@pytest.fixture
def mine(day: dict[str, Quota]) -> Registration:
    Rules.objects.create(replacement_allowed=True)
    return make_registration(
        access_needs=("captions",), access_consent_text="J’accepte", role="Gérante", country="FR"
    )


def ask(registration: Registration, email: str = OTHER) -> str:
    ask_replacement(registration_id=registration.pk, email=email, now=NOW, by="self")
    registration.refresh_from_db()
    link = new_address_link(registration, TAKE_OVER)
    return f"/fr/registration/taken/{link.public_id}/{link.signature}/"


def test_taking_the_place_leaves_nothing_of_the_first_person(
    client: Client, mine: Registration
) -> None:
    (session,) = make_sessions(5)
    booking = book(mine, session)
    link = ask(mine)
    before = Registration.objects.get()

    response = client.post(link, TYPED)

    after = Registration.objects.get()
    assert client.get(response["Location"]).status_code == 200
    assert (after.first_name, after.last_name, after.email) == ("Sasha", "Bernard", OTHER)
    assert (after.role, after.country, after.access_needs, after.language) == ("", "", [], "en")
    assert Consent.objects.count() == 0
    assert after.ticket_code != before.ticket_code
    assert after.calendar_uid != before.calendar_uid
    assert (after.link_version, after.feed_version) == (2, 2)
    seat = Booking.objects.get()
    assert (seat.state, seat.pk) == ("confirmed", booking.pk)
    assert seat.calendar_uid != booking.calendar_uid


def test_both_calendars_are_told(client: Client, mine: Registration) -> None:
    (session,) = make_sessions(5)
    book(mine, session)

    client.post(ask(mine), TYPED)

    left, told = written_to("camille@example.org")[-1], written_to(OTHER)[-1]
    assert (left.kind, entries(left)) == (
        "registration_passed_left",
        [("CANCEL", 1), ("CANCEL", 1)],
    )
    assert (told.kind, entries(told)) == (
        "registration_confirmed_in_person",
        [("REQUEST", 0), ("REQUEST", 0)],
    )
    assert left.calendar_uid != told.calendar_uid


def test_history_of_a_replacement_holds_no_name(client: Client, mine: Registration) -> None:
    client.post(ask(mine), TYPED)

    told = "".join(str(vars(entry)) for entry in LogEntry.objects.all())
    assert [word for word in ("Sasha", "Bernard", OTHER, "Camille") if word in told] == []


def test_asking_and_reading_the_link_change_nothing(client: Client, mine: Registration) -> None:
    link = ask(mine)

    assert (client.get(link).status_code, client.head(link).status_code) == (200, 200)

    mine.refresh_from_db()
    assert (mine.first_name, mine.email) == ("Camille", "camille@example.org")


def test_link_to_take_a_place_confirms_no_address(client: Client, mine: Registration) -> None:
    ask(mine)
    link = new_address_link(mine, TAKE_OVER)

    path = f"/fr/registration/address/{link.public_id}/{link.signature}/"
    assert client.post(path).status_code == 404
    assert new_address_link(mine, CONFIRM).signature != link.signature


def test_taking_twice_answers_that_the_link_is_over(client: Client, mine: Registration) -> None:
    link = ask(mine)
    client.post(link, TYPED)
    sent = OutgoingEmail.objects.count()

    assert client.post(link, TYPED).status_code == 404
    assert OutgoingEmail.objects.count() == sent


def test_form_with_errors_keeps_what_was_typed(client: Client, mine: Registration) -> None:
    response = client.post(ask(mine), {**TYPED, "last_name": ""})

    page = response.content.decode()
    assert (response.status_code, "Sasha" in page, "id_last_name_error" in page) == (
        200,
        True,
        True,
    )


def test_replacement_switched_off_is_neither_offered_nor_done(
    client: Client, mine: Registration
) -> None:
    link = ask(mine)
    rules = Rules.objects.get()
    rules.replacement_allowed = False
    rules.save()

    assert client.get(personal_path(mine, "replace")).status_code == 302
    assert client.post(link, TYPED).status_code == 404
    with pytest.raises(ReplacementNotAllowed):
        ask_replacement(registration_id=mine.pk, email=OTHER, now=NOW, by="self")


def test_place_that_organisers_approve_cannot_be_passed_on(mine: Registration) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)

    with pytest.raises(ReplacementNotAllowed):
        ask_replacement(registration_id=mine.pk, email=OTHER, now=NOW, by="self")


def test_turn_in_a_queue_is_not_passed_on(client: Client, day: dict[str, Quota]) -> None:
    Rules.objects.create(replacement_allowed=True)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)
    waiting = make_registration("w@example.org", wait_in_person=True)

    client.post(ask(waiting), TYPED)

    assert [place.state for place in Place.objects.order_by("pk")] == ["confirmed"]


def test_registered_person_gets_no_place_but_a_word(mine: Registration) -> None:
    make_registration(OTHER)

    ask(mine)

    assert [mail.kind for mail in written_to(OTHER)][1:] == ["registration_address_taken"]


def test_successor_learns_nothing_of_who_came_before(client: Client, mine: Registration) -> None:
    first, second = make_sessions(5, 5)
    let_go = book(mine, first)
    book(mine, second)
    cancel_booking(booking_id=let_go.pk, now=NOW, by="self")
    invited = Invitee.objects.create(
        code=InvitationCode.objects.create(
            name="Delegation", quota=Quota.objects.get(way=Way.IN_PERSON), allotment=3
        ),
        email="camille@example.org",
        first_name="Camille",
        last_name="Martin",
        language="fr",
        invited_at=NOW,
        registration=mine,
    )
    before = Registration.objects.get()

    client.post(ask(mine), TYPED)

    after = Registration.objects.get()
    told = export_json(after).decode()
    known = ("Camille", "Martin", "camille@", str(before.public_id), first.slug, "seat_cancelled")
    assert [word for word in known if word in told] == []
    assert str(let_go.calendar_uid) not in feed_of(after, now=NOW).write().decode()
    invited.refresh_from_db()
    assert (invited.registration, invited.declined_at is None) == (None, False)


def test_reason_that_the_desk_gave_is_not_told_to_the_successor(mine: Registration) -> None:
    successor = Successor(
        first_name="Sasha",
        last_name="Bernard",
        organisation="Coopérative",
        audience_id=mine.audience_id,
        language="fr",
    )

    after = replace_by_hand(
        registration_id=mine.pk,
        successor=successor,
        email=OTHER,
        now=NOW,
        by="system",
        reason="Camille est malade",
    )

    assert "malade" not in export_json(after).decode()


def test_every_step_of_the_successor_is_told_whatever_the_first_person_did(
    client: Client, mine: Registration
) -> None:
    whose = {"registration_id": mine.pk, "now": NOW, "by": "self"}
    for way in (Way.ONLINE, Way.IN_PERSON):
        move_way(**whose, way=way)
    cancel_registration(**whose)
    register_person(request=make_request(), now=NOW)
    client.post(ask(mine), TYPED)
    told = len(written_to(OTHER))

    for way in (Way.ONLINE, Way.IN_PERSON):
        move_way(**whose, way=way)
    cancel_registration(**whose)

    assert [mail.kind for mail in written_to(OTHER)[told:]] == [
        "registration_moved",
        "registration_moved",
        "registration_cancelled",
    ]
