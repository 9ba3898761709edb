"""What each of these pages asks of the database."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from registration.models import Broadcast, Quota, Rules, Way
from registration.views.personal import personal_paths
from tests.registration.factories import book, make_registration, make_sessions

pytestmark = pytest.mark.django_db

STATEMENTS = {
    Way.IN_PERSON: {"ticket_pdf": 7, "letter": 8, "reminders": 6, "erase": 10},
    Way.ONLINE: {"join_personal": 8},
}


@pytest.mark.parametrize(
    ("way", "name", "most"),
    [(way, name, most) for way, pages in STATEMENTS.items() for name, most in pages.items()],
)
@pytest.mark.parametrize("sessions", [1, 3])
def test_page_costs_the_same_for_one_booking_and_for_three(
    client: Client,
    day: dict[str, Quota],
    django_assert_max_num_queries: Any,
    way: Way,
    name: str,
    most: int,
    sessions: int,
) -> None:
    Rules.objects.create(letters_allowed=True, letter_signatory="La déléguée générale")
    Broadcast.objects.create(quota=day[Way.ONLINE])
    mine = make_registration(way=way)
    if way == Way.IN_PERSON:
        for session in make_sessions(*[5] * sessions):
            book(mine, session)
    with translation.override("fr"):
        path = personal_paths(mine)[name]
    client.get(path)

    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200
