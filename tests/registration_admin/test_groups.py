"""The teams of organisers: what each may do, and what none of them sees."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from registration.models import Registration
from summit.accounts.models import User
from summit.home.services.groups import (
    CONTENT,
    DESK,
    DOORS,
    PROGRAMME,
    RIGHTS,
    codenames,
    ensure_groups,
)
from tests.registration.factories import make_business_day, make_registration
from tests.registration_admin.pages import action

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(db: None) -> Registration:
    make_business_day(in_person=1)
    return make_registration()


def sign_in_as(group: str, client: Client) -> None:
    ensure_groups()
    user = User.objects.create_user("staff@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


def test_groups_are_made_once_and_kept_as_changed() -> None:
    assert ensure_groups() == [PROGRAMME, DESK, CONTENT, DOORS]
    group = Group.objects.get(name=DESK)
    group.permissions.clear()
    assert ensure_groups() == []
    assert group.permissions.count() == 0


def test_each_group_has_every_right_that_its_list_names() -> None:
    ensure_groups()
    for name, rights in RIGHTS.items():
        given = Group.objects.get(name=name).permissions.select_related("content_type")
        found = {f"{p.content_type.app_label}.{p.codename}" for p in given}
        assert found == codenames(rights)


@pytest.mark.parametrize("group", [PROGRAMME, CONTENT, DOORS])
def test_other_teams_see_no_registration(
    client: Client, registration: Registration, group: str
) -> None:
    sign_in_as(group, client)
    urls = [
        reverse("admin:registration_registration_changelist"),
        reverse("admin:registration_registration_export"),
        reverse("admin:registration_registration_export_xlsx"),
        reverse("admin:registration_registration_add"),
        reverse("admin:registration_registration_change", args=[registration.pk]),
        reverse("admin:registration_waitingplace_changelist"),
        *(action(name, registration) for name in ("cancel", "address", "confirm", "online")),
    ]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 403)


@pytest.mark.parametrize("group", [DESK, CONTENT, PROGRAMME, DOORS])
def test_staff_never_hold_the_link_of_a_person(
    client: Client, registration: Registration, group: str
) -> None:
    """Who opens it may cancel in the person's name, and the history would say it was them."""
    sign_in_as(group, client)
    content_type = ContentType.objects.get_for_model(Registration)

    shortcut = client.get(reverse("admin:view_on_site", args=[content_type.pk, registration.pk]))
    page = client.get(
        reverse("admin:registration_registration_change", args=[registration.pk]), follow=True
    )

    assert (shortcut.status_code, shortcut.get("Location", "")) == (404, "")
    assert str(registration.public_id) not in page.content.decode()


@pytest.mark.parametrize("group", [DESK, CONTENT, PROGRAMME, DOORS])
def test_no_group_reads_the_log_of_everything(client: Client, group: str) -> None:
    """It tells of people's registrations; each row has its history for whoever may see the row."""
    sign_in_as(group, client)

    assert client.get(reverse("admin:auditlog_logentry_changelist")).status_code == 403
