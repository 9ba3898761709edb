"""What a door records: one entry for one person, whatever is shown, how often and where."""

import datetime as dt
import uuid
from typing import Any

import pytest

from agenda.models import Day
from registration.checkin.exceptions import NonceTaken, NothingToTakeBack
from registration.checkin.models import Door, Outcome, Scan, ScanKind
from registration.checkin.services.undoing import take_back
from registration.models import Place, PlaceState, Quota, Way
from registration.services.changing import cancel_registration
from tests.checkin.factories import MORNING, make_door, make_people, make_steward, show
from tests.registration.factories import NOW, make_registration

pytestmark = pytest.mark.django_db


def inside() -> int:
    return Scan.objects.present_at(MORNING).count()


def outcomes() -> list[str]:
    return list(Scan.objects.in_order().values_list("outcome", flat=True))


# --- Codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda ticket: ticket.ticket_code,
        lambda ticket: f" {ticket.ticket_code.lower()}\r\n",
        lambda ticket: ticket.short_code,
        lambda ticket: ticket.short_code.lower().replace("-", " "),
        lambda ticket: ticket.ticket_code[:12],
    ],
    ids=["full", "full, small, with Enter", "short", "short, small, blanks", "short, no hyphens"],
)
def test_code_is_known_in_full_and_short_however_it_is_typed(door: Door, write: Any) -> None:
    ticket = make_registration()

    scan = show(door, write(ticket))

    assert (scan.outcome, scan.registration, inside()) == (Outcome.WELCOME, ticket, 1)


@pytest.mark.parametrize("cut", [0, 1, 4, 11, 13, 25])
def test_part_of_a_code_is_nobodys(door: Door, cut: int) -> None:
    ticket = make_registration()

    scan = show(door, ticket.ticket_code[:cut])

    assert (scan.outcome, scan.registration, inside()) == (Outcome.UNKNOWN, None, 0)


@pytest.mark.parametrize("typed", ["", "%", "____________", "\x00" * 12, "é" * 26, "X" * 5000])
def test_unknown_code_is_recorded_without_what_was_typed(door: Door, typed: str) -> None:
    make_registration()

    scan = show(door, typed, forced=True)

    assert (scan.outcome, scan.counts, scan.forced) == (Outcome.UNKNOWN, False, False)
    assert not [name for name, value in vars(scan).items() if typed and value == typed]


# --- Once, twice, at two doors ------------------------------------------------------------------


def test_ticket_shown_twice_enters_once_and_names_the_first_door(door: Door) -> None:
    ticket, other = make_registration(), make_door("b")
    first = show(door, ticket)

    again = show(other, ticket, minutes=31)

    assert (again.outcome, again.earlier, again.counts) == (Outcome.ALREADY_IN, first, False)
    assert inside() == 1


def test_scan_sent_twice_is_one_row(door: Door) -> None:
    ticket, nonce = make_registration(), uuid.uuid4()

    first = show(door, ticket, nonce=nonce)
    again = show(door, ticket, minutes=5, nonce=nonce)

    assert first == again
    assert outcomes() == [Outcome.WELCOME]


def test_number_of_a_scan_never_answers_for_another_ticket(door: Door) -> None:
    nonce = uuid.uuid4()
    ticket, other = make_people(2)
    show(door, ticket, nonce=nonce)

    with pytest.raises(NonceTaken):
        show(door, other, nonce=nonce)
    with pytest.raises(NonceTaken):
        show(door, "unknown", nonce=nonce)

    assert inside() == 1


def test_who_left_enters_again_and_is_counted_once(door: Door) -> None:
    ticket, other = make_registration(), make_door("b")

    show(door, ticket)
    show(other, ticket, minutes=30, kind="exit")
    assert inside() == 0
    show(other, ticket, minutes=60)

    assert outcomes() == [Outcome.WELCOME, Outcome.LEFT, Outcome.WELCOME]
    assert inside() == 1


def test_exit_of_somebody_who_is_not_inside_changes_nothing(door: Door) -> None:
    ticket = make_registration()

    scan = show(door, ticket, kind="exit")

    assert (scan.outcome, scan.counts, inside()) == (Outcome.NOT_IN, False, 0)


def test_day_begins_with_nobody_inside(door: Door) -> None:
    ticket = make_registration()
    show(door, ticket, at=MORNING - dt.timedelta(days=1))

    assert inside() == 0
    assert show(door, ticket).outcome == Outcome.WELCOME


# --- Who has no place here ----------------------------------------------------------------------


def test_person_online_is_not_let_in(door: Door) -> None:
    assert show(door, make_registration(way=Way.ONLINE)).outcome == Outcome.ONLINE_ONLY


def test_person_who_waits_is_not_let_in_and_online_meanwhile_says_so_first(door: Door) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)
    both = make_registration("both@example.org", wait_in_person=True)
    Quota.objects.filter(way=Way.ONLINE).update(capacity=0)
    waiting = make_registration("waiting@example.org", wait_in_person=True)

    assert show(door, both).outcome == Outcome.ONLINE_ONLY
    assert show(door, waiting).outcome == Outcome.WAITING


