"""Invitation codes: places kept, allotments kept exactly, deadlines to the second."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from registration.exceptions import (
    CodeRefused,
    PlacesRanOut,
    RegistrationClosed,
    RegistrationNotOpen,
)
from registration.models import InvitationCode, Place, Quota, Registration, Way
from registration.services.availability import availability
from registration.services.changing import cancel_registration
from registration.services.plans import Outcome
from registration.services.registering import register_person
from tests.registration.factories import (
    NOW,
    make_business_day,
    make_registration,
    make_request,
    register,
)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

SECOND = dt.timedelta(seconds=1)


def make_code(allotment: int = 2, **values: object) -> InvitationCode:
    quota = Quota.objects.get(way=Way.IN_PERSON)
    return InvitationCode.objects.create(
        name="Délégation", quota=quota, allotment=allotment, **values
    )


def use(
    code: InvitationCode | str, email: str = "camille@example.org", **values: object
) -> Outcome:
    text = code if isinstance(code, str) else code.code
    now = values.pop("now", NOW)
    return register_person(request=make_request(email, code=text, **values), now=now)


def left(now: dt.datetime = NOW) -> int | None:
    return next(place.left for place in availability(now) if place.way == Way.IN_PERSON)


def test_code_is_noted_on_the_place_and_counts_once(day: dict[str, Quota]) -> None:
    code = make_code(1)

    use(code, press_key="a" * 20)
    use(code, press_key="a" * 20)

    assert Place.objects.get().code == code
    with pytest.raises(CodeRefused):
        use(code, "b@example.org")


def test_code_is_read_however_it_was_copied(day: dict[str, Quota]) -> None:
    code = make_code()
    text = code.code.lower()

    assert use(f" {text[:10]} - {text[10:]}\n").way == "in_person"


def test_place_given_back_gives_the_use_back(day: dict[str, Quota]) -> None:
    code = make_code(1)
    use(code)
    cancel_registration(registration_id=Registration.objects.get().pk, now=NOW, by="self")

    assert use(code, "b@example.org").way == "in_person"


@pytest.mark.parametrize(
    "values", [{"is_active": False}, {"deadline": NOW}, {"deadline": NOW - SECOND}]
)
def test_code_that_is_off_or_late_is_refused(
    day: dict[str, Quota], values: dict[str, object]
) -> None:
    with pytest.raises(CodeRefused):
        use(make_code(**values))


def test_code_works_until_the_second_before_its_deadline(day: dict[str, Quota]) -> None:
    assert use(make_code(deadline=NOW + SECOND)).way == "in_person"


@pytest.mark.parametrize("text", ["NOSUCHCODE", "'; DROP TABLE", "٣" * 40, "A" * 5000])
def test_unknown_code_is_refused(day: dict[str, Quota], text: str) -> None:
    make_code()

    with pytest.raises(CodeRefused):
        use(text)


def test_code_of_one_way_opens_no_other(day: dict[str, Quota]) -> None:
    with pytest.raises(CodeRefused):
        use(make_code(), way=Way.ONLINE)


def test_code_opens_before_the_opening(db: None) -> None:
    make_business_day(registration_opens_at=NOW + SECOND)

    with pytest.raises(RegistrationNotOpen):
        register("newcomer@example.org")
    assert use(make_code()).way == "in_person"


def test_code_after_closing_needs_a_later_deadline(db: None) -> None:
    make_business_day(registration_closes_at=NOW)

    with pytest.raises(RegistrationClosed):
        use(make_code())
    assert use(make_code(deadline=NOW + SECOND)).way == "in_person"


def test_code_skips_approval_only_where_it_says_so(day: dict[str, Quota]) -> None:
    Quota.objects.update(requires_approval=True)

    assert use(make_code()) == Outcome("in_person", waiting=False)
    asked = use(make_code(skips_approval=False), "b@example.org")
    assert asked == Outcome("", waiting=False, pending=True)


# --- Places kept ------------------------------------------------------------------------------


def test_kept_places_are_not_for_the_public(db: None) -> None:
    make_business_day(in_person=3)
    code = make_code(2, keeps_places=True)

    assert left() == 1
    register("a@example.org")
    with pytest.raises(PlacesRanOut):
        register("b@example.org")
    assert (use(code, "c@example.org").way, use(code, "d@example.org").way) == (
        "in_person",
        "in_person",
    )
    assert left() == 0


def test_using_a_kept_place_takes_none_from_the_public(db: None) -> None:
    make_business_day(in_person=3)
    code = make_code(2, keeps_places=True)
    before = left()

    use(code)

    assert (before, left()) == (1, 1)


def test_kept_places_are_free_again_at_the_deadline(db: None) -> None:
    make_business_day(in_person=2)
    make_code(2, keeps_places=True, deadline=NOW + SECOND)

    assert (left(NOW), left(NOW + SECOND)) == (0, 2)


def test_place_given_back_by_a_code_is_kept_and_not_passed_on(db: None) -> None:
    make_business_day(in_person=1)
    code = make_code(1, keeps_places=True)
    use(code)
    waiting = make_registration("w@example.org", wait_in_person=True)
    holder = Registration.objects.for_email("camille@example.org").get()

    cancel_registration(registration_id=holder.pk, now=NOW, by="self")

    assert [place.state for place in waiting.places.order_by("pk")] == ["confirmed", "waiting"]
    assert use(code, "next@example.org").way == "in_person"


def test_two_codes_keep_their_own_places(db: None) -> None:
    make_business_day(in_person=2)
    one, two = make_code(1, keeps_places=True), make_code(1, keeps_places=True)

    use(one, "a@example.org")
    with pytest.raises(CodeRefused):
        use(one, "b@example.org")
    assert use(two, "b@example.org").way == "in_person"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("capacity", [None, 50])
def test_twenty_people_at_once_use_a_code_of_five_exactly_five_times(capacity: int | None) -> None:
    make_business_day(in_person=capacity)
    code = make_code(5, keeps_places=True)
    start = Barrier(20)

    def press(number: int) -> bool:
        start.wait()
        try:
            use(code, f"p{number}@example.org")
        except CodeRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))

    assert (sum(answers), Place.objects.filter(code=code).count()) == (5, 5)
    assert Registration.objects.count() == 5
