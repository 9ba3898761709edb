"""What organisers see of the doors."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registration.checkin.figures import figures_at
from registration.checkin.models import Door, Scan
from registration.checkin.services.undoing import take_back
from registration.models import Quota, Way
from summit.accounts.models import User
from summit.edition.models import Edition
from summit.home.services.groups import DESK
from tests.checkin.factories import MORNING, make_door, make_people, make_steward, show
from tests.registration.factories import make_registration

pytestmark = pytest.mark.django_db

LIST = "admin:checkin_scan_changelist"
HOME = "admin:index"


@pytest.fixture
def desk(client: Client, settings: Any, door: Door, morning: Any) -> Client:
    """A member of the registration desk on the morning of the day."""
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(make_steward("desk@example.org", group=DESK))
    return client


def page(client: Client, name: str, query: str = "") -> str:
    response = client.get(reverse(name) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# --- Doors --------------------------------------------------------------------------------------


def test_desk_adds_a_door_in_both_languages(desk: Client, door: Door) -> None:
    typed = {"name_fr": "Porte C", "name_en": "Door C", "slug": "c", "order": 3, "phone": ""}

    add = reverse("admin:checkin_door_add")
    desk.post(add, {**typed, "quota": door.quota_id, "name_en": ""})
    desk.post(add, {**typed, "quota": Quota.objects.get(way=Way.ONLINE).pk})
    assert not Door.objects.filter(slug="c").exists()
    desk.post(add, {**typed, "quota": door.quota_id})

    assert Door.objects.get(slug="c").name_en == "Door C"
    assert reverse("registration:checkin:door", args=["c"]) in page(
        desk, "admin:checkin_door_changelist"
    )


def test_door_that_was_used_keeps_its_key_and_stays(client: Client, settings: Any) -> None:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    used, unused = make_door("used"), make_door("unused")
    show(used, make_registration())
    change = reverse("admin:checkin_door_change", args=[used.pk])

    client.post(change, {"name_fr": "Nord", "name_en": "North", "slug": "x", "order": 1})
    answers = [
        client.post(reverse("admin:checkin_door_delete", args=[one.pk]), {"post": "yes"})
        for one in (used, unused)
    ]

    used.refresh_from_db()
    assert (used.slug, used.name_en) == ("used", "North")
    assert [answer.status_code for answer in answers] == [403, 302]


# --- Scans --------------------------------------------------------------------------------------


def test_list_tells_conflicts_and_forced_entries_apart_and_by_whom(
    desk: Client, door: Door
) -> None:
    twice, online = make_registration(), make_registration("o@example.org", way=Way.ONLINE)
    other, steward = make_door("b"), make_steward()
    show(door, twice)
    show(other, twice, minutes=-1, offline=True)
    show(door, online, forced=True, by=steward)

    conflicts, forced = page(desk, LIST, "?outcome__exact=conflict"), page(desk, LIST, "?forced=1")

    assert conflicts.count('class="field-person"') == 1
    assert "Porte B" in conflicts
    assert re.search(r"En ligne seulement, entrée forcée.*?steward@example\.org", forced)


def test_scans_are_read_only(desk: Client, door: Door) -> None:
    scan = show(door, make_registration())
    addresses = [
        reverse("admin:checkin_scan_add"),
        reverse("admin:checkin_scan_delete", args=[scan.pk]),
    ]

    assert {desk.post(address, {"post": "yes"}).status_code for address in addresses} == {403}
    assert Scan.objects.count() == 1


def test_scan_list_costs_the_same_for_one_row_and_for_three(desk: Client, door: Door) -> None:
    def cost() -> int:
        page(desk, LIST)
        with CaptureQueriesContext(connection) as queries:
            page(desk, LIST)
        return len(queries)

    people = make_people(3)
    show(door, people[0], by=make_steward())
    one = cost()
    take_back(scan_id=show(door, people[1]).pk, door=door, at=MORNING, by=None)
    show(door, "nobody")

    assert one == cost() <= 12


def test_file_holds_what_the_list_shows_and_no_formula(desk: Client, door: Door) -> None:
    show(door, make_registration(last_name="=cmd|' /C calc'!A0"))
    show(door, "nobody")

    address = reverse("admin:checkin_scan_export") + "?outcome__exact=welcome"
    text = b"".join(desk.get(address)).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in text[:40] else ",")

    assert (head[0], len(rows)) == ("Heure", 1)
    assert not [cell for cell in rows[0] if cell.startswith("=")]
    assert "camille@example.org" not in text


def test_file_needs_the_right_to_export(desk: Client) -> None:
    user = User.objects.get(email="desk@example.org")
    user.groups.get().permissions.remove(
        *user.groups.get().permissions.filter(codename="export_registration")
    )

    assert desk.get(reverse("admin:checkin_scan_export")).status_code == 403
    assert reverse("admin:checkin_scan_export") not in page(desk, LIST)


# --- Home page ----------------------------------------------------------------------------------


def test_entries_are_counted_by_quarter_of_an_hour_and_people_once(door: Door) -> None:
    people = make_people(4)
    for ticket, minutes in zip(people, (0, 3.9, 4, 34), strict=True):  # from 8:41
        show(door, ticket, minutes=minutes)
    show(door, people[0], minutes=35)
    take_back(
        scan_id=show(door, people[3], minutes=36, kind="exit").pk, door=door, at=MORNING, by=None
    )
    show(door, people[1], minutes=40, kind="exit")
    take_back(scan_id=Scan.objects.get(registration=people[2]).pk, door=door, at=MORNING, by=None)

    figures = figures_at(MORNING + dt.timedelta(hours=1), Edition.objects.current())

    counted = {f"{bar.begins_at:%H:%M}": bar.count for bar in figures.bars if bar.count}
    assert counted == {"08:30": 2, "09:15": 1}
    assert (figures.present, figures.entries, figures.highest) == (2, 3, 2)


def test_hour_that_a_clock_change_repeats_is_two_hours(door: Door) -> None:
    first = dt.datetime(2025, 10, 26, 0, 40, tzinfo=dt.UTC)  # 2:40, and an hour later 2:40 again
    for ticket, hours in zip(make_people(3), (0, 1, 1), strict=True):
        show(door, ticket, at=first + dt.timedelta(hours=hours), forced=True)

    figures = figures_at(first + dt.timedelta(hours=5), Edition.objects.current())

    bars = [(bar.begins_at.isoformat()[11:], bar.count) for bar in figures.bars if bar.count]
    assert bars == [("02:30:00+02:00", 1), ("02:30:00+01:00", 2)]


def test_plot_stands_on_the_home_page_on_the_day_with_its_table(desk: Client, door: Door) -> None:
    show(door, make_registration())

    text = page(desk, HOME).split('class="dashboard"')[1]

    assert "Entrées par quart d’heure" in text
    assert "<td>1</td>" in text
    assert text.index(reverse("registration:checkin:choose_door")) < text.index(
        reverse("admin:registration_registration_changelist") + '">'
    )


def test_home_page_says_nothing_of_doors_on_another_day(desk: Client, morning: Any) -> None:
    morning.move_to(MORNING - dt.timedelta(days=1))

    text = page(desk, HOME)

    assert "Entrées par quart d’heure" not in text
    assert reverse("registration:checkin:choose_door") not in text


def test_figures_cost_the_same_whatever_was_scanned(door: Door) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            figures_at(MORNING, Edition.objects.current())
        return len(queries)

    few = cost()
    for number, ticket in enumerate(make_people(5)):
        show(door, ticket, minutes=20 * number)

    assert few == cost()