def test_person_with_an_offer_has_to_accept_it_first(door: Door) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=0)
    ticket = make_registration(wait_in_person=True)
    Place.objects.waiting().update(state=PlaceState.OFFERED, offered_until=MORNING)

    assert show(door, ticket).outcome == Outcome.OFFERED


def test_request_that_is_not_decided_does_not_enter(door: Door) -> None:
    Quota.objects.update(requires_approval=True)

    assert show(door, make_registration()).outcome in {Outcome.PENDING, Outcome.ONLINE_ONLY}


def test_cancelled_registration_does_not_enter(door: Door) -> None:
    ticket = make_registration()
    cancel_registration(registration_id=ticket.pk, now=NOW, by="self")

    assert show(door, ticket).outcome == Outcome.CANCELLED


def test_ticket_of_another_day_does_not_enter(door: Door) -> None:
    ticket = make_registration()
    day = Day.objects.create(
        slug="monday", date=dt.date(2025, 2, 10), title_fr="Lundi", title_en="Monday"
    )
    quota = Quota.objects.get(way=Way.IN_PERSON)
    quota.pk, quota.slug, quota.day = None, "monday", day
    quota.save()

    assert show(make_door("monday", quota=quota), ticket).outcome == Outcome.OTHER_DAY


# --- Let in anyway, taken back ------------------------------------------------------------------


def test_let_in_anyway_counts_and_keeps_what_stood_in_the_way_and_who_decided(door: Door) -> None:
    ticket, steward = make_registration(way=Way.ONLINE), make_steward()

    scan = show(door, ticket, forced=True, by=steward)

    assert (scan.outcome, scan.forced, scan.by) == (Outcome.ONLINE_ONLY, True, steward)
    assert inside() == 1
    assert show(door, ticket, minutes=3).outcome == Outcome.ALREADY_IN


def test_let_in_anyway_of_somebody_inside_counts_one_person(door: Door) -> None:
    ticket = make_registration()
    show(door, ticket)

    scan = show(door, ticket, minutes=2, forced=True)

    assert (scan.outcome, scan.forced, inside()) == (Outcome.ALREADY_IN, True, 1)


def test_nothing_is_forced_where_nothing_stands_in_the_way(door: Door) -> None:
    assert not show(door, make_registration(), forced=True).forced


def test_entry_taken_back_is_a_row_more_and_the_ticket_enters_again(door: Door) -> None:
    ticket = make_registration()
    entry = show(door, ticket)

    row = take_back(scan_id=entry.pk, door=door, at=MORNING, by=None)

    assert (row.kind, row.undoes, Scan.objects.count()) == (ScanKind.UNDO, entry, 2)
    assert inside() == 0
    assert show(door, ticket, minutes=1).outcome == Outcome.WELCOME


def test_exit_taken_back_leaves_the_person_inside(door: Door) -> None:
    ticket = make_registration()
    show(door, ticket)
    left = show(door, ticket, minutes=5, kind="exit")

    take_back(scan_id=left.pk, door=door, at=MORNING, by=None)

    assert inside() == 1


def test_second_press_on_taking_back_returns_the_same_row(door: Door) -> None:
    entry = show(door, make_registration())
    rows = {take_back(scan_id=entry.pk, door=door, at=MORNING, by=None) for _ in range(2)}

    assert len(rows) == 1


def test_only_the_last_that_counts_can_be_taken_back(door: Door) -> None:
    ticket = make_registration()
    entry = show(door, ticket)
    refused = show(door, ticket, minutes=1)
    show(door, ticket, minutes=5, kind="exit")

    for scan in (entry, refused, show(door, "unknown")):
        with pytest.raises(NothingToTakeBack):
            take_back(scan_id=scan.pk, door=door, at=MORNING, by=None)


# --- Without a connection -----------------------------------------------------------------------


def test_entry_told_late_of_somebody_inside_is_a_conflict(door: Door) -> None:
    ticket, other = make_registration(), make_door("b")
    first = show(door, ticket, minutes=10)

    late = show(other, ticket, minutes=2, offline=True)

    assert (late.outcome, late.earlier, late.counts) == (Outcome.CONFLICT, first, False)
    assert inside() == 1


def test_entry_told_late_of_somebody_who_came_and_went_meanwhile_is_a_conflict(door: Door) -> None:
    ticket, other = make_registration(), make_door("b")
    show(door, ticket, minutes=10)
    show(door, ticket, minutes=20, kind="exit")

    assert show(other, ticket, minutes=2, offline=True).outcome == Outcome.CONFLICT
    assert inside() == 0


def test_entry_told_late_keeps_its_own_time(door: Door) -> None:
    scan = show(door, make_registration(), minutes=-30, offline=True)

    assert (scan.outcome, scan.at) == (Outcome.WELCOME, MORNING - dt.timedelta(minutes=30))


def test_exit_told_late_does_not_end_a_later_entry(door: Door) -> None:
    ticket = make_registration()
    show(door, ticket, minutes=30)

    assert show(door, ticket, minutes=20, kind="exit", offline=True).outcome == Outcome.NOT_IN
    assert inside() == 1
