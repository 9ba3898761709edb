"""Seats: who may book, what happens to whoever waits, and what each mail carries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.models import AccessKind, AccessRule, Answer, Audience
from registration.exceptions import (
    BookingClosed,
    BookingNotOpen,
    NoPlaceInPerson,
    NotForAudience,
    OfferOver,
    SeatsRanOut,
    SessionsOverlap,
)
from registration.models import Booking, PlaceState, Registration, Seats, Way
from registration.services.booking import (
    accept_booking_offer,
    book_session,
    cancel_booking,
    decline_booking_offer,
    fill_free_seats,
    take_seat_automatically,
)
from registration.services.changing import cancel_registration, correct_address, move_way
from registration.services.seats import keep_seats, seats_availability
from registration.services.waiting import expire_offers
from summit.accounts.models import User
from summit.mail.models import OutgoingEmail
from tests.registration.factories import (
    NOW,
    at,
    book,
    make_business_day,
    make_registration,
    make_sessions,
    publish,
)

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=2)


def states(registration: Registration) -> list[tuple[str, str, str]]:
    rows = registration.bookings.order_by("pk").values_list(
        "seats__session__slug", "state", "release_reason"
    )
    return list(rows)


def kinds(registration: Registration) -> list[str]:
    mails = OutgoingEmail.objects.filter(to=registration.email).order_by("pk")
    return [mail.kind for mail in mails if mail.kind.startswith("booking_")]


def latest(registration: Registration) -> OutgoingEmail:
    return OutgoingEmail.objects.filter(to=registration.email).latest("pk")


def methods(mail: OutgoingEmail) -> list[str]:
    lines = mail.calendar.splitlines()
    return [line.removeprefix("METHOD:") for line in lines if line.startswith("METHOD:")]


@pytest.fixture
def camille() -> Registration:
    make_business_day()
    return make_registration()


def test_booking_with_a_place_in_person_is_confirmed_and_invited(camille: Registration) -> None:
    (session,) = make_sessions(2)

    booking = book(camille, session)

    assert (booking.state, booking.invited_at is not None) == (PlaceState.CONFIRMED, True)
    assert (kinds(camille), methods(latest(camille))) == (["booking_confirmed"], ["REQUEST"])


def test_booking_twice_gives_the_same_seat_and_one_mail(camille: Registration) -> None:
    (session,) = make_sessions(2)

    first, second = book(camille, session), book(camille, session)

    assert (first, kinds(camille)) == (second, ["booking_confirmed"])


def test_booking_with_an_indicative_hour_is_confirmed_without_invitation(
    camille: Registration,
) -> None:
    (session,) = make_sessions(2, time_confirmed=False)

    booking = book(camille, session)

    assert (booking.is_confirmed, booking.invited_at) == (True, None)
    assert methods(latest(camille)) == []
    assert "indicati" in latest(camille).text_body


def test_booking_without_a_place_in_person_is_refused() -> None:
    make_business_day()
    online = make_registration(way=Way.ONLINE)
    (session,) = make_sessions(2)

    with pytest.raises(NoPlaceInPerson):
        book(online, session)


def test_booking_outside_its_hours_is_refused_to_the_person_alone(camille: Registration) -> None:
    (session,) = make_sessions(2)
    args = {"registration_id": camille.pk, "session_id": session.pk}
    Seats.objects.update(opens_at=at(8), closes_at=at(9))

    with pytest.raises(BookingNotOpen):
        book_session(**args, now=at(8) - dt.timedelta(seconds=1), by="self")
    with pytest.raises(BookingClosed):
        book_session(**args, now=at(9), by="self")

    assert book_session(**args, now=at(9), by="system").is_confirmed


def test_booking_a_full_session_is_refused_unless_one_waits(camille: Registration) -> None:
    (session,) = make_sessions(1)
    other = make_registration("other@example.org")
    book(camille, session)

    with pytest.raises(SeatsRanOut):
        book(other, session)
    waiting = book(other, session, wait=True)

    assert (waiting.state, kinds(other)) == (PlaceState.WAITING, ["booking_waiting"])


def test_cancelled_seat_is_offered_to_whoever_waits_first(camille: Registration) -> None:
    (session,) = make_sessions(1)
    first, second = (make_registration(f"{name}@example.org") for name in ("first", "second"))
    booking = book(camille, session)
    for person in (first, second):
        book(person, session, wait=True)

    cancel_booking(booking_id=booking.pk, now=NOW, by="self")

    assert states(camille) == [("session-0", "released", "cancelled")]
    assert (states(first)[0][1], states(second)[0][1]) == ("offered", "waiting")
    assert (kinds(first)[-1], kinds(second)) == ("booking_offered", ["booking_waiting"])
    assert methods(latest(camille)) == ["CANCEL"]


def test_offered_seat_is_taken_once_however_often_it_is_accepted(camille: Registration) -> None:
    offered = make_offer(camille)

    for _ in range(2):
        assert accept_booking_offer(booking_id=offered.pk, now=NOW, by="self").is_confirmed

    assert kinds(offered.registration) == [
        "booking_waiting",
        "booking_offered",
        "booking_confirmed",
    ]
    assert methods(latest(offered.registration)) == ["REQUEST"]


def test_declined_seat_passes_on_and_cannot_be_taken_any_more(camille: Registration) -> None:
    offered = make_offer(camille)
    next_one = make_registration("next@example.org")
    waiting = book(next_one, offered.seats.session, wait=True)

    for _ in range(2):
        decline_booking_offer(booking_id=offered.pk, now=NOW, by="self")

    waiting.refresh_from_db()
    assert waiting.state == PlaceState.OFFERED
    with pytest.raises(OfferOver):
        accept_booking_offer(booking_id=offered.pk, now=NOW, by="self")


@pytest.mark.parametrize("act", ["accept", "sweep"])
def test_expired_seat_passes_on(camille: Registration, act: str) -> None:
    offered = make_offer(camille)
    waiting = book(make_registration("next@example.org"), offered.seats.session, wait=True)

    if act == "sweep":
        assert [expire_offers(LATER), expire_offers(LATER)] == [1, 0]
    else:
        with pytest.raises(OfferOver):
            accept_booking_offer(booking_id=offered.pk, now=LATER, by="self")

    waiting.refresh_from_db()
    offered.refresh_from_db()
    assert (offered.release_reason, waiting.state) == ("expired", "offered")
    assert kinds(offered.registration)[-1] == "booking_expired"


def make_offer(holder: Registration) -> Booking:
    """A seat that `holder` let go, offered to somebody who waited."""
    (session,) = make_sessions(1)
    booking = book(holder, session)
    waiting = book(make_registration("waits@example.org"), session, wait=True)
    cancel_booking(booking_id=booking.pk, now=NOW, by="self")
    waiting.refresh_from_db()
    assert waiting.is_offered
    return waiting


def test_seat_wanted_automatically_is_confirmed_at_once(camille: Registration) -> None:
    (session,) = make_sessions(1)
    other = make_registration("other@example.org")
    booking, waiting = book(camille, session), book(other, session, wait=True)
    take_seat_automatically(booking_id=waiting.pk, wanted=True, by="self")

    cancel_booking(booking_id=booking.pk, now=NOW, by="self")

    assert states(other) == [("session-0", "confirmed", "")]
    assert (kinds(other)[-1], methods(latest(other))) == ("booking_given", ["REQUEST"])


def test_seat_wanted_automatically_that_would_clash_is_offered_instead(
    camille: Registration,
) -> None:
    wanted, held = make_sessions(1, 5, hours=(10, 10))
    other = make_registration("other@example.org")
    booking, waiting = book(camille, wanted), book(other, wanted, wait=True)
    take_seat_automatically(booking_id=waiting.pk, wanted=True, by="self")
    book(other, held)

    cancel_booking(booking_id=booking.pk, now=NOW, by="self")

    waiting.refresh_from_db()
    assert waiting.is_offered
    with pytest.raises(SessionsOverlap):
        accept_booking_offer(booking_id=waiting.pk, now=NOW, by="self")


def test_overlap_of_confirmed_hours_is_resolved_by_one_swap(camille: Registration) -> None:
    one, two = make_sessions(5, 5, hours=(10, 10))
    first = book(camille, one)

    with pytest.raises(SessionsOverlap) as refused:
        book(camille, two)
    book(camille, two, swap_for=first.pk)

    assert refused.value.bookings == (first,)
    assert states(camille) == [("session-0", "released", "swapped"), ("session-1", "confirmed", "")]
    assert methods(latest(camille)) == ["REQUEST", "CANCEL"]


def test_overlap_of_indicative_hours_refuses_nothing(camille: Registration) -> None:
    one, two = make_sessions(5, 5, hours=(10, 10), time_confirmed=False)

    book(camille, one)

    assert book(camille, two).is_confirmed


def test_swap_for_a_full_session_keeps_the_seat_one_has(camille: Registration) -> None:
    one, two = make_sessions(5, 1)
    first = book(camille, one)
    book(make_registration("other@example.org"), two)

    with pytest.raises(SeatsRanOut):
        book(camille, two, swap_for=first.pk)

    assert states(camille) == [("session-0", "confirmed", "")]


@pytest.mark.parametrize("how", ["cancel", "online"])
def test_leaving_in_person_releases_bookings_in_one_mail(camille: Registration, how: str) -> None:
    one, two = make_sessions(1, 5)
    waiting = book_and_wait(camille, one)
    book(camille, two)
    before = OutgoingEmail.objects.filter(to=camille.email).count()

    if how == "cancel":
        cancel_registration(registration_id=camille.pk, now=NOW, by="self")
    else:
        move_way(registration_id=camille.pk, way=Way.ONLINE, now=NOW, by="self")

    waiting.refresh_from_db()
    assert waiting.is_offered
    assert {state for _, state, _ in states(camille)} == {"released"}
    assert OutgoingEmail.objects.filter(to=camille.email).count() == before + 1
    own = "CANCEL" if how == "cancel" else "REQUEST"
    assert methods(latest(camille)) == [own, "CANCEL", "CANCEL"]
    assert all(f"Table ronde {number}" in latest(camille).html_body for number in (0, 1))


def book_and_wait(holder: Registration, session: object) -> Booking:
    """`holder` has the last seat, somebody else waits for it."""
    book(holder, session)
    return book(make_registration("waits@example.org"), session, wait=True)


def test_raised_number_of_seats_serves_the_queue(camille: Registration) -> None:
    (session,) = make_sessions(1)
    waiting = book_and_wait(camille, session)
    seats = Seats.objects.get()
    Seats.objects.update(capacity=2)

    passed = fill_free_seats(seats.pk, now=NOW)

    waiting.refresh_from_db()
    assert (passed.offered, waiting.state) == (1, PlaceState.OFFERED)


def test_seats_follow_the_programme_and_withdraw_what_is_cancelled(camille: Registration) -> None:
    one, two = make_sessions(1, 1)
    book(camille, one)
    one.state = "cancelled"
    one.save()

    publish()

    assert states(camille) == [("session-0", "released", "withdrawn")]
    assert Booking.objects.get().sequence > 0
    assert set(seats_availability(NOW)) == {two.pk}
    with pytest.raises(BookingNotOpen):
        book(camille, one)


def test_seats_are_kept_once_however_often_the_programme_is_read(camille: Registration) -> None:
    from agenda.services.current import current_programme

    make_sessions(1, 1)

    keep_seats(current_programme(), now=NOW)

    assert Seats.objects.count() == 2


def test_seats_left_are_kept_for_those_who_wait(camille: Registration) -> None:
    (session,) = make_sessions(1)
    book_and_wait(camille, session)

    seats = seats_availability(NOW)[session.pk]

    assert (seats.limit, seats.taken, seats.waiting, seats.left) == (1, 1, 1, 0)
    assert seats.state == "full"


def test_corrected_address_is_invited_to_the_seats_too(camille: Registration) -> None:
    (session,) = make_sessions(1)
    book(camille, session)

    correct_address(registration_id=camille.pk, email="right@example.org", by="system")

    camille.refresh_from_db()
    assert (camille.bookings.get().sequence, methods(latest(camille))) == (1, ["REQUEST"] * 2)


# --- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 4])
def test_booking_and_letting_go_cost_the_same_however_many_wait(
    camille: Registration, people: int
) -> None:
    (session,) = make_sessions(1)

    with CaptureQueriesContext(connection) as booking_it:
        booking = book(camille, session)
    for number in range(people):
        book(make_registration(f"waits{number}@example.org"), session, wait=True)
    with CaptureQueriesContext(connection) as letting_go:
        cancel_booking(booking_id=booking.pk, now=NOW, by="self")

    assert (statements(booking_it), statements(letting_go)) == (13, 18)


def test_live_seats_of_all_sessions_cost_one_statement(camille: Registration) -> None:
    make_sessions(1, 2, 3)

    with CaptureQueriesContext(connection) as queries:
        assert len(seats_availability(NOW)) == 3

    assert [query for query in queries if "agenda_release" not in query["sql"]] == [queries[-1]]


def statements(queries: CaptureQueriesContext) -> int:
    """Without savepoints, and without naming the newest release, which is kept for a second."""
    ignored = ("SAVEPOINT", "RELEASE")
    return len(
        [
            query
            for query in queries
            if not query["sql"].startswith(ignored) and "agenda_release" not in query["sql"]
        ]
    )


# --- Whom a session is for --------------------------------------------------------------------


def close_sessions_to_industry() -> None:
    industry = Audience.objects.get(slug="industry")
    AccessRule.objects.create(kind=AccessKind.ORGANISER, audience=industry, answer=Answer.NO)
    publish()


def test_booking_is_refused_where_the_access_table_says_no_to_ones_audience() -> None:
    make_business_day()
    (session,) = make_sessions(10)
    who = make_registration()
    Audience.objects.create(slug="press", name_fr="Presse", name_en="Press")
    close_sessions_to_industry()

    with pytest.raises(NotForAudience):
        book(who, session)
    with pytest.raises(NotForAudience):
        book(who, session, wait=True)

    assert not Booking.objects.exists()
    Registration.objects.update(audience=Audience.objects.get(slug="press"))
    assert book(who, session).is_confirmed


def test_desk_may_book_for_somebody_whom_the_access_table_leaves_out() -> None:
    make_business_day()
    (session,) = make_sessions(10)
    who = make_registration()
    close_sessions_to_industry()
    desk = User.objects.create_user(email="desk@summit.example")

    booking = book_session(registration_id=who.pk, session_id=session.pk, now=NOW, by=desk)

    assert booking.is_confirmed


def test_swap_gives_up_only_a_seat_that_is_confirmed() -> None:
    make_business_day()
    full, other = make_sessions(0, 10)
    who = make_registration()
    queued = book(who, full, wait=True)

    book(who, other, swap_for=queued.pk)

    queued.refresh_from_db()
    assert queued.state == PlaceState.WAITING
