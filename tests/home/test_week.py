import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from agenda.models import AccessRule, Answer, PartnerScope, Relation, Session
from agenda.programme import Programme
from agenda.services.current import programme_of
from agenda.services.releases import publish_release
from summit.home import week
from tests.agenda.factories import add_sessions, load, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Callable[..., Programme]:
    load()

    def build(**changes: Any) -> Programme:
        Session.objects.filter(slug="opening").update(**changes) if changes else None
        return programme_of(publish_release(note="", actor=None))

    return build


def at(minutes: int) -> dt.datetime:
    """So many minutes after the opening begins, in Paris."""
    from zoneinfo import ZoneInfo

    start = session().starts_at.astimezone(ZoneInfo("Europe/Paris"))
    return start + dt.timedelta(minutes=minutes)


def slugs(items: list[week.OnNow]) -> list[str]:
    return [item.session.slug for item in items]


@pytest.mark.parametrize(
    ("offset", "states"),
    [(-1, ["coming", "coming"]), (0, ["today", "coming"]), (1, ["past", "today"])],
)
def test_week_of_says_which_days_are_past(
    programme: Callable[..., Programme], offset: int, states: list[str]
) -> None:
    released = programme()
    first = released.days[0].date

    found = week.week_of(released, first + dt.timedelta(days=offset))

    assert [item.state for item in found] == states


def test_week_day_by_invitation_follows_the_access_table(
    programme: Callable[..., Programme],
) -> None:
    before = week.week_of(programme(access="invitation", registration_by=""), dt.date(2025, 2, 6))
    AccessRule.objects.create(slug="invitation", kind="invitation", answer=Answer.YES)
    after = week.week_of(programme(), dt.date(2025, 2, 6))

    assert [item.by_invitation for item in before] == [True, False]
    assert [item.by_invitation for item in after] == [False, False]


def test_on_now_begins_to_the_minute_and_ends_before_the_last(
    programme: Callable[..., Programme],
) -> None:
    released = programme()
    minutes = int((session().ends_at - session().starts_at).total_seconds() // 60)

    assert week.on_now(released, at(-1))[0].minutes_until == 1
    assert week.on_now(released, at(0))[0].minutes_until == 0
    assert slugs(week.on_now(released, at(minutes - 1)))[0] == "opening"
    assert "opening" not in slugs(week.on_now(released, at(minutes)))


@pytest.mark.parametrize("changes", [{"state": "cancelled"}, {"is_block": True}])
def test_on_now_leaves_out_cancelled_sessions_and_blocks(
    programme: Callable[..., Programme], changes: dict[str, Any]
) -> None:
    assert slugs(week.on_now(programme(**changes), at(0))) == []


def test_on_now_shows_the_programme_before_what_is_held_alongside(
    programme: Callable[..., Programme],
) -> None:
    add_sessions(1)
    opening = session()
    Session.objects.filter(slug="more-0").update(
        starts_at=opening.starts_at, ends_at=opening.ends_at, sequence=0
    )

    found = week.on_now(programme(relation=Relation.SIDE_EVENT), at(0))

    assert slugs(found) == ["more-0", "opening"]


def test_on_now_shows_three_at_most(programme: Callable[..., Programme]) -> None:
    add_sessions(6)

    assert len(week.on_now(programme(), at(-30))) == 3


def test_main_venues_are_those_of_the_programme_itself(
    programme: Callable[..., Programme],
) -> None:
    released = programme(relation=Relation.SIDE_EVENT)

    assert week.main_venues(released, released.days[0]) == ()


def test_main_venues_leave_out_the_online_one(programme: Callable[..., Programme]) -> None:
    released = programme()

    for day in released.days:
        assert not any(venue.virtual for venue in week.main_venues(released, day))


def test_theme_counts_count_the_sessions_of_each(programme: Callable[..., Programme]) -> None:
    released = programme()

    counts = {item.theme.slug: item.sessions for item in week.theme_counts(released)}

    assert counts == {
        theme.slug: sum(theme in one.themes for one in released.sessions)
        for theme in released.themes
    }


def test_partner_groups_leave_out_empty_ones(programme: Callable[..., Programme]) -> None:
    groups = week.partner_groups(programme())

    assert [(group.scope, len(group.partners)) for group in groups] == [
        (PartnerScope.BUSINESS_DAY, 1)
    ]


def test_business_venue_without_a_date_is_not_known(programme: Callable[..., Programme]) -> None:
    assert week.business_venue(programme(), None) is None
